import { RowFlag, RowKind, maxRowsPerRead, ok } from '../../../contract/index.js';
import type { Output, Result } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { rowAt } from './row-cache.js';
import type { Row } from './row-cache.js';

/** A message and the frames that carried it. */
export interface RelatedFrames {
  /** Row number of the message; null where it never became complete. */
  readonly message: number | null;
  /** Bytes of the whole message, inflated; null where it is not known. */
  readonly messageSize: number | null;
  /** Row numbers of its frames, the first thousand. */
  readonly seqs: readonly number[];
  /** How many there are. */
  readonly total: number;
  /** The frames themselves, as far as they lie near each other; their positions are those of a view of their own. */
  readonly frames: readonly Row[];
  /** Bytes of the payload of one of `frames`. */
  read(frame: Row, from: number, to: number): Promise<Result<Output<'payload.read'>>>;
  close(): void;
}

/** Reads of the wire layer among which the frames of one message are looked for. */
const mostReads = 4;

/** True for a row of which something in the other layer may be told. */
export function hasRelated(row: Row): boolean {
  return row.kind === RowKind.frame || (row.flags & (RowFlag.fragmented | RowFlag.compressed)) !== 0;
}

/**
 * What belongs to a row in the other layer; null where nothing does, as in logs without frames. The
 * frames' payloads can be read until it is closed.
 */
export async function openRelated(
  host: ReturnType<typeof useHostStore>,
  session: string,
  row: Row,
): Promise<Result<RelatedFrames | null>> {
  const answer = await host.call('row.related', { session, seq: row.seq });
  if (!answer.ok) return answer;
  const { message, frames: seqs, total } = answer.value;
  if (seqs.length === 0) return ok(null);
  const [messageSize, opened] = await Promise.all([
    message === null ? null : sizeOf(host, session, message),
    host.call('view.open', { session, filter: {}, framing: { kind: 'raw' }, layer: 'wire' }),
  ]);
  if (!opened.ok) return opened;
  const { view } = opened.value;
  return ok({
    message,
    messageSize,
    seqs,
    total,
    frames: await readFrames(host, session, view, seqs),
    read: (frame, from, to) =>
      host.call('payload.read', { session, view, position: frame.position, from, to }),
    close: () => void host.call('view.close', { view }),
  });
}

/** View 0 is the messages. */
async function sizeOf(
  host: ReturnType<typeof useHostStore>,
  session: string,
  seq: number,
): Promise<number | null> {
  const place = await host.call('view.locate', { session, view: 0, seq });
  const at = place.ok ? place.value.position : null;
  if (at === null) return null;
  const rows = await host.call('rows.read', { session, view: 0, from: at, to: at + 1 });
  return rows.ok ? (rows.value.size[0] ?? null) : null;
}

async function readFrames(
  host: ReturnType<typeof useHostStore>,
  session: string,
  view: number,
  seqs: readonly number[],
): Promise<readonly Row[]> {
  const found: Row[] = [];
  const place = await host.call('view.locate', { session, view, seq: seqs[0] ?? 1 });
  let from = place.ok ? place.value.position : null;
  const wanted = new Set(seqs);
  for (let read = 0; from !== null && read < mostReads && found.length < seqs.length; read++) {
    const rows = await host.call('rows.read', { session, view, from, to: from + maxRowsPerRead });
    if (!rows.ok || rows.value.length === 0) break;
    for (let i = 0; i < rows.value.length; i++) {
      const row = rowAt(rows.value, i);
      // A copy: what came is a window onto the whole answer.
      if (row !== null && wanted.has(row.seq)) found.push({ ...row, head: row.head.slice() });
    }
    from += rows.value.length;
  }
  return found;
}
