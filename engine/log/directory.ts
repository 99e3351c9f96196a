import type { Layer } from '../../contract/row.js';
import { type LayerBits, countBits, noBits, nthClear } from './layer.js';

/** Where each block of a log lies: 48 bytes of memory a block, and a bit a row where layers differ. */
export class Directory {
  count = 0;
  /** File offset after the last block. */
  end: number;
  /** Sequence number the next block begins with. */
  nextSeq = 1;
  /** Rows of one layer alone, in all blocks. */
  wireOnly = 0;
  messageOnly = 0;
  #offset = new Float64Array(64);
  #firstSeq = new Float64Array(64);
  #baseTime = new Float64Array(64);
  #kindsLow = new Uint32Array(64);
  #kindsHigh = new Uint32Array(64);
  /** In the blocks before. */
  #wireBefore = new Float64Array(64);
  #messageBefore = new Float64Array(64);
  readonly #bits = new Map<number, LayerBits>();

  constructor(start: number) {
    this.end = start;
  }

  /** Adds the block that follows the last one. */
  add(
    rows: number,
    fileBytes: number,
    baseTime: number,
    kindsLow: number,
    kindsHigh: number,
    wireOnly = 0,
    messageOnly = 0,
    bits = noBits,
  ): void {
    const i = this.count;
    if (i === this.#offset.length) this.#grow();
    this.#offset[i] = this.end;
    this.#firstSeq[i] = this.nextSeq;
    this.#baseTime[i] = baseTime;
    this.#kindsLow[i] = kindsLow;
    this.#kindsHigh[i] = kindsHigh;
    this.#wireBefore[i] = this.wireOnly;
    this.#messageBefore[i] = this.messageOnly;
    if (wireOnly + messageOnly > 0) this.#bits.set(i, bits);
    this.wireOnly += wireOnly;
    this.messageOnly += messageOnly;
    this.count = i + 1;
    this.end += fileBytes;
    this.nextSeq += rows;
  }

  /** The same by what a block or its header says. */
  addBlock(
    block: {
      readonly rows: number;
      readonly baseTime: number;
      readonly kindsLow: number;
      readonly kindsHigh: number;
      readonly wireOnly: number;
      readonly messageOnly: number;
    },
    fileBytes: number,
    bits: LayerBits,
  ): void {
    const { rows, baseTime, kindsLow, kindsHigh, wireOnly, messageOnly } = block;
    this.add(rows, fileBytes, baseTime, kindsLow, kindsHigh, wireOnly, messageOnly, bits);
  }

  /** File offset of block `i`; of the end for `i === count`. */
  offset(i: number): number {
    return i < this.count ? (this.#offset[i] ?? 0) : this.end;
  }

  /** Number of the first row of block `i`; of the next row to come for `i === count`. */
  firstSeq(i: number): number {
    return i < this.count ? (this.#firstSeq[i] ?? 0) : this.nextSeq;
  }

  /** Time of the first row of block `i`, nanoseconds. */
  baseTime(i: number): number {
    return this.#baseTime[i] ?? 0;
  }

  /** False if no row of block `i` is of a kind whose bit (`kind % 64`) is set in the mask. */
  mayHold(i: number, kindsLow: number, kindsHigh: number): boolean {
    return (((this.#kindsLow[i] ?? 0) & kindsLow) | ((this.#kindsHigh[i] ?? 0) & kindsHigh)) !== 0;
  }

  /** Index of the block that holds row `seq`, which must be in 1..nextSeq-1. */
  find(seq: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firstSeq[middle] ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Rows that a layer leaves out in the blocks before block `i`; in all of them for `i === count`. */
  hiddenBefore(i: number, layer: Layer): number {
    if (layer === 'messages') return i < this.count ? (this.#wireBefore[i] ?? 0) : this.wireOnly;
    return i < this.count ? (this.#messageBefore[i] ?? 0) : this.messageOnly;
  }

  /** Rows of a layer before row `seq`, which must be in 1..nextSeq. */
  rankIn(layer: Layer, seq: number): number {
    const i = seq < this.nextSeq ? this.find(seq) : this.count;
    const first = this.firstSeq(i);
    const hidden = this.#hidden(i, layer);
    const within = seq - first - (hidden === null ? 0 : countBits(hidden, seq - first));
    return first - 1 - this.hiddenBefore(i, layer) + within;
  }

  /** Number of the row at a position of a layer, which must be in some block. */
  seqIn(layer: Layer, position: number): number {
    const i = this.#findIn(layer, position);
    const first = this.firstSeq(i);
    const within = position - (first - 1 - this.hiddenBefore(i, layer));
    const hidden = this.#hidden(i, layer);
    return first + (hidden === null ? within : nthClear(hidden, within));
  }

  #hidden(i: number, layer: Layer): Uint8Array | null {
    return this.#bits.get(i)?.[layer === 'messages' ? 'wireOnly' : 'messageOnly'] ?? null;
  }

  #findIn(layer: Layer, position: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.firstSeq(middle) - 1 - this.hiddenBefore(middle, layer) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(): void {
    const size = this.#offset.length * 2;
    this.#offset = grown(this.#offset, new Float64Array(size));
    this.#firstSeq = grown(this.#firstSeq, new Float64Array(size));
    this.#baseTime = grown(this.#baseTime, new Float64Array(size));
    this.#kindsLow = grown(this.#kindsLow, new Uint32Array(size));
    this.#kindsHigh = grown(this.#kindsHigh, new Uint32Array(size));
    this.#wireBefore = grown(this.#wireBefore, new Float64Array(size));
    this.#messageBefore = grown(this.#messageBefore, new Float64Array(size));
  }
}

function grown<A extends Float64Array | Uint32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
