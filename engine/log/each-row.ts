import type { Failure } from '../../contract/result.js';
import { isLife, maxHeadBytes } from '../../contract/row.js';
import { sentence } from './batch.js';
import { headSizeOf, kindOf, peerOf } from './block-view.js';
import { isHidden } from './layer.js';
import { LayerView } from './layer-view.js';
import { Slice } from './slice.js';
import type { View } from './view.js';

/** What a visitor is told of a row besides its payload. The object is used again for the next row. */
export interface SeenRow {
  /** In the view. */
  position: number;
  time: number;
  kind: number;
  direction: number;
  /** `RowFlag` bits. */
  flags: number;
  peer: number;
  /** Of the payload. */
  size: number;
  /** The first two bytes of a frame's head as one number; -1 where the row is not one frame. */
  head: number;
}

/** Rows of a view read at once: less than a slice. */
const batchRows = 256;
/** Largest payload that is read for a visitor. */
const payloadBytes = 256 << 10;
/** Fewer rows than these are worth keeping their blocks for: the next few may be near. */
const cachedRows = 4_096;
/** Rows between two looks at the clock. */
const rowsAtOnce = 16;

/**
 * Shows a visitor rows `[from, to)` of a view in order, in slices. The payload is valid only during the call, and
 * null where it is large, more than 256 KiB at least. Of a life row it is its
 * sentence. What cannot be read is
 * passed over; the answer says why.
 */
export async function eachRow(
  view: View,
  from: number,
  to: number,
  visit: (row: SeenRow, payload: Uint8Array | null) => void,
  signal: AbortSignal,
): Promise<Failure | null> {
  const walk = view instanceof LayerView ? walkLayer : walkView;
  let failure: Failure | null = null;
  let next = from;
  while (next < to && !signal.aborted) {
    const walked = await walk(view as LayerView, next, to, visit, signal);
    if (walked.failure === null) return failure;
    failure ??= walked.failure;
    const after = walked.failure.detail?.['lastSeq'];
    // Past a damaged block the log goes on; anything else ends it.
    const position = typeof after === 'number' ? view.positionOf(after + 1) : 0;
    if (position <= walked.next) break;
    next = position;
  }
  return failure;
}

const emptyRow = (position: number): SeenRow => ({
  ...{ position, time: 0, kind: 0, direction: 0, flags: 0, peer: 0, size: 0, head: -1 },
});

const headNumber = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

interface Walked {
  readonly next: number;
  readonly failure: Failure | null;
}

/** The rows of a layer, out of the blocks themselves. */
async function walkLayer(
  view: LayerView,
  from: number,
  to: number,
  visit: (row: SeenRow, payload: Uint8Array | null) => void,
  signal: AbortSignal,
): Promise<Walked> {
  const row = emptyRow(from);
  const first = view.seqAt(from);
  if (first === null) return { next: from, failure: null };
  const scan = await view.reader.scan(
    first,
    (block, start, end, slice) => {
      const { payload, at } = block;
      for (let i = start; i < end; i++) {
        if ((i - start) % rowsAtOnce === rowsAtOnce - 1 && slice.over) return i;
        if (isHidden(block, i, view.layer)) continue;
        if (row.position >= to) return false;
        const begin = (at[i] ?? 0) + headSizeOf(block, i);
        const finish = at[i + 1] ?? 0;
        row.time = block.baseTime + (block.time[i] ?? 0);
        row.kind = kindOf(block, i);
        const marks = block.marks[i] ?? 0;
        row.direction = marks & 3;
        row.flags = marks >>> 2;
        row.peer = peerOf(block, i);
        const life = isLife(row.kind);
        row.size = life ? 0 : finish - begin;
        // Of a row too large to be at hand the head is.
        const [stored, head] = payload === null ? [block.lead, 0] : [payload, at[i] ?? 0];
        row.head = begin > (at[i] ?? 0) ? headNumber(stored, head) : -1;
        const bytes = payload?.subarray(begin, finish) ?? null;
        visit(row, bytes !== null && life ? sentence(bytes) : bytes);
        row.position++;
      }
      return row.position < to;
    },
    { signal, cached: to - from < cachedRows },
  );
  return { next: row.position, failure: scan.ok ? null : scan.error };
}

/** The rows of any view, out of its batches: a preview is the payload where that is short. */
async function walkView(
  view: View,
  from: number,
  to: number,
  visit: (row: SeenRow, payload: Uint8Array | null) => void,
  signal: AbortSignal,
): Promise<Walked> {
  const row = emptyRow(from);
  const slice = new Slice();
  while (row.position < to && !signal.aborted) {
    const batch = await view.rows(row.position, Math.min(to, row.position + batchRows));
    if (!batch.ok) return { next: row.position, failure: batch.error };
    const { length, time, kind, direction, flags, peer, size, headSize, heads } = batch.value;
    const { previewAt, previews } = batch.value;
    if (length === 0) break;
    for (let i = 0; i < length && !signal.aborted; i++) {
      row.time = time[i] ?? 0;
      row.kind = kind[i] ?? 0;
      row.direction = direction[i] ?? 0;
      row.flags = flags[i] ?? 0;
      row.peer = peer[i] ?? 0;
      row.size = size[i] ?? 0;
      row.head = (headSize[i] ?? 0) > 0 ? headNumber(heads, i * maxHeadBytes) : -1;
      const preview = previews.subarray(previewAt[i] ?? 0, previewAt[i + 1] ?? 0);
      if (row.size > preview.length && row.size <= payloadBytes) {
        const read = await view.payload(row.position, 0, row.size);
        if (!read.ok) return { next: row.position, failure: read.error };
        visit(row, read.value.bytes);
      } else visit(row, row.size <= preview.length ? preview : null);
      row.position++;
      if (i % rowsAtOnce === rowsAtOnce - 1) await slice.rest();
    }
  }
  return { next: row.position, failure: null };
}
