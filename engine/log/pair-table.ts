interface Piece {
  readonly role: Uint8Array;
  /** Position of the other row plus one; 0 for none. */
  readonly other: Uint32Array;
  /** Nanoseconds; exact to seven digits. */
  readonly latency: Float32Array;
}

const pieceRows = 1 << 14;

/** What rows are to each other, by position: 9 bytes a row, in pieces where there is anything to say. */
export class PairTable {
  readonly #pieces: (Piece | undefined)[] = [];

  role(position: number): number {
    return this.#pieces[position >>> 14]?.role[position & (pieceRows - 1)] ?? 0;
  }

  other(position: number): number | null {
    const other = this.#pieces[position >>> 14]?.other[position & (pieceRows - 1)] ?? 0;
    return other === 0 ? null : other - 1;
  }

  latency(position: number): number {
    return this.#pieces[position >>> 14]?.latency[position & (pieceRows - 1)] ?? Number.NaN;
  }

  setRole(position: number, role: number): void {
    this.#piece(position).role[position & (pieceRows - 1)] = role;
  }

  /** Two rows belong together. */
  join(a: number, b: number, latency: number): void {
    for (const [at, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const piece = this.#piece(at);
      piece.other[at & (pieceRows - 1)] = other + 1;
      piece.latency[at & (pieceRows - 1)] = latency;
    }
  }

  #piece(position: number): Piece {
    const at = position >>> 14;
    const known = this.#pieces[at];
    if (known !== undefined) return known;
    const made: Piece = {
      role: new Uint8Array(pieceRows),
      other: new Uint32Array(pieceRows),
      latency: new Float32Array(pieceRows),
    };
    this.#pieces[at] = made;
    return made;
  }
}
