import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { ExportFormatId, Result, SessionInfo } from '../../contract/index.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, ViewSpec } from '../log/index.js';
import { exportRows } from './export.js';
import type { ExportOptions } from './options.js';
import { factsFor } from './test-facts.js';

const origin = Date.UTC(2026, 10, 21, 14, 2, 33);
const us = { host: '127.0.0.1', port: 50_000, family: 'IPv4' } as const;
const them = { host: '127.0.0.1', port: 8_080, family: 'IPv4' } as const;
let directory: string;
let log: SessionLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-formats-'));
  log = await emptyLog('log');
});

afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

async function emptyLog(name: string): Promise<SessionLog> {
  const createdAt = new Date(origin).toISOString();
  const header = { id: 'x', name: 'x', app: '0', createdAt, clockOrigin: origin, connection: null };
  return valueOf(await createLog(join(directory, name), header));
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

let clock = 0;

function add(
  payload: string | Uint8Array,
  kind: RowKind = RowKind.text,
  direction: Direction = Direction.in,
  more: { readonly head?: Uint8Array; readonly peer?: number; readonly flags?: number } = {},
): void {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  clock += 1_000_001;
  log.append({ kind, direction, peer: 1, time: clock, payload: bytes, ...more });
}

function connected(peer = 0): void {
  clock += 10;
  const kind = peer === 0 ? RowKind.connect : RowKind.accept;
  const remote = peer === 0 ? them : { ...us, port: us.port + peer };
  const local = peer === 0 ? us : them;
  log.appendLife(kind, peer, clock, { text: 'connected', local, remote }, Direction.out);
}

function shaken(peer = 1, more = ''): void {
  const client = peer === 1 ? Direction.out : Direction.in;
  const server = peer === 1 ? Direction.in : Direction.out;
  const request = `GET /chat?room=${peer} HTTP/1.1\r\nHost: example.test\r\nCookie: sid=s3cr3t\r\n${more}\r\n`;
  add(request, RowKind.request, client, { peer });
  add('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n', RowKind.response, server, { peer });
}

interface Choice extends ExportOptions {
  readonly spec?: ViewSpec;
  readonly info?: Partial<SessionInfo>;
  readonly marks?: ReadonlyMap<number, string>;
}

async function written(format: ExportFormatId, choice: Choice = {}): Promise<Buffer> {
  const { spec = {}, info = {}, marks, ...options } = choice;
  const view = valueOf(createView(log, spec));
  const whole = Object.keys(spec.filter ?? {}).length === 0 && options.direction === undefined;
  const wire = spec.layer === 'wire';
  const facts = factsFor({ clockOrigin: origin, info, wire, whole, redact: options.redact ?? false });
  const said = { commentOf: (seq: number) => marks?.get(seq) ?? null };
  const pieces: Uint8Array[] = [];
  for await (const piece of exportRows({ view, log, facts, marks: said }, format, options)) {
    pieces.push(valueOf(piece).data);
  }
  view.close();
  return Buffer.concat(pieces);
}

const webSocket = (role: 'client' | 'server' = 'client'): Partial<SessionInfo> => ({
  config: { protocol: 'ws', role, address: 'ws://example.test/chat', options: {} },
});

interface Har {
  readonly log: {
    readonly entries: readonly {
      readonly _peer: number;
      readonly _resourceType: string;
      readonly startedDateTime: string;
      readonly serverIPAddress: string;
      readonly request: {
        readonly url: string;
        readonly headers: readonly object[];
        readonly queryString: object[];
      };
      readonly response: { readonly status: number };
      readonly _webSocketMessages: readonly {
        readonly type: string;
        readonly time: number;
        readonly opcode: number;
        readonly data: string;
        readonly _seq: number;
        readonly _offsetNs: number;
        readonly _encoding?: string;
        readonly _comment?: string;
      }[];
    }[];
  };
}

describe('HAR', () => {
  it('has an entry with the handshake and the messages as Chrome writes them', async () => {
    connected();
    shaken();
    add('{"a":"é"}', RowKind.text, Direction.out);
    add(Uint8Array.of(0, 255), RowKind.binary, Direction.in);
    add('beat', RowKind.ping, Direction.in);
    add(Uint8Array.of(0xff, 0xfe), RowKind.text, Direction.in, { flags: RowFlag.invalid });
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries).toHaveLength(1);
    const [entry] = har.log.entries;
    expect(entry).toMatchObject({
      _resourceType: 'websocket',
      serverIPAddress: '127.0.0.1',
      request: {
        method: 'GET',
        url: 'ws://example.test/chat?room=1',
        httpVersion: 'HTTP/1.1',
        queryString: [{ name: 'room', value: '1' }],
      },
      response: { status: 101, statusText: 'Switching Protocols' },
    });
    expect(entry?.request.headers).toContainEqual({ name: 'Cookie', value: 'sid=s3cr3t' });
    expect(entry?._webSocketMessages.map(({ type, opcode, data }) => [type, opcode, data])).toEqual([
      ['send', 1, '{"a":"é"}'],
      ['receive', 2, 'AP8='],
      ['receive', 1, '//4='],
    ]);
    expect(entry?._webSocketMessages[2]?._encoding).toBe('base64');
    const [first] = entry?._webSocketMessages ?? [];
    expect(first?.time).toBeCloseTo(origin / 1_000 + (first?._offsetNs ?? 0) / 1e9, 6);
  });

  it('keeps the connections of a listener apart, and says send for what the client sent', async () => {
    for (const peer of [1, 2]) connected(peer);
    for (const peer of [1, 2]) {
      add(`GET /${peer} HTTP/1.1\r\nHost: h\r\n\r\n`, RowKind.request, Direction.in, { peer });
    }
    for (const text of ['one', 'two', 'three']) {
      for (const peer of [2, 1]) add(`${text} of ${peer}`, RowKind.text, Direction.in, { peer });
    }
    const har = JSON.parse((await written('har', { info: webSocket('server') })).toString()) as Har;
    expect(
      har.log.entries.map(({ request, _webSocketMessages }) => [
        request.url,
        ..._webSocketMessages.map(({ type, data }) => `${type} ${data}`),
      ]),
    ).toEqual([
      ['ws://h/1', 'send one of 1', 'send two of 1', 'send three of 1'],
      ['ws://h/2', 'send one of 2', 'send two of 2', 'send three of 2'],
    ]);
  });

  it('has an entry for each time a client dialed', async () => {
    for (const text of ['first', 'second']) {
      connected();
      shaken();
      add(text);
    }
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries.map((one) => one._webSocketMessages.map(({ data }) => data))).toEqual([
      ['first'],
      ['second'],
    ]);
  });

  it('keeps the handshake where a filter leaves it out, and covers what is secret when asked', async () => {
    connected();
    shaken(1, 'Authorization: Basic dXNlcjpwdw==\r\n');
    add('found it');
    add('other');
    const spec = { filter: { text: 'found' } };
    const text = (await written('har', { info: webSocket(), spec, redact: true })).toString();
    const har = JSON.parse(text) as Har;
    expect(har.log.entries[0]?._webSocketMessages.map(({ data }) => data)).toEqual(['found it']);
    expect(har.log.entries[0]?.request.url).toBe('ws://example.test/chat?room=1');
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('dXNlcjpwdw==');
  });

  it('refuses what is no WebSocket, and is whole without a row', async () => {
    await expect(written('har')).rejects.toThrow('export.unsuitable');
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries).toEqual([]);
  });
});

/** Reads what `yaml.ts` writes, and nothing more than that. */
function readYaml(text: string): {
  readonly peers: readonly string[];
  readonly packets: readonly {
    readonly peer: number;
    readonly index: number;
    readonly timestamp: string;
    readonly data: Buffer;
  }[];
} {
  const [head = '', ...packets] = text.split(/^ {2}- packet: \d+\n/m);
  return {
    peers: [...head.matchAll(/host: (.*)\n {4}port: (\d+)/g)].map(([, host, port]) => `${host}:${port}`),
    packets: packets.map((packet) => ({
      peer: Number(/^ {4}peer: (\d+)$/m.exec(packet)?.[1]),
      index: Number(/^ {4}index: (\d+)$/m.exec(packet)?.[1]),
      timestamp: /^ {4}timestamp: ([\d.]+)$/m.exec(packet)?.[1] ?? '',
      data: Buffer.from((packet.split('!!binary |\n')[1] ?? '').replaceAll(/\s/g, ''), 'base64'),
    })),
  };
}

describe('YAML', () => {
  it('lists peers, then packets with peer, index, time to the nanosecond and data', async () => {
    connected();
    add('hello', RowKind.chunk, Direction.out);
    add('there', RowKind.chunk);
    add('again', RowKind.chunk);
    const text = (await written('yaml')).toString();
    expect(text.startsWith('peers:\n  - peer: 0\n    host: 127.0.0.1\n    port: 50000\n')).toBe(true);
    const { peers, packets } = readYaml(text);
    expect(peers).toEqual(['127.0.0.1:50000', '127.0.0.1:8080']);
    expect(packets.map(({ peer, index, data }) => [peer, index, data.toString()])).toEqual([
      [0, 0, 'hello'],
      [1, 0, 'there'],
      [1, 1, 'again'],
    ]);
    const ns = BigInt(origin) * 1_000_000n + BigInt(clock);
    expect(packets.at(-1)?.timestamp).toBe(
      `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`,
    );
  });

  it('writes frames with their heads, and large ones whole', async () => {
    connected();
    const payload = Uint8Array.from({ length: 500_001 }, (_, i) => (i * 7) & 255);
    add(payload, RowKind.binary, Direction.in, {
      head: Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, 7, 0xa1, 0x21),
    });
    add('abcd', RowKind.text, Direction.out, { head: Uint8Array.of(0x81, 0x84, 1, 2, 3, 4) });
    const text = (await written('yaml', { spec: { layer: 'wire' }, info: webSocket() })).toString();
    const { packets } = readYaml(text);
    expect(packets[0]?.data.subarray(0, 2)).toEqual(Buffer.from('827f', 'hex'));
    expect(packets[0]?.data.subarray(10)).toEqual(Buffer.from(payload));
    expect(packets[1]?.data.toString('hex')).toBe('81840102030460606060');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(90);
  });

  it('is two empty lists without a row', async () => {
    expect((await written('yaml')).toString()).toBe('peers: []\npackets: []\n');
  });
});

describe('raw bytes', () => {
  it('are payloads of one direction end to end, without control frames and handshakes', async () => {
    connected();
    shaken();
    add('one');
    add('beat', RowKind.ping);
    add('not this', RowKind.text, Direction.out);
    add(Uint8Array.of(0, 1), RowKind.binary);
    expect((await written('raw', { direction: 'in', info: webSocket() })).toString('latin1')).toBe(
      'one\u0000\u0001',
    );
    await expect(written('raw')).rejects.toThrow('export.direction');
  });

  it('are every byte of the wire where the view is of the wire', async () => {
    shaken();
    add('abcd', RowKind.text, Direction.out, { head: Uint8Array.of(0x81, 0x84, 1, 2, 3, 4) });
    add('hi', RowKind.text, Direction.in, { head: Uint8Array.of(0x81, 2) });
    const choice = { spec: { layer: 'wire' }, info: webSocket() } as const;
    const sent = await written('raw', { ...choice, direction: 'out' });
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(sent.toString('latin1')).toMatch(/^GET [^]*\r\n\r\n\u0081\u0084\u0001\u0002\u0003\u0004````$/);
    const got = await written('raw', { ...choice, direction: 'in' });
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(got.toString('latin1')).toMatch(/^HTTP\/1.1 101 [^]*\r\n\r\n\u0081\u0002hi$/);
  });
});

describe('C arrays', () => {
  it('are arrays by peer, direction and row, in lines of twelve', async () => {
    add(
      Uint8Array.from({ length: 13 }, (_, i) => i),
      RowKind.chunk,
    );
    add('', RowKind.chunk, Direction.out);
    const text = (await written('c', { marks: new Map([[1, 'ends here */ #error']]) })).toString();
    expect(text).toContain(
      'static const unsigned char peer1_in_1[13] = {\n  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,\n  0x0c, \n};\n',
    );
    expect(text).toContain('static const unsigned char peer1_out_2[1] = { 0 };\n');
    expect(text).toContain('ends here * / #error');
  });
});

describe('JSON lines, CSV and text of the wire', () => {
  it('have the heads of frames', async () => {
    add('hi', RowKind.text, Direction.in, { head: Uint8Array.of(0x81, 2) });
    add('GET', RowKind.request, Direction.out);
    const spec = { layer: 'wire' } as const;
    const lines = (await written('jsonl', { spec })).toString().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { head?: string }).head)).toEqual(['8102', undefined]);
    const csv = (await written('csv', { spec })).toString().split('\r\n');
    expect(csv[0]).toMatch(/,marked,comment,head$/);
    expect(csv[1]).toMatch(/,"hi",,,8102$/);
    expect(csv[2]).toMatch(/,"GET",,,$/);
    expect((await written('text', { spec })).toString()).toContain('{81 02} hi\n');
    expect((await written('jsonl')).toString()).not.toContain('head');
  });
});

describe('what is covered', () => {
  it('are credentials of handshakes and secrets wherever they stand, across pieces too, in every format', async () => {
    const secret = 'Tr0ub4dor&3';
    shaken(1, `X-Note: ${secret}\r\nAuthorization: Basic\r\n  dXNlcjpwdw==\r\n`);
    add(`token=${secret}`);
    // It lies across the end of the first piece.
    add(`${'x'.repeat(196_604)}${secret}${'y'.repeat(10)}`, RowKind.binary);
    for (const format of ['text', 'jsonl', 'csv', 'pcapng', 'har', 'html', 'yaml', 'c'] as const) {
      const bytes = await written(format, { info: webSocket(), redact: true, secrets: [secret, 'no'] });
      const decoded =
        format === 'jsonl' || format === 'yaml' || format === 'har'
          ? Buffer.concat(
              bytes
                .toString()
                .split(/"|!!binary \|| {2}- /)
                .map((part) => Buffer.from(part.replaceAll(/\s/g, ''), 'base64')),
            )
          : bytes;
      for (const where of [bytes, decoded]) {
        for (const hidden of [secret, 's3cr3t', 'dXNlcjpwdw==']) {
          expect(where.includes(hidden), `${format} shows ${hidden}`).toBe(false);
        }
      }
    }
    expect((await written('jsonl', { info: webSocket() })).toString()).toContain(
      Buffer.from(`token=${secret}`).toString('base64'),
    );
  });
});

describe('HTML report', () => {
  const hostile =
    '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u202egpj.exe\u0000\u001b[31m]]>--><!--';

  it('is a static page whose policy lets nothing run, and payloads are text in it', async () => {
    connected();
    shaken(1, `X-Evil: ${'<script>'}\r\n`);
    add(hostile);
    add(hostile, RowKind.binary);
    log.appendLife(RowKind.error, 1, clock + 5, { text: hostile, error: { code: 'a<b', message: hostile } });
    const text = (
      await written('html', {
        info: { ...webSocket(), name: hostile, comment: hostile, subprotocol: hostile },
        marks: new Map([[4, hostile]]),
      })
    ).toString();
    expect(text).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/,
    );
    expect(text).not.toMatch(/<script|<img|onerror=alert\(2\)>"|javascript:/i);
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('⟨U+202E⟩');
    // Every tag is one of ours, and closed.
    const tags = [...text.matchAll(/<(\/?)([a-z0-9]+)[^<>]*>/g)].map(([, end, name]) => `${end}${name}`);
    for (const name of ['article', 'pre', 'table', 'details', 'header', 'main', 'dl', 'p', 'span']) {
      expect(tags.filter((tag) => tag === name).length, name).toBe(
        tags.filter((tag) => tag === `/${name}`).length,
      );
    }
  });

  it('cuts what is large and says so, covers secret headers, and shows the handshake once', async () => {
    connected();
    shaken();
    add('a'.repeat(100_000));
    add('b');
    const text = (
      await written('html', { info: webSocket(), redact: true, spec: { filter: { kinds: ['text'] } } })
    ).toString();
    expect(text).toContain(
      'The first 16 384 of 100 000 bytes as text; the rest is left out.'.replaceAll(' ', ' '),
    );
    expect(text.match(/Handshake of peer 1/g)).toHaveLength(1);
    expect(text).toContain('<th scope="row">Cookie</th><td class="covered">covered</td>');
    expect(text).not.toContain('s3cr3t');
    expect(text.length).toBeLessThan(60_000);
  });

  it('says so where no row is in it', async () => {
    expect((await written('html')).toString()).toContain('No row is in this report.');
  });
});

describe('any session', () => {
  const row = fc.record({
    kind: fc.constantFrom(RowKind.text, RowKind.binary, RowKind.chunk, RowKind.ping),
    direction: fc.constantFrom(Direction.in, Direction.out),
    payload: fc.uint8Array({ maxLength: 600 }),
    gap: fc.integer({ min: 0, max: 4_000_000_000 }),
    comment: fc.option(fc.string({ maxLength: 30 })),
  });

  it('comes back equal from JSON lines, CSV and YAML', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        await log.close();
        log = await emptyLog(`run-${run++}`);
        let time = 0;
        const marks = new Map<number, string>();
        rows.forEach(({ kind, direction, payload, gap, comment }, i) => {
          time += gap;
          log.append({ kind, direction, peer: 1, time, payload });
          if (comment !== null) marks.set(i + 1, comment);
        });
        const wanted = rows.map(({ payload }) => Buffer.from(payload).toString('hex'));
        const lines = (await written('jsonl', { marks })).toString().split('\n').slice(0, -1);
        const objects = lines.map(
          (line) => JSON.parse(line) as { payload: string; dir: string; comment?: string; marked?: boolean },
        );
        expect(objects.map(({ payload }) => Buffer.from(payload, 'base64').toString('hex'))).toEqual(wanted);
        expect(objects.map(({ dir }) => dir)).toEqual(
          rows.map(({ direction }) => (direction === Direction.in ? 'in' : 'out')),
        );
        expect(objects.map(({ marked, comment }) => (marked === true ? (comment ?? '') : null))).toEqual(
          rows.map(({ comment }) => comment),
        );
        const { packets } = readYaml((await written('yaml', { marks })).toString());
        expect(packets.map(({ data }) => data.toString('hex'))).toEqual(wanted);
        const raw = await written('raw', { direction: 'in' });
        expect(raw.toString('hex')).toBe(
          rows
            .filter(({ kind, direction }) => direction === Direction.in && kind !== RowKind.ping)
            .map(({ payload }) => Buffer.from(payload).toString('hex'))
            .join(''),
        );
      }),
      { numRuns: 25 },
    );
  });
});
