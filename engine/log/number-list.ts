type Column = Float64Array | Uint32Array | Uint8Array;

/** Numbers in each piece of a list. */
const pieceLength = 1 << 14;

/** A growing list of numbers in typed pieces: growing never copies and wastes at most one piece. */
export class NumberList {
  length = 0;
  readonly #pieces: Column[] = [];

  constructor(readonly make: (length: number) => Column) {}

  push(value: number): void {
    const at = this.length & (pieceLength - 1);
    let piece = this.#pieces[this.length >>> 14];
    if (piece === undefined) {
      piece = this.make(pieceLength);
      this.#pieces.push(piece);
    }
    piece[at] = value;
    this.length++;
  }

  /** The number at `i`, which must be in the list. */
  get(i: number): number {
    return this.#pieces[i >>> 14]?.[i & (pieceLength - 1)] ?? 0;
  }

  /** First index whose number is at least `value`, in a list that never falls; `length` if there is none. */
  firstAtLeast(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.get(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export const numbers = (length: number): Column => new Float64Array(length);
export const words = (length: number): Column => new Uint32Array(length);
export const octets = (length: number): Column => new Uint8Array(length);
