import type { useHostStore } from './host.js';

interface ViewOfSession {
  readonly session: string;
  readonly view: number;
}

/** Where a log row stands in a view; null where it is left out or the host is gone. */
export async function locateRow(
  host: ReturnType<typeof useHostStore>,
  of: ViewOfSession,
  seq: number,
): Promise<number | null> {
  const answer = await host.call('view.locate', { ...of, seq });
  return answer.ok ? answer.value.position : null;
}

/** The same; with `related`, where the message of a frame stands, or the first frame of a message, in its stead. */
export async function placeOf(
  host: ReturnType<typeof useHostStore>,
  of: ViewOfSession,
  seq: number,
  related: boolean,
): Promise<{ readonly seq: number; readonly position: number } | null> {
  const position = await locateRow(host, of, seq);
  if (position !== null) return { seq, position };
  if (!related) return null;
  const answer = await host.call('row.related', { session: of.session, seq });
  if (!answer.ok) return null;
  const { message, frames } = answer.value;
  for (const other of [message, frames[0] ?? null]) {
    if (other === null || other === seq) continue;
    const there = await locateRow(host, of, other);
    if (there !== null) return { seq: other, position: there };
  }
  return null;
}
