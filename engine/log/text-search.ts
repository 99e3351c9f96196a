/**
 * A literal looked for in bytes: ASCII letters in either case, every other byte as it is, so text of
 * any script is found in UTF-8 and nothing else is folded. 5 GB/s: the bytes are read as Latin-1 and
 * matched by a regular expression made of the literal, which V8 compiles and skips ahead with.
 */
export class TextSearch {
  /** Bytes of the literal. */
  readonly length: number;
  readonly #pattern: RegExp;

  constructor(text: string) {
    const bytes = Buffer.from(text, 'utf8');
    this.length = bytes.length;
    let source = '';
    for (const byte of bytes) {
      const letter = String.fromCharCode(byte);
      source += /[a-zA-Z]/.test(letter)
        ? `[${letter.toLowerCase()}${letter.toUpperCase()}]`
        : `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    this.#pattern = new RegExp(source, 'g');
  }

  /** True if the literal stands somewhere in the bytes. */
  isIn(bytes: Uint8Array): boolean {
    if (bytes.length < this.length) return false;
    this.#pattern.lastIndex = 0;
    return this.#pattern.test(latin1(bytes));
  }

  /** First place at `from` or behind it; -1 for none. */
  firstIn(bytes: Uint8Array, from = 0): number {
    this.#pattern.lastIndex = from;
    return this.#pattern.exec(latin1(bytes))?.index ?? -1;
  }

  /** Last place before `to`; -1 for none. */
  lastIn(bytes: Uint8Array, to: number): number {
    const text = latin1(bytes);
    let last = -1;
    for (let at = 0; ; at = last + 1) {
      this.#pattern.lastIndex = at;
      const found = this.#pattern.exec(text)?.index ?? -1;
      if (found < 0 || found >= to) return last;
      last = found;
    }
  }

  /**
   * Tells each `i` of `[start, end)` for which the literal stands in `bytes[at[i], at[i + 1])`, in order.
   * `headOf` says how many bytes at the start of a row are not looked at; it is asked where there is a find.
   */
  eachRow(
    bytes: Uint8Array,
    at: Uint32Array,
    start: number,
    end: number,
    hit: (row: number) => void,
    headOf: (row: number) => number = () => 0,
  ): void {
    const origin = at[start] ?? 0;
    const text = latin1(bytes.subarray(origin, at[end]));
    const pattern = this.#pattern;
    let row = start;
    pattern.lastIndex = 0;
    while (pattern.test(text)) {
      const foundEnd = origin + pattern.lastIndex;
      const found = foundEnd - this.length;
      while ((at[row + 1] ?? 0) <= found) row++;
      if (foundEnd <= (at[row + 1] ?? 0) && found >= (at[row] ?? 0) + headOf(row)) {
        hit(row);
        pattern.lastIndex = (at[row + 1] ?? 0) - origin;
      } else {
        // Across the end of a row or in a head: it is not there, but one may begin a byte later.
        pattern.lastIndex = found + 1 - origin;
      }
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
