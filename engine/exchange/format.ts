import type { LifeDetail, RowKindName } from '../../contract/index.js';

/** One row as an export sees it. */
export interface ExportRow {
  readonly seq: number;
  /** Wall clock, ISO 8601 in UTC with nanoseconds. */
  readonly time: string;
  /** Nanoseconds since the session's origin. */
  readonly offsetNs: number;
  readonly direction: 'none' | 'in' | 'out';
  readonly kind: RowKindName;
  /** By name, as in `RowFlag`. */
  readonly flags: readonly string[];
  readonly peer: number;
  /** Bytes of payload; 0 for a row about the life of the session. */
  readonly length: number;
  /** Null where the row is not marked, else its comment, which may be empty. */
  readonly mark: string | null;
}

/** Bytes of a payload given to a format at once; divisible by 3, so that base64 pieces join without padding. */
export const pieceBytes = 3 * 65_536;

/**
 * Writes rows as text. A payload comes whole or in pieces of `pieceBytes`, between `begin` and
 * `end`; a row about the life of the session comes by `life` alone. One writer serves one export.
 */
export interface RowWriter {
  begin(row: ExportRow): string;
  piece(bytes: Uint8Array, last: boolean): string;
  end(row: ExportRow): string;
  life(row: ExportRow, detail: LifeDetail): string;
}

/** A format joins by its line in the table of `export.ts`. */
export interface ExportFormat {
  readonly title: string;
  /** Of a file name, without the dot. */
  readonly extension: string;
  /** MIME type. */
  readonly type: string;
  /** What comes before the first row. */
  readonly head: string;
  writer(): RowWriter;
}
