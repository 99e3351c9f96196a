import type { FramingSpec } from '../../codec/index.js';
import { type Failure, type Result, fail } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import type { Layer } from '../../contract/row.js';
import type { FilterSpec } from '../../contract/session.js';
import type { PayloadSlice } from './reader.js';

/** What a view shows: rows that pass the filter, of messages as the framing cuts them. */
export interface ViewSpec {
  readonly filter?: FilterSpec;
  /** How stream chunks are cut into messages; absent or `raw`, every chunk is a row. */
  readonly framing?: FramingSpec;
  /** Whole messages unless given, or the frames that carried them. */
  readonly layer?: Layer;
}

/** An ordered choice of what a log holds; positions count from 0. Extended as rows are logged. */
export interface View {
  /** Rows found by now. With a framing, the last ones may be messages under way, flagged `partial`. */
  readonly count: number;
  /** Below this position nothing changes any more but by `generation`; above it stand messages under way. */
  readonly fixed: number;
  /** Moves where rows at positions that were read have changed places. */
  readonly generation: number;
  /** Log rows looked at. */
  readonly scanned: number;
  /** Everything logged by now has been looked at. */
  readonly done: boolean;
  /** Why some rows could not be looked at, such as a damaged block; the others were. */
  readonly failure: Failure | null;
  /** Rows at positions `[from, to)`, cut to what exists. */
  rows(from: number, to: number): Promise<Result<RowBatch>>;
  /** Bytes `[from, to)` of the payload at a position; fails with `log.no-row` where there is none. */
  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>>;
  /** Number of the log row at a position, the first one a message touches; null where there is none. */
  seqAt(position: number): number | null;
  /** Rows are messages as a framing cuts them, several of which can begin in one log row. */
  readonly framed?: boolean;
  /** Bytes from the start of that log row to the message: several may begin in one. Absent where rows are log rows. */
  skipAt?(position: number): number;
  /** First position that ends at log row `seq` or later; `count` if there is none. */
  positionOf(seq: number): number;
  /** Position that shows log row `seq`, or null where the view leaves it out. */
  locate(seq: number): number | null;
  /** Resolves when everything logged by now has been looked at, or the view was closed. */
  settled(): Promise<void>;
  /** Called when count or progress changed, at most once a turn of the loop. Answers its own `off`. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** What is said of a position past the end. */
export function noPosition(position: number, count: number): ReturnType<typeof fail> {
  return fail('log.no-row', `There is no row at position ${position}; the view has ${count}.`, {
    position,
    count,
  });
}
