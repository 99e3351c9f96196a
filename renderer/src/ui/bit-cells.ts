import type { HighlightTone } from './hex-selection.js';

/** A field of a header as the grid of its bits draws it. */
export interface BitCell {
  readonly id: string;
  /** From 0 at the most significant bit of the first byte. */
  readonly first: number;
  readonly count: number;
  /** A word or two: FIN, opcode. */
  readonly label: string;
  /** What it says, short: text, 126. */
  readonly value: string;
  /** The whole of it, for those who hear it. */
  readonly spoken: string;
  readonly tone?: HighlightTone | undefined;
  readonly wrong?: boolean | undefined;
}

/** The part of a cell that lies in one row of the grid. */
export interface BitSegment {
  readonly cell: BitCell;
  /** Column in the row, from 0. */
  readonly column: number;
  readonly count: number;
  /** The bits themselves, as far as the bytes reach. */
  readonly bits: readonly ('0' | '1')[];
  /** The first part of its cell: it carries the words. */
  readonly head: boolean;
}

/** Bits to a row: half of the figure of RFC 6455 §5.2 where the names of single bits fit, else a byte. */
export const bitsPerRow = { wide: 16, narrow: 8 };
/** Below it "MASK" is wider than a sixteenth, in pixels. */
export const wideFrom = 400;

/** Cells cut into the rows of a grid of `perRow` columns, the bits of `bytes` in them. */
export function bitRows(
  cells: readonly BitCell[],
  bytes: Uint8Array,
  perRow: number = bitsPerRow.wide,
): readonly (readonly BitSegment[])[] {
  const rows: BitSegment[][] = [];
  for (const cell of cells) {
    for (let at = cell.first; at < cell.first + cell.count;) {
      const row = Math.floor(at / perRow);
      const end = Math.min(cell.first + cell.count, (row + 1) * perRow);
      const bits: ('0' | '1')[] = [];
      for (let bit = at; bit < end; bit++) {
        const byte = bytes[bit >> 3];
        if (byte !== undefined) bits.push(((byte >> (7 - (bit & 7))) & 1) === 1 ? '1' : '0');
      }
      (rows[row] ??= []).push({
        cell,
        column: at % perRow,
        count: end - at,
        bits,
        head: at === cell.first,
      });
      at = end;
    }
  }
  return Array.from(rows, (row) => row ?? []);
}
