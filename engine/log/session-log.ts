import type { FramePart } from '../../codec/index.js';
import type { LifeDetail } from '../../contract/life.js';
import type { Failure, Result } from '../../contract/result.js';
import type { Direction, RowInput, RowKind } from '../../contract/row.js';
import type { FrameRun } from '../frame-run.js';
import type { Disk } from './disk.js';
import type { LogReader } from './reader.js';
import type { SessionHeader, SessionTotals } from './session-file.js';

export interface LogOptions {
  /** At most this long after it came a row is on stable storage, milliseconds; up to `flushMs`: after each write. Default 1000. */
  readonly syncMs?: number;
  /** A block closes this long after its first row, milliseconds. Default 30: what a killed process loses. */
  readonly flushMs?: number;
  /** Milliseconds between attempts while the disk refuses. Default 1000. */
  readonly retryMs?: number;
  /** Queued bytes at which `pressure` begins (32 MiB) and ends (8 MiB); the second must be the smaller. */
  readonly highWater?: number;
  readonly lowWater?: number;
  /**
   * Queued bytes above which rows are counted as lost instead of kept (256 MiB); more than `highWater`. Rows too large
   * to share a block have as much for themselves, besides the largest of them.
   */
  readonly hardLimit?: number;
  /** Memory for written blocks, bytes. Default 16 MiB. */
  readonly cacheBytes?: number;
  readonly disk?: Disk;
}

/** A session being recorded. */
export interface SessionLog extends LogReader {
  readonly header: SessionHeader;
  /** Adds a row and answers its number; 0 if it was not recorded: the log is closed, or see `lostRows`. */
  append(row: RowInput): number;
  /**
   * The same without an object a row; `payload[start, end)` is copied at once, except that more than
   * 1 MiB is kept by reference until it is written and must not change. A kind with `withHead` says
   * that the bytes begin with the head of a WebSocket frame, its payload unmasked behind it.
   */
  appendRaw(
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    time: number,
    payload: Uint8Array,
    start?: number,
    end?: number,
  ): number;
  /** The same of bytes that lie in several places, one behind the other; all of them are copied at once. */
  appendParts(
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    time: number,
    parts: readonly FramePart[],
  ): number;
  /** Adds each frame of a run as a row of its own. Two directions only: what is in or out. */
  appendRun(direction: Direction, peer: number, time: number, run: FrameRun): void;
  /** Adds a row about the life of the session; its payload is the JSON of `detail`. */
  appendLife(kind: RowKind, peer: number, time: number, detail: LifeDetail, direction?: Direction): number;
  /** Everything appended so far is on stable storage; or why it is not, after one more attempt. */
  flush(): Promise<Result<void>>;
  /** From now on `syncMs` is this; what waits already is not made to wait longer. */
  syncWithin(ms: number): void;
  /**
   * Flushes, writes the totals and lets the session go. If that fails the log stays as it was, refusing
   * rows, and may be closed again; `giveUp` leaves what the disk refuses behind, for `recoverLog`.
   */
  close(options?: { readonly giveUp?: boolean }): Promise<Result<SessionTotals>>;
  /** The disk cannot keep up or refuses: reading from sockets should pause. */
  readonly pressure: boolean;
  onPressure(listener: (on: boolean) => void): () => void;
  /** Why the disk refuses at this moment; attempts go on. */
  readonly failure: Failure | null;
  /** Told when the disk begins to refuse, and null when it accepts again. */
  onFailure(listener: (failure: Failure | null) => void): () => void;
  /** Memory held by rows that wait for the disk. */
  readonly queuedBytes: number;
  /** Rows that could not be kept for want of memory while the disk refused; a `note` row tells afterwards. */
  readonly lostRows: number;
  readonly lostBytes: number;
}
