import { join } from 'node:path';
import { Direction, RowFlag, RowKind } from '../../contract/row.js';
import { createLog } from '../../engine/log/create-log.js';
import { header, value } from '../../engine/log/fixture.js';
import { noLabel, updateSessionRecord } from '../../engine/session-record.js';

/** Messages of the recorded session; view 0 has nothing else. */
export const messages = 1_000_000;
/** Every so many messages one came in two fragments, one says "needle" and one is a ping. */
export const every = { fragmented: 100, needle: 10_000, ping: 50_000 };
/** Rows of the wire layer: a fragmented message is two frames there. */
export const wireRows = messages + messages / every.fragmented;

/** Rows between two looks at the disk. */
const burst = 4_096;

/** Writes a WebSocket client's session of a million messages, as a run before would have left it. */
export async function recordMillion(workspace: string): Promise<void> {
  const id = '20261121-080000-0001';
  const directory = join(workspace, '.local', 'sessions', id);
  const log = value(await createLog(directory, { ...header, id, name: 'million' }));
  const frame = (kind: RowKind, first: number, text: string, number: number) =>
    log.append({
      ...{ kind, direction: Direction.in, peer: 1, time: number * 10_000 },
      head: Uint8Array.of(first, text.length),
      payload: Buffer.from(text),
    });
  for (let number = 0; number < messages; number++) {
    if (number % every.ping === 7) frame(RowKind.ping, 0x89, `ping ${number}`, number);
    else if (number % every.fragmented === 50) {
      const text = `tick ${number}`;
      frame(RowKind.frame, 0x01, text.slice(0, 3), number);
      frame(RowKind.frame, 0x80, text.slice(3), number);
      log.append({
        ...{ kind: RowKind.text, direction: Direction.in, peer: 1, time: number * 10_000 },
        flags: RowFlag.fragmented,
        payload: Buffer.from(text),
      });
    } else frame(RowKind.text, 0x81, `${number % every.needle === 3 ? 'needle' : 'tick'} ${number}`, number);
    if (number % burst !== 0) continue;
    await new Promise(setImmediate);
    while (log.pressure) await new Promise(setImmediate);
  }
  value(await log.close());
  const written = await updateSessionRecord(directory, () => ({
    ...noLabel,
    name: 'million',
    connection: null,
    config: { protocol: 'ws', role: 'client', address: 'ws://127.0.0.1:9/', options: {} },
    counts: { messagesIn: messages, messagesOut: 0, droppedBytes: 0 },
  }));
  value(written);
}
