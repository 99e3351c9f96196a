import { maxHeadBytes } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';

/** One row of a view as the screen reads it; a window onto a batch, made when it is drawn. */
export interface Row {
  /** Position in the view, from 0. */
  readonly position: number;
  readonly seq: number;
  /** Nanoseconds since the session's origin. */
  readonly time: number;
  readonly kind: number;
  readonly direction: number;
  readonly flags: number;
  readonly peer: number;
  readonly size: number;
  readonly preview: Uint8Array;
  /** The head of the WebSocket frame, as it crossed the wire; empty where the row is not one frame. */
  readonly head: Uint8Array;
}

/** Rows a page holds: a few screenfuls, one request. */
export const pageRows = 256;
/** Pages kept: 16 000 rows around what was looked at last, a few MB whatever the session's length. */
const keptPages = 64;

/** The pages of a view that were looked at last; the oldest goes first. */
export class RowCache {
  private readonly pages = new Map<number, RowBatch>();

  put(batch: RowBatch): void {
    const page = Math.floor(batch.from / pageRows);
    this.pages.delete(page);
    this.pages.set(page, batch);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= keptPages) break;
      this.pages.delete(oldest);
    }
  }

  /** How many rows of a page are here: fewer than `pageRows` at the tail, which grows. */
  held(page: number): number {
    return this.pages.get(page)?.length ?? 0;
  }

  clear(): void {
    this.pages.clear();
  }

  row(position: number): Row | null {
    const batch = this.pages.get(Math.floor(position / pageRows));
    if (batch === undefined) return null;
    return rowAt(batch, position - batch.from);
  }
}

/** Row `i` of a batch; null where it has none. */
export function rowAt(batch: RowBatch, i: number): Row | null {
  const seq = batch.seq[i];
  if (i < 0 || seq === undefined) return null;
  return {
    position: batch.from + i,
    seq,
    time: batch.time[i] ?? 0,
    kind: batch.kind[i] ?? 0,
    direction: batch.direction[i] ?? 0,
    flags: batch.flags[i] ?? 0,
    peer: batch.peer[i] ?? 0,
    size: batch.size[i] ?? 0,
    preview: batch.previews.subarray(batch.previewAt[i] ?? 0, batch.previewAt[i + 1] ?? 0),
    head: batch.heads.subarray(i * maxHeadBytes, i * maxHeadBytes + (batch.headSize[i] ?? 0)),
  };
}
