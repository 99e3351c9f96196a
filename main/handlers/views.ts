import { maxRowsPerRead, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { viewRequests } from '../../contract/view-requests.js';
import { countInPayload, findInPayload, jsonChildren, payloadRows } from '../../engine/index.js';
import type { View } from '../../engine/index.js';
import type { House } from './house.js';
import { asRow, mostPayloadBytes, onSession, onView } from './on-session.js';
import type { Handling } from './table.js';

/** Rows, and what is in their payloads. */
export function viewHandlers({ engine }: Pick<House, 'engine'>): Handling<keyof typeof viewRequests> {
  return {
    'view.open': (input, page) =>
      onSession(engine, input.session, (session) => page.openView(session, input)),
    'view.close': ({ view }, page) => ok(page.closeView(view)),
    'view.locate': (input, page) =>
      onView(engine, page, input, (view) => ok({ position: view.locate(input.seq) })),
    'rows.read': (input, page) =>
      onView(engine, page, input, (view) =>
        view.rows(input.from, Math.min(input.to, input.from + maxRowsPerRead)),
      ),
    'rows.judge': (input, page) =>
      onView(engine, page, input, async (view, session) => {
        const to = Math.min(input.to, input.from + maxRowsPerRead);
        const judged = await session.judge(view, input.from, to, input.queries);
        return judged.ok ? ok({ from: input.from, verdicts: judged.value }) : judged;
      }),
    'payload.find': (input, page) =>
      onView(engine, page, input, async (view) =>
        asRow(await findInPayload(view, input.position, input.needle, input.from, input.back)),
      ),
    'payload.count': (input, page) =>
      onView(engine, page, input, async (view) =>
        asRow(await countInPayload(view, input.position, input.needle, input.from)),
      ),
    'payload.rows': (input, page) =>
      onView(engine, page, input, async (view) =>
        asRow(await payloadRows(view, input.position, input, input.from)),
      ),
    'json.children': (input, page) =>
      onView(engine, page, input, async (view) => asRow(await jsonChildren(view, input.position, input.of))),
    'payload.read': (input, page) => onView(engine, page, input, (view) => readPayload(view, input)),
    'row.related': ({ session, seq }) =>
      onSession(engine, session, async (one) => asRow(await one.related(seq))),
  };
}

async function readPayload(
  view: View,
  { position, from, to }: { readonly position: number; readonly from: number; readonly to: number },
): Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>> {
  const read = await view.payload(position, from, Math.min(to, from + mostPayloadBytes));
  return asRow(read.ok ? ok({ bytes: read.value.bytes, total: read.value.total }) : read);
}
