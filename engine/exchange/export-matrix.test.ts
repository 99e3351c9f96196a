import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEscapes } from '../../codec/index.js';
import { Direction, RowKind, exportFormatIds, isLife, kindName } from '../../contract/index.js';
import type { ConnectionConfig, ExportFormatId, FilterSpec } from '../../contract/index.js';
import { createLog } from '../log/index.js';
import { openRecordedSession } from '../recorded-session.js';
import type { RecordedSession } from '../recorded-session.js';
import { readTexts } from './import/test-import.js';
import type { ExportOptions } from './options.js';
import { origin, readYaml, valueOf } from './test-export.js';

/** What was logged, as this test knows it: no view and no filter of ours has looked at it. */
interface Logged {
  readonly seq: number;
  readonly kind: RowKind;
  readonly direction: Direction;
  readonly peer: number;
  readonly offsetNs: number;
  readonly payload: Uint8Array;
}

type Protocol = 'tcp' | 'udp' | 'ws';
const at = { host: '127.0.0.1', port: 8_080, family: 'IPv4' } as const;
const marked = [7, 10, 16];
const said: readonly RowKind[] = [RowKind.chunk, RowKind.datagram, RowKind.text, RowKind.binary];

/** Which rows are asked for, by the request of the page and by a plain condition. */
interface Choice {
  readonly filter?: FilterSpec;
  readonly options?: ExportOptions;
  readonly holds: (row: Logged, position: number) => boolean;
}

const choices: Readonly<Record<string, Choice>> = {
  'the whole session': { holds: () => true },
  'a selection of rows': {
    options: { range: { from: 6, to: 13 } },
    holds: (_, position) => position >= 6 && position < 13,
  },
  'the selected row': { options: { range: { from: 8, to: 9 } }, holds: (_, position) => position === 8 },
  'a filter': {
    filter: { text: 'needle' },
    holds: ({ payload }) => Buffer.from(payload).includes('needle'),
  },
  'one direction': {
    options: { direction: 'out' },
    holds: ({ direction, kind }) => direction === Direction.out && !isLife(kind),
  },
  'marked rows': { filter: { marked: true }, holds: ({ seq }) => marked.includes(seq) },
  'one peer': { filter: { peer: 2 }, holds: ({ peer }) => peer === 2 },
  'a filter of one peer in one direction': {
    filter: { query: 'needle', peer: 2 },
    options: { direction: 'in' },
    holds: ({ peer, direction, kind, payload }) =>
      peer === 2 && direction === Direction.in && !isLife(kind) && Buffer.from(payload).includes('needle'),
  },
  nothing: { filter: { text: 'not in it' }, holds: () => false },
};

let directory: string;
const logged = new Map<Protocol, readonly Logged[]>();
const sessions = new Map<Protocol, RecordedSession>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-matrix-'));
  for (const protocol of ['tcp', 'udp', 'ws'] as const) await record(protocol);
});
afterAll(async () => {
  for (const session of sessions.values()) await session.close();
  await rm(directory, { recursive: true, force: true });
});

/** A listener's session with two peers that speak in turns. */
async function record(protocol: Protocol): Promise<void> {
  const place = join(directory, protocol);
  const config = { protocol, role: 'server', address: '127.0.0.1:8080', options: {} } as ConnectionConfig;
  const header = {
    id: protocol,
    name: protocol,
    app: '0',
    createdAt: new Date(origin).toISOString(),
    clockOrigin: origin,
    connection: { connection: null, config },
  };
  const log = valueOf(await createLog(place, header));
  const rows: Logged[] = [];
  let clock = 0;
  const add = (kind: RowKind, direction: Direction, peer: number, words: string | Uint8Array): void => {
    const payload = typeof words === 'string' ? new TextEncoder().encode(words) : words;
    const offsetNs = (clock += 1_000_001);
    log.append({ kind, direction, peer, time: offsetNs, payload });
    rows.push({ seq: rows.length + 1, kind, direction, peer, offsetNs, payload });
  };
  const life = (kind: RowKind, peer: number, detail: object): void => {
    const offsetNs = (clock += 1_000_001);
    const text = `${kindName(kind)} ${peer}`;
    log.appendLife(kind, peer, offsetNs, { text, ...detail }, Direction.none);
    rows.push({
      seq: rows.length + 1,
      kind,
      direction: Direction.none,
      peer,
      offsetNs,
      payload: new Uint8Array(),
    });
  };
  life(RowKind.listen, 0, { local: at });
  for (const peer of [1, 2]) {
    life(RowKind.accept, peer, { local: at, remote: { ...at, port: 50_000 + peer } });
    if (protocol !== 'ws') continue;
    const head = 'Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    add(RowKind.request, Direction.in, peer, `GET /chat HTTP/1.1\r\nHost: h${peer}\r\n${head}`);
    add(RowKind.response, Direction.out, peer, `HTTP/1.1 101 Switching Protocols\r\n${head}`);
  }
  const message = { tcp: RowKind.chunk, udp: RowKind.datagram, ws: RowKind.text }[protocol];
  for (let n = 0; n < 12; n++) {
    const direction = n % 3 === 0 ? Direction.out : Direction.in;
    add(message, direction, 1 + (n % 2), `${n} ${n % 4 < 2 ? 'needle' : 'hay'}, “${direction}”\n`);
  }
  const bytes = Uint8Array.of(0, 255, 10, 13);
  add(protocol === 'ws' ? RowKind.binary : message, Direction.in, 2, bytes);
  add(message, Direction.out, 1, 'x'.repeat(protocol === 'udp' ? 60_000 : 700_000));
  if (protocol === 'ws') add(RowKind.ping, Direction.in, 1, 'needle of a ping');
  life(RowKind.end, 2, { by: 'peer' });
  await log.close();
  const session = valueOf(await openRecordedSession(place));
  valueOf(await session.mark(marked.map((seq) => ({ seq, marked: true, comment: `mark ${seq}` }))));
  logged.set(protocol, rows);
  sessions.set(protocol, session);
}

function sessionOf(protocol: Protocol): { session: RecordedSession; rows: readonly Logged[] } {
  const [session, rows] = [sessions.get(protocol), logged.get(protocol)];
  if (session === undefined || rows === undefined) throw new Error(`no session of ${protocol}`);
  return { session, rows };
}

/** What the host does when a page asks. */
async function written(protocol: Protocol, format: ExportFormatId, choice: Choice): Promise<Buffer> {
  const { session } = sessionOf(protocol);
  const { filter = {}, options = {} } = choice;
  const layer = format === 'pcapng' ? ('wire' as const) : ('messages' as const);
  const view = valueOf(session.view(filter, { kind: 'raw' }, layer));
  const whole = Object.keys(filter).length === 0;
  const pieces: Uint8Array[] = [];
  for await (const piece of session.export(view, format, { ...options, layer, whole }))
    pieces.push(valueOf(piece).data);
  view.close();
  return Buffer.concat(pieces);
}

/** How a row reads that a format gives whole: number and payload. */
const whole = ({ seq, payload }: Pick<Logged, 'seq' | 'payload'>): string =>
  `${seq} ${Buffer.from(payload).toString('hex')}`;
const isHead = (kind: RowKind): boolean => kind === RowKind.request || kind === RowKind.response;
const noLife = (rows: readonly Logged[]): readonly Logged[] => rows.filter(({ kind }) => !isLife(kind));
const bytesOf = (rows: readonly Logged[]): string =>
  Buffer.concat(rows.map(({ payload }) => payload)).toString('hex');

/** Of each format: what it must say of rows, and a small reader of its own that says what it does. */
interface Reading {
  wanted(rows: readonly Logged[], all: readonly Logged[]): unknown;
  read(bytes: Buffer): unknown;
}

const readings: Readonly<Record<ExportFormatId, Reading>> = {
  jsonl: {
    wanted: (rows) => rows.map(whole),
    read: (bytes) =>
      linesOf(bytes, '\n').map((line) => {
        const { seq, payload } = JSON.parse(line) as { seq: number; payload: string };
        return whole({ seq, payload: Buffer.from(payload, 'base64') });
      }),
  },
  csv: {
    wanted: (rows) => rows.map((row) => (isLife(row.kind) ? `${row.seq} ${lifeHex(row)}` : whole(row))),
    read: (bytes) =>
      linesOf(bytes, '\r\n')
        .slice(1)
        .map((line) => {
          const [, seq = '', cell = ''] = /^(\d+),(?:[^,]*,){7}"((?:[^"]|"")*)",/.exec(line) ?? [];
          const payload = valueOf(parseEscapes(cell.replaceAll('""', '"').replace(/^'/, '')));
          return whole({ seq: Number(seq), payload });
        }),
  },
  text: {
    wanted: (rows) =>
      rows.map(({ offsetNs, kind, peer }) => `${microseconds(offsetNs)} ${kindName(kind)} ${peer}`),
    read: (bytes) =>
      linesOf(bytes, '\n').map((line) => {
        const [, time = '', peer = '0', kind = ''] = /^(\S+)Z {2}[←→·] (?:#(\d+))? +(\w+)/.exec(line) ?? [];
        return `${time} ${kind} ${peer}`;
      }),
  },
  html: {
    wanted: (rows, all) => ({
      rows: rows.map(({ seq }) => seq),
      // Of connections whose rows are in it without their handshake, that is told before them.
      handshakes: [
        ...new Set(
          all
            .filter(({ kind, seq }) => isHead(kind) && !rows.some((row) => row.seq === seq))
            .filter((head) => noLife(rows).some(({ peer, seq }) => peer === head.peer && seq > head.seq))
            .map(({ peer }) => peer),
        ),
      ].sort(),
    }),
    read: (bytes) => ({
      rows: [...bytes.toString().matchAll(/<article id="row-(\d+)"/g)].map(([, seq]) => Number(seq)),
      handshakes: [...bytes.toString().matchAll(/<summary>Handshake of peer (\d+)/g)]
        .map(([, peer]) => Number(peer))
        .sort(),
    }),
  },
  yaml: {
    wanted: (rows) => noLife(rows).map(({ payload }) => Buffer.from(payload).toString('hex')),
    read: (bytes) => readYaml(bytes.toString()).packets.map(({ data }) => data.toString('hex')),
  },
  c: {
    wanted: (rows) => noLife(rows).map((row) => `${row.peer} ${whole(row)}`),
    read: (bytes) =>
      [...bytes.toString().matchAll(/unsigned char peer(\d+)_(?:in|out)_(\d+)\[\d+\] = \{([^}]*)\}/g)].map(
        ([, peer = '', seq = '', hex = '']) => `${peer} ${seq} ${hex.replaceAll(/0x|[^0-9a-f]/gi, '')}`,
      ),
  },
  raw: {
    wanted: (rows) => bytesOf(rows.filter(({ kind }) => said.includes(kind))),
    read: (bytes) => bytes.toString('hex'),
  },
  har: {
    wanted: (rows, all) => {
      const messages = rows.filter(({ kind }) => said.includes(kind));
      // A whole session tells of connections that said nothing, too; a part only of those it has messages of.
      const peers = rows === all ? [1, 2] : [...new Set(messages.map(({ peer }) => peer))].sort();
      return peers.map((peer) => [peer, messages.filter((row) => row.peer === peer).map(whole)]);
    },
    read: (bytes) => {
      const { log } = JSON.parse(bytes.toString()) as { log: { entries: readonly HarEntry[] } };
      return log.entries.map(({ _peer, _webSocketMessages }) => [
        _peer,
        _webSocketMessages.map(({ _seq, opcode, data }) =>
          whole({ seq: _seq, payload: Buffer.from(data, opcode === 1 ? 'utf8' : 'base64') }),
        ),
      ]);
    },
  },
  pcapng: {
    wanted: (rows, all) => {
      const packets = noLife(rows);
      // Nobody sees frames without the handshake in front: it comes with the rows of its connection.
      const heads = all.filter(
        ({ kind, peer, seq }) => isHead(kind) && packets.some((row) => row.peer === peer && row.seq >= seq),
      );
      return [...new Set([...heads, ...packets])]
        .map(
          ({ kind, direction, payload }) =>
            `${kindName(kind)} ${direction} ${Buffer.from(payload).toString('hex')}`,
        )
        .sort();
    },
    read: async (bytes) => {
      // Our importer refuses a capture without a packet.
      if (!hasPackets(bytes)) return [];
      const read = await readTexts({ 'a.pcapng': bytes });
      return read.sessions
        .flatMap(({ rows }) => rows)
        .filter(({ kind }) => !isLife(kind))
        .map(
          ({ kind, direction, payload }) =>
            `${kindName(kind)} ${direction} ${Buffer.from(payload).toString('hex')}`,
        )
        .sort();
    },
  },
};

/** Whether an enhanced packet block (type 6) is among the blocks of a capture. */
function hasPackets(bytes: Buffer): boolean {
  for (let from = 0; from < bytes.length; from += bytes.readUInt32LE(from + 4)) {
    if (bytes.readUInt32LE(from) === 6) return true;
  }
  return false;
}

interface HarEntry {
  readonly _peer: number;
  readonly _webSocketMessages: readonly {
    readonly _seq: number;
    readonly opcode: number;
    readonly data: string;
  }[];
}

function linesOf(bytes: Buffer, end: string): readonly string[] {
  return bytes
    .toString()
    .split(end)
    .filter((line) => line !== '');
}

function lifeHex({ kind, peer }: Logged): string {
  return Buffer.from(`${kindName(kind)} ${peer}`).toString('hex');
}

function microseconds(offsetNs: number): string {
  return new Date(origin).toISOString().slice(0, -4) + String(Math.floor(offsetNs / 1e3)).padStart(6, '0');
}

const cases = (['tcp', 'udp', 'ws'] as const).flatMap((protocol) =>
  exportFormatIds
    .filter((format) => format !== 'har' || protocol === 'ws')
    .flatMap((format) => Object.keys(choices).map((what) => ({ protocol, format, what }))),
);

describe('an export has exactly the rows that were asked for', () => {
  it.each(cases)('$what of $protocol as $format', async ({ protocol, format, what }) => {
    const { rows } = sessionOf(protocol);
    const choice = choices[what];
    if (choice === undefined) throw new Error(what);
    // Bytes of both directions end to end make no sense: they are asked for one at a time.
    const directions =
      format === 'raw' && choice.options?.direction === undefined ? (['in', 'out'] as const) : [undefined];
    for (const direction of directions) {
      const one = direction === undefined ? {} : { direction };
      const asked = { ...choice, options: { ...choice.options, ...one } };
      const picked = rows.filter(choice.holds);
      const kept =
        direction === undefined ? picked : picked.filter((row) => row.direction === Direction[direction]);
      const { wanted, read } = readings[format];
      const whole = kept.length === rows.length ? rows : kept;
      expect(await read(await written(protocol, format, asked))).toEqual(wanted(whole, rows));
    }
  });
});
