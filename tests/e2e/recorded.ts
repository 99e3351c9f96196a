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

/** How another million differs: rows that were left out, and texts in place of others. */
export interface Changes {
  readonly id: string;
  readonly name: string;
  readonly without: ReadonlySet<number>;
  readonly texts: ReadonlyMap<number, string>;
}

const asItIs: Changes = {
  id: '20261121-080000-0001',
  name: 'million',
  without: new Set(),
  texts: new Map(),
};

/** Writes a WebSocket client's session of a million messages, as a run before would have left it. */
export async function recordMillion(workspace: string, changes: Changes = asItIs): Promise<void> {
  const { id, name, without, texts } = changes;
  const directory = join(workspace, '.local', 'sessions', id);
  const log = value(await createLog(directory, { ...header, id, name }));
  const frame = (kind: RowKind, first: number, text: string, number: number) =>
    log.append({
      ...{ kind, direction: Direction.in, peer: 1, time: number * 10_000 },
      head: Uint8Array.of(first, text.length),
      payload: Buffer.from(text),
    });
  for (let number = 0; number < messages; number++) {
    if (without.has(number)) continue;
    const other = texts.get(number);
    if (other !== undefined) frame(RowKind.text, 0x81, other, number);
    else if (number % every.ping === 7) frame(RowKind.ping, 0x89, `ping ${number}`, number);
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
  await describe(directory, name, messages - without.size);
}

/** Writes a WebSocket client's session of received texts, one a millisecond; answers its directory. */
export async function recordTexts(
  workspace: string,
  id: string,
  name: string,
  texts: Iterable<string>,
): Promise<string> {
  const directory = join(workspace, '.local', 'sessions', id);
  const log = value(await createLog(directory, { ...header, id, name }));
  let number = 0;
  for (const text of texts) {
    const row = { kind: RowKind.text, direction: Direction.in, peer: 1, time: number++ * 1_000_000 };
    log.append({ ...row, flags: 0, payload: Buffer.from(text) });
    if (number % burst !== 0) continue;
    await new Promise(setImmediate);
    while (log.pressure) await new Promise(setImmediate);
  }
  value(await log.close());
  await describe(directory, name, number);
  return directory;
}

/** Bytes of the one message of `recordGigabyte`, and where its last word stands. */
export const gigabyte = { size: 1_000_000_000, needleAt: 0 };

/** A session with one JSON message of a gigabyte: a number, two million objects in an array, and a word behind them. */
export async function recordGigabyte(workspace: string): Promise<void> {
  const id = '20261121-080000-0002';
  const directory = join(workspace, '.local', 'sessions', id);
  const payload = Buffer.alloc(gigabyte.size, 0x20);
  let at = payload.write('{"id":9007199254740993,"data":[');
  const item = (n: number): string =>
    `{"n":${String(n).padStart(7, '0')},"name":"Žluťoučký ${'x'.repeat(400)}"}`;
  const itemBytes = Buffer.byteLength(item(0)) + 1;
  const end = '],"last":"needle"}';
  // Doubled until it is full: the numbers repeat, the places do not.
  const first = at;
  for (let n = 0; n < 1_000; n++) at += payload.write(`${item(n)},`, at);
  const whole = Math.floor((gigabyte.size - first - end.length) / itemBytes);
  const until = first + whole * itemBytes;
  while (at < until) {
    const share = Math.min(at - first, until - at);
    payload.copy(payload, at, first, first + share);
    at += share;
  }
  // The last one has no comma.
  payload.write(end, at - 1);
  gigabyte.needleAt = at - 1 + end.indexOf('needle');
  const log = value(await createLog(directory, { ...header, id, name: 'gigabyte' }));
  log.append({ kind: RowKind.text, direction: Direction.in, peer: 1, time: 1_000_000, flags: 0, payload });
  value(await log.close());
  await describe(directory, 'gigabyte', 1);
}

/** What the list says of a session. */
async function describe(directory: string, name: string, messagesIn: number): Promise<void> {
  const written = await updateSessionRecord(directory, () => ({
    ...noLabel,
    name,
    connection: null,
    config: { protocol: 'ws', role: 'client', address: 'ws://127.0.0.1:9/', options: {} },
    counts: { messagesIn, messagesOut: 0, droppedBytes: 0 },
  }));
  value(written);
}
