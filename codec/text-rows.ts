/** How a text is cut into rows: at its line breaks, and where a line is longer than a row. */
export interface RowCut {
  /** Bytes of a row at most, a line break not counted. */
  readonly soft: number;
  /** Line feeds end lines; not so where a character takes two or four bytes. */
  readonly lines: boolean;
}

/** Where a row begins. */
export interface RowPlace {
  /** Byte of the payload. */
  readonly at: number;
  /** Of all rows, and of all lines, from 0. A line of several rows has one number. */
  readonly row: number;
  readonly line: number;
  /** A line begins here, rather than goes on. */
  readonly fresh: boolean;
}

export const firstRow: RowPlace = { at: 0, row: 0, line: 0, fresh: true };
const lineFeed = 0x0a;

/**
 * Tells the rows that begin in `bytes`, which stand at `from.at` of the payload; `whole` says that it ends with
 * them. Answers where the first row begins that cannot be told the end of from these bytes, null at the end.
 */
export function cutRows(
  bytes: Uint8Array,
  from: RowPlace,
  { soft, lines }: RowCut,
  whole: boolean,
  visit: (at: number, row: number, line: number, fresh: boolean) => unknown,
): RowPlace | null {
  const base = from.at;
  let { row, line, fresh } = from;
  let start = 0;
  let feed = lines ? bytes.indexOf(lineFeed) : -1;
  while (start < bytes.length) {
    if (lines && feed >= 0 && feed < start) feed = bytes.indexOf(lineFeed, start);
    const ends = feed >= 0 && feed - start <= soft;
    if (!ends && !whole && bytes.length - start <= soft + 1) break;
    if (visit(base + start, row, line, fresh) === false) break;
    row++;
    if (ends) {
      start = feed + 1;
      line++;
      fresh = true;
    } else {
      start = softEnd(bytes, start, soft);
      fresh = false;
    }
  }
  if (whole && start >= bytes.length) return null;
  return { at: base + start, row, line, fresh };
}

/** Before a character of UTF-8 that would be cut in two, where there is one. */
function softEnd(bytes: Uint8Array, start: number, soft: number): number {
  const most = start + soft;
  if (most >= bytes.length) return bytes.length;
  for (let end = most; end > Math.max(start, most - 4); end--) {
    if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end;
  }
  return most;
}
