import { RowKind } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import type { Row } from './row-cache.js';

/** Log rows around a ping or pong in which its counterpart is looked for. */
const reach = 500;

export interface RoundTrip {
  /** Row number of the other half. */
  readonly seq: number;
  /** Nanoseconds from the ping to its pong. */
  readonly time: number;
}

/** The other half of a ping or a pong: the same application data the other way (RFC 6455 §5.5.3); null if not near. */
export async function findRoundTrip(
  host: ReturnType<typeof useHostStore>,
  session: string,
  row: Row,
): Promise<RoundTrip | null> {
  const ping = row.kind === RowKind.ping;
  if (!ping && row.kind !== RowKind.pong) return null;
  // Position in the log is the row number less one; view 0 is the log.
  const from = ping ? row.seq : Math.max(0, row.seq - 1 - reach);
  const to = ping ? row.seq + reach : row.seq - 1;
  const answer = await host.call('rows.read', { session, view: 0, from, to });
  return answer.ok ? counterpart(answer.value, row) : null;
}

/** The nearest row of a batch that answers this one, or that it answers. */
export function counterpart(rows: RowBatch, row: Row): RoundTrip | null {
  const ping = row.kind === RowKind.ping;
  const wanted = ping ? RowKind.pong : RowKind.ping;
  for (let step = 0; step < rows.length; step++) {
    const i = ping ? step : rows.length - 1 - step;
    const same =
      rows.kind[i] === wanted &&
      rows.peer[i] === row.peer &&
      rows.direction[i] !== row.direction &&
      rows.size[i] === row.size &&
      equal(rows.previews.subarray(rows.previewAt[i], rows.previewAt[i + 1]), row.preview);
    if (same) return { seq: rows.seq[i] ?? 0, time: Math.abs((rows.time[i] ?? 0) - row.time) };
  }
  return null;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
