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

/** Gives equal hashes the same small number, in the order in which they come. */
export class HashNumbers {
  #high: Uint32Array;
  #low: Uint32Array;
  /** Number + 1; 0 is a free place. */
  #number: Uint32Array;
  count = 0;

  constructor(expected = 1_024) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.#high = new Uint32Array(places);
    this.#low = new Uint32Array(places);
    this.#number = new Uint32Array(places);
  }

  of(high: number, low: number): number {
    if ((this.count + 1) * 2 > this.#number.length) this.#grow();
    const at = this.#place(high, low);
    const known = this.#number[at] ?? 0;
    if (known !== 0) return known - 1;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#number[at] = ++this.count;
    return this.count - 1;
  }

  #place(high: number, low: number): number {
    const mask = this.#number.length - 1;
    let at = (high ^ Math.imul(low, 0x9e3779b1)) & mask;
    while (this.#number[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [highs, lows, numbers] = [this.#high, this.#low, this.#number];
    this.#high = new Uint32Array(numbers.length * 2);
    this.#low = new Uint32Array(numbers.length * 2);
    this.#number = new Uint32Array(numbers.length * 2);
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      const at = this.#place(highs[i] ?? 0, lows[i] ?? 0);
      this.#high[at] = highs[i] ?? 0;
      this.#low[at] = lows[i] ?? 0;
      this.#number[at] = numbers[i] ?? 0;
    }
  }
}
