import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind, isLife, kindName } from '../../../../contract/index.js';
import type { ExportFormatId, Result, RowInput, SessionInfo } from '../../../../contract/index.js';
import { createLog, createView } from '../../../log/index.js';
import type { SessionLog } from '../../../log/index.js';
import { exportRows } from '../../export.js';
import { factsFor } from '../../test-facts.js';
import { readTexts } from '../test-import.js';
import type { CapturedRow } from './model.js';

const origin = Date.UTC(2026, 10, 21, 14, 2, 33);
const us = { host: '127.0.0.1', port: 50_000, family: 'IPv4' } as const;
const them = { host: '127.0.0.1', port: 8_080, family: 'IPv4' } as const;
const handshake = {
  request: 'GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  response: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
};
let directory: string;
let log: SessionLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-round-'));
  const createdAt = new Date(origin).toISOString();
  const header = { id: 'x', name: 'x', app: '0', createdAt, clockOrigin: origin, connection: null };
  log = valueOf(await createLog(join(directory, 'log'), header));
});
afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

let clock = 0;
let logs = 0;
function add(
  kind: RowKind,
  direction: Direction,
  payload: string | Uint8Array,
  peer = 1,
  head?: number[],
): void {
  clock += 1_000_001;
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const row: RowInput = { kind, direction, peer, time: clock, payload: bytes };
  log.append(head === undefined ? row : { ...row, head: Uint8Array.from(head) });
}

function webSocket(): void {
  log.appendLife(RowKind.connect, 0, (clock += 10), { text: 'connected', local: us, remote: them });
  add(RowKind.request, Direction.out, handshake.request);
  add(RowKind.response, Direction.in, handshake.response);
  add(RowKind.text, Direction.out, 'hello', 1, [0x81, 0x85, 1, 2, 3, 4]);
  add(RowKind.binary, Direction.in, Uint8Array.of(0, 255, 10), 1, [0x82, 3]);
  add(RowKind.ping, Direction.in, 'p', 1, [0x89, 1]);
  add(RowKind.text, Direction.in, 'x'.repeat(70_000), 1, [0x81, 127, 0, 0, 0, 0, 0, 1, 17, 112]);
}

/** Rows that are no life, with their wall clock in nanoseconds. */
async function through(
  format: ExportFormatId,
  config: SessionInfo['config'],
  layer: 'messages' | 'wire',
  marks: ReadonlyMap<number, string> = new Map(),
) {
  const { clockOrigin } = log.header;
  const facts = factsFor({ clockOrigin, info: { config }, wire: layer === 'wire' });
  const view = valueOf(createView(log, { layer }));
  await view.settled();
  const pieces: Uint8Array[] = [];
  const commented = { commentOf: (seq: number) => marks.get(seq) ?? null };
  for await (const piece of exportRows({ view, log, facts, marks: commented }, format))
    pieces.push(valueOf(piece).data);
  const bytes = Uint8Array.from(Buffer.concat(pieces));
  const { sessions, notes } = await readTexts({ [`session.${format}`]: bytes });
  expect(notes).toEqual([]);
  expect(sessions).toHaveLength(1);
  const [session] = sessions;
  const [all, began] = [session?.rows ?? [], session?.clockOrigin ?? 0];
  return { config: session?.config, rows: rowsOf(all, began), all, clockOrigin: began };
}

const rowsOf = (rows: readonly RowInput[], clockOrigin: number): string[] =>
  rows
    .filter(({ kind }) => !isLife(kind))
    .map(({ kind, direction, peer, time, payload }) => {
      const at = BigInt(Math.round(clockOrigin * 1e3)) * 1_000n + BigInt(time);
      return `${at} ${peer} ${direction} ${kindName(kind)} ${Buffer.from(payload).toString('base64')}`;
    });

async function recorded(kinds: readonly RowKind[] | null): Promise<string[]> {
  const rows: RowInput[] = [];
  const view = valueOf(createView(log, { layer: 'wire' }));
  await view.settled();
  const batch = valueOf(await view.rows(0, view.count));
  for (let i = 0; i < batch.length; i++) {
    const kind = (batch.kind[i] ?? 0) as RowKind;
    if (isLife(kind) || (kinds !== null && !kinds.includes(kind))) continue;
    const payload = valueOf(await view.payload(i, 0, 1 << 20)).bytes;
    const direction = (batch.direction[i] ?? 0) as Direction;
    rows.push({ kind, direction, peer: batch.peer[i] ?? 0, time: batch.time[i] ?? 0, payload });
  }
  return rowsOf(rows, origin);
}

describe('what an export wrote and an import reads', () => {
  it.each(['pcapng', 'jsonl'] as const)('is the WebSocket that was recorded, through %s', async (format) => {
    webSocket();
    const { rows, config } = await through(
      format,
      { protocol: 'ws', role: 'client', address: 'ws://h', options: {} },
      'wire',
    );
    expect(rows).toEqual(await recorded(null));
    expect(config).toMatchObject({ protocol: 'ws', role: 'client', address: 'ws://127.0.0.1:8080/chat' });
  });

  it('has every message through HAR, as HAR has no control frames', async () => {
    webSocket();
    const { rows, config } = await through(
      'har',
      { protocol: 'ws', role: 'client', address: 'ws://h', options: {} },
      'messages',
    );
    expect(rows.slice(2)).toEqual(await recorded([RowKind.text, RowKind.binary]));
    expect(Buffer.from(rows[0]?.split(' ').at(-1) ?? '', 'base64').toString()).toBe(handshake.request);
    expect(config).toMatchObject({ protocol: 'ws', role: 'client', address: 'ws://h/chat' });
  });

  it('keeps directions and peers of a listener', async () => {
    for (const peer of [1, 2]) {
      const remote = { ...us, port: us.port + peer };
      log.appendLife(RowKind.accept, peer, (clock += 10), { text: 'accepted', local: them, remote });
      add(RowKind.chunk, Direction.in, `from ${peer}`, peer);
      add(RowKind.chunk, Direction.out, 'y'.repeat(9_000), peer);
    }
    for (const format of ['pcapng', 'jsonl'] as const) {
      const { rows, config } = await through(
        format,
        { protocol: 'tcp', role: 'server', address: '127.0.0.1:8080', options: {} },
        'wire',
      );
      expect(rows).toEqual(await recorded(null));
      expect(config).toMatchObject({ protocol: 'tcp', role: 'server', address: '127.0.0.1:8080' });
    }
  });

  it('keeps the senders of datagrams, IPv6 and frames that are fragmented, compressed and masked', async () => {
    const six = (port: number) => ({ host: '2001:db8::1', port, family: 'IPv6' }) as const;
    for (const peer of [1, 2, 3]) {
      const ways = { local: six(53), remote: six(40_000 + peer) };
      log.appendLife(RowKind.accept, peer, (clock += 10), { text: 'first datagram', ...ways }, Direction.in);
      add(RowKind.datagram, Direction.in, `asked by ${peer}`, peer);
      add(RowKind.datagram, Direction.out, '', peer);
    }
    for (const format of ['pcapng', 'jsonl'] as const) {
      const config = { protocol: 'udp', role: 'server', address: '[2001:db8::1]:53', options: {} } as const;
      const { rows } = await through(format, config, 'wire');
      expect([...rows].sort(), format).toEqual([...(await recorded(null))].sort());
    }
  });

  it('is the same again after a second export, for frames of every sort', async () => {
    log.appendLife(RowKind.connect, 0, (clock += 10), { text: 'connected', local: us, remote: them });
    add(RowKind.request, Direction.out, handshake.request);
    add(RowKind.response, Direction.in, handshake.response);
    add(RowKind.frame, Direction.out, 'in two ', 1, [0x01, 0x87, 9, 8, 7, 6]);
    add(RowKind.ping, Direction.in, 'p', 1, [0x89, 1]);
    add(RowKind.frame, Direction.out, 'parts', 1, [0x80, 0x85, 1, 2, 3, 4]);
    add(RowKind.text, Direction.in, 'whole', 1, [0x81, 5]);
    add(RowKind.close, Direction.in, Uint8Array.of(3, 232), 1, [0x88, 2]);
    const config = { protocol: 'ws', role: 'client', address: 'ws://h', options: {} } as const;
    for (const format of ['pcapng', 'jsonl'] as const) {
      const first = await through(format, config, 'wire');
      const wire = first.rows.filter((row) => !/ (?:text|binary) /.test(row) || row.includes('d2hvbGU='));
      expect(wire, format).toEqual(await recorded(null));
      const again = await anew(first.all, first.clockOrigin, async () => through(format, config, 'wire'));
      expect(again.rows, format).toEqual(first.rows);
    }
  });
});

describe('marks and comments', () => {
  const config = { protocol: 'ws', role: 'client', address: 'ws://h', options: {} } as const;
  /** Which rows are marked, and how. */
  const marked = (rows: readonly CapturedRow[]): string[] =>
    rows.flatMap(({ kind, payload, comment }) =>
      comment === undefined
        ? []
        : [`${kindName(kind)} ${Buffer.from(payload).toString('latin1', 0, 5)}: ${comment}`],
    );

  it.each([
    ['pcapng', 'wire'],
    ['jsonl', 'wire'],
    ['har', 'messages'],
  ] as const)('come with their rows through %s, and again after a second export', async (format, layer) => {
    webSocket();
    // Rows 2 and 3 are the handshake; 4, 5 and 7 are messages.
    const marks = new Map([
      [2, 'how it begins'],
      [3, ''],
      [4, 'grüßt\nin two lines'],
      [5, ''],
      [7, '"quoted", <b>'],
    ]);
    const first = await through(format, config, layer, marks);
    expect(marked(first.all)).toEqual([
      'request GET /: how it begins',
      'response HTTP/: ',
      'text hello: grüßt\nin two lines',
      'binary \u0000ÿ\n: ',
      'text xxxxx: "quoted", <b>',
    ]);
    const own = new Map(
      first.all.flatMap(({ comment }, at) => (comment === undefined ? [] : [[at + 1, comment]])),
    );
    const again = await anew(first.all, first.clockOrigin, () => through(format, config, layer, own));
    expect(marked(again.all)).toEqual(marked(first.all));
  });
});

/** What `act` makes of a log of these rows. */
async function anew<T>(rows: readonly RowInput[], clockOrigin: number, act: () => Promise<T>): Promise<T> {
  const before = log;
  const createdAt = new Date(clockOrigin).toISOString();
  const header = { id: 'y', name: 'y', app: '0', createdAt, clockOrigin, connection: null };
  log = valueOf(await createLog(join(directory, `again-${logs++}`), header));
  try {
    for (const row of rows) log.append(row);
    return await act();
  } finally {
    await log.close();
    log = before;
  }
}
