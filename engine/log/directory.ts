/** Where each block of a log lies: 32 bytes of memory a block, whatever it holds. */
export class Directory {
  count = 0;
  /** File offset after the last block. */
  end: number;
  /** Sequence number the next block begins with. */
  nextSeq = 1;
  #offset = new Float64Array(64);
  #firstSeq = new Float64Array(64);
  #baseTime = new Float64Array(64);
  #kindsLow = new Uint32Array(64);
  #kindsHigh = new Uint32Array(64);

  constructor(start: number) {
    this.end = start;
  }

  /** Adds the block that follows the last one. */
  add(rows: number, fileBytes: number, baseTime: number, kindsLow: number, kindsHigh: number): void {
    const i = this.count;
    if (i === this.#offset.length) this.#grow();
    this.#offset[i] = this.end;
    this.#firstSeq[i] = this.nextSeq;
    this.#baseTime[i] = baseTime;
    this.#kindsLow[i] = kindsLow;
    this.#kindsHigh[i] = kindsHigh;
    this.count = i + 1;
    this.end += fileBytes;
    this.nextSeq += rows;
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

  #grow(): void {
    const size = this.#offset.length * 2;
    this.#offset = grown(this.#offset, new Float64Array(size));
    this.#firstSeq = grown(this.#firstSeq, new Float64Array(size));
    this.#baseTime = grown(this.#baseTime, new Float64Array(size));
    this.#kindsLow = grown(this.#kindsLow, new Uint32Array(size));
    this.#kindsHigh = grown(this.#kindsHigh, new Uint32Array(size));
  }
}

function grown<A extends Float64Array | Uint32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
