import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Direction, RowKind } from '../../contract/index.js';
import type { ExportFormatId, Result, SessionInfo } from '../../contract/index.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, ViewSpec } from '../log/index.js';
import { exportRows } from './export.js';
import type { ExportOptions } from './options.js';
import { factsFor } from './test-facts.js';

/** When its logs began. */
export const origin = Date.UTC(2026, 10, 21, 14, 2, 33);
const us = { host: '127.0.0.1', port: 50_000, family: 'IPv4' } as const;
const them = { host: '127.0.0.1', port: 8_080, family: 'IPv4' } as const;
let directory = '';
let log: SessionLog;
let clock = 0;

/** For `beforeEach`: a directory and an empty log in it. */
export async function beginLog(): Promise<void> {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-formats-'));
  log = await emptyLog('log');
  clock = 0;
}

/** For `afterEach`. */
export async function endLog(): Promise<void> {
  await log.close();
  await rm(directory, { recursive: true, force: true });
}

/** Begins another one in place of the log. */
export async function anotherLog(name: string): Promise<SessionLog> {
  await log.close();
  log = await emptyLog(name);
  return log;
}

export function theLog(): SessionLog {
  return log;
}

/** The time of the last row. */
export function lastTime(): number {
  return clock;
}

async function emptyLog(name: string): Promise<SessionLog> {
  const createdAt = new Date(origin).toISOString();
  const header = { id: 'x', name: 'x', app: '0', createdAt, clockOrigin: origin, connection: null };
  return valueOf(await createLog(join(directory, name), header));
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Adds a row a millisecond and a nanosecond after the one before. */
export function add(
  payload: string | Uint8Array,
  kind: RowKind = RowKind.text,
  direction: Direction = Direction.in,
  more: { readonly head?: Uint8Array; readonly peer?: number; readonly flags?: number } = {},
): void {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  clock += 1_000_001;
  log.append({ kind, direction, peer: 1, time: clock, payload: bytes, ...more });
}

/** The row of a connect, or of a listener's new peer. */
export function connected(peer = 0): void {
  clock += 10;
  const kind = peer === 0 ? RowKind.connect : RowKind.accept;
  const remote = peer === 0 ? them : { ...us, port: us.port + peer };
  const local = peer === 0 ? us : them;
  log.appendLife(kind, peer, clock, { text: 'connected', local, remote }, Direction.out);
}

/** The rows of a handshake, with a cookie. */
export function shaken(peer = 1, more = ''): void {
  const client = peer === 1 ? Direction.out : Direction.in;
  const server = peer === 1 ? Direction.in : Direction.out;
  const request = `GET /chat?room=${peer} HTTP/1.1\r\nHost: example.test\r\nCookie: sid=s3cr3t\r\n${more}\r\n`;
  add(request, RowKind.request, client, { peer });
  add('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n', RowKind.response, server, { peer });
}

export interface Choice extends ExportOptions {
  readonly spec?: ViewSpec;
  readonly info?: Partial<SessionInfo>;
  readonly marks?: ReadonlyMap<number, string>;
}

/** What an export of the log comes to. */
export async function written(format: ExportFormatId, choice: Choice = {}): Promise<Buffer> {
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

export const webSocket = (role: 'client' | 'server' = 'client'): Partial<SessionInfo> => ({
  config: { protocol: 'ws', role, address: 'ws://example.test/chat', options: {} },
});

/** Reads what `yaml.ts` writes, and nothing more than that. */
export function readYaml(text: string): {
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
