import { RowKind, ok } from '../../contract/index.js';
import type { CompareOpening, LifeDetail, Result } from '../../contract/index.js';
import type { Session } from '../session.js';

/** Rows a connection may take to open: addresses tried, redirects followed. */
const mostRows = 200;

/** Round trips by the protocols before the first byte of payload, and what each took by its rows. */
export async function openingOf(session: Session): Promise<Result<CompareOpening>> {
  const { whole } = session;
  const batch = await whole.rows(0, mostRows);
  if (!batch.ok) return batch;
  const { length, kind, time, seq } = batch.value;
  const steps: CompareOpening['steps'][number][] = [];
  let asked = 0;
  for (let i = 0; i < length; i++) {
    const row = { session: session.id, seq: seq[i] ?? 0 };
    const at = time[i] ?? 0;
    if (kind[i] === RowKind.request) asked = at;
    if (kind[i] === RowKind.response) {
      steps.push({ name: 'upgrade', roundTrips: 1, ms: (at - asked) / 1e6, row });
    }
    if (kind[i] === RowKind.connect && !isDatagram(session)) {
      const detail = await lifeOf(session, row.seq);
      if (!detail.ok) return detail;
      steps.push({ name: 'tcp', roundTrips: 1, ms: detail.value.ms ?? 0, row });
    }
    if (kind[i] === RowKind.tls) {
      const detail = await lifeOf(session, row.seq);
      if (!detail.ok) return detail;
      // RFC 8446 §2: one round trip; RFC 5246 §7.3: two.
      const roundTrips = detail.value.tls?.version === 'TLSv1.3' ? 1 : 2;
      steps.push({ name: 'tls', roundTrips, ms: detail.value.ms ?? 0, row });
    }
    if (kind[i] === RowKind.open) {
      const roundTrips = steps.reduce((sum, step) => sum + step.roundTrips, 0);
      return ok({ roundTrips, steps, ms: at / 1e6, row });
    }
  }
  return ok({ roundTrips: 0, steps, ms: 0, row: { session: session.id, seq: 1 } });
}

const isDatagram = ({ info }: Session): boolean => info.config.protocol === 'udp';

async function lifeOf(session: Session, seq: number): Promise<Result<LifeDetail>> {
  const payload = await session.log.payload(seq);
  if (!payload.ok) return payload;
  // The engine wrote it: the payload of a life row is the JSON of a LifeDetail.
  return ok(JSON.parse(new TextDecoder().decode(payload.value.bytes)) as LifeDetail);
}
