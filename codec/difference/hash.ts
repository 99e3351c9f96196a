/**
 * A hash of 64 bits in two halves, fed piece by piece, the same however the pieces are cut. It is seeded, so that
 * nobody who chooses payloads can choose two that fall together. It proves nothing to an adversary who knows the seed.
 */
export class ContentHash {
  high = 0;
  low = 0;

  constructor(readonly seed: number) {
    this.reset();
  }

  reset(): void {
    this.high = 0xdeadbeef ^ this.seed;
    this.low = 0x41c6ce57 ^ Math.imul(this.seed, 0x9e3779b1);
  }

  /** Takes bytes `[from, to)`. */
  bytes(bytes: Uint8Array, from = 0, to = bytes.length): void {
    let { high, low } = this;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      high = Math.imul(high ^ byte, 2_654_435_761);
      low = Math.imul(low ^ byte, 1_597_334_677);
      high = (high << 13) | (high >>> 19);
    }
    this.high = high;
    this.low = low;
  }

  /** Takes a number of 32 bits. */
  number(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) {
      const byte = (value >>> shift) & 0xff;
      this.high = Math.imul(this.high ^ byte, 2_654_435_761);
      this.low = Math.imul(this.low ^ byte, 1_597_334_677);
      this.high = (this.high << 13) | (this.high >>> 19);
    }
  }

  /** Takes the units of a text. */
  text(text: string, from = 0, to = text.length): void {
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      this.high = Math.imul(this.high ^ unit, 2_654_435_761);
      this.low = Math.imul(this.low ^ unit, 1_597_334_677);
      this.high = (this.high << 13) | (this.high >>> 19);
    }
  }

  /** Mixes the halves, at the end; further input begins with `reset`. */
  finish(): void {
    let { high, low } = this;
    high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    this.high = high >>> 0;
    this.low = low >>> 0;
  }
}

/** Places moved out of a table that was outgrown with each number asked for: done long before the next is full. */
const movedAtOnce = 8;

/**
 * Gives equal hashes the same small number, in the order in which they come. A table that is full moves into one
 * twice its size bit by bit: no single call takes long, however many there are.
 */
export class HashNumbers {
  #table: Table;
  /** The table before, and how many of its places have been moved. */
  #old: Table | null = null;
  #moved = 0;
  count = 0;

  constructor(expected = 1_024) {
    this.#table = new Table(2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))));
  }

  of(high: number, low: number): number {
    if ((this.count + 1) * 2 > this.#table.number.length) {
      this.#old = this.#table;
      this.#moved = 0;
      this.#table = new Table(this.#old.number.length * 2);
    }
    if (this.#old !== null) this.#move(this.#old);
    const at = this.#table.place(high, low);
    const known = this.#table.number[at] ?? 0;
    if (known !== 0) return known - 1;
    const before = this.#old?.number[this.#old.place(high, low)] ?? 0;
    if (before !== 0) return before - 1;
    this.#table.put(at, high, low, ++this.count);
    return this.count - 1;
  }

  #move(old: Table): void {
    const to = Math.min(old.number.length, this.#moved + movedAtOnce);
    for (let i = this.#moved; i < to; i++) {
      const number = old.number[i] ?? 0;
      if (number === 0) continue;
      const [high, low] = [old.high[i] ?? 0, old.low[i] ?? 0];
      this.#table.put(this.#table.place(high, low), high, low, number);
    }
    this.#moved = to;
    if (to === old.number.length) this.#old = null;
  }
}

/** Hashes by open addressing; its places are a power of two. */
class Table {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** Number + 1; 0 is a free place. */
  readonly number: Uint32Array;

  constructor(places: number) {
    this.high = new Uint32Array(places);
    this.low = new Uint32Array(places);
    this.number = new Uint32Array(places);
  }

  /** Where a hash stands, or would. */
  place(high: number, low: number): number {
    const mask = this.number.length - 1;
    let at = (high ^ Math.imul(low, 0x9e3779b1)) & mask;
    while (this.number[at] !== 0 && (this.high[at] !== high || this.low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  put(at: number, high: number, low: number, number: number): void {
    this.high[at] = high;
    this.low[at] = low;
    this.number[at] = number;
  }
}
