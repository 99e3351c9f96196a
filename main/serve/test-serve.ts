import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { ok, requests } from '../../contract/index.js';
import { serve } from '../../contract/serve.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import type { WebSocketLike } from '../../contract/web-socket.js';
import { cookieName } from './gate.js';
import { startHost } from './host.js';
import type { HeadlessHost, HostOptions } from './host.js';
import { tokenOf } from './token.js';

/** Opens as often as it is shown: every test has it. */
export const token = tokenOf('0123456789abcdef0123456789abcdef');

/** A page on disk and hosts that serve it, all gone after `close`. */
export class ServeBench {
  /** Pages that came since the last `stop`. */
  pages = 0;
  /** What hosts have complained of. */
  readonly logged: string[] = [];
  #running: HeadlessHost[] = [];

  private constructor(readonly directory: string) {}

  static async make(): Promise<ServeBench> {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-host-'));
    await mkdir(join(directory, 'page'));
    await writeFile(join(directory, 'secret.txt'), 'secret');
    await writeFile(join(directory, 'page', 'index.html'), '<meta nonce="__CSP_NONCE__">');
    return new ServeBench(directory);
  }

  async start(options: Partial<HostOptions> = {}): Promise<HeadlessHost> {
    const host = await startHost({
      address: '127.0.0.1',
      port: 0,
      token,
      root: join(this.directory, 'page'),
      devOrigin: null,
      log: (problem) => this.logged.push(problem),
      onPage: (transport) => {
        this.pages++;
        const handlers = { 'session.list': () => ok([]) };
        serve(transport, requests, handlers, { log: (problem) => this.logged.push(problem) });
      },
      ...options,
    });
    if (!host.ok) throw new Error(host.error.message);
    this.#running.push(host.value);
    return host.value;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((host) => host.close()));
    this.#running = [];
    this.pages = 0;
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export function get(
  { port }: HeadlessHost,
  path: string,
  headers: Record<string, string | string[]> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asking.on('error', reject).end();
  });
}

export const cookie = ({ port }: HeadlessHost): { cookie: string } => ({
  cookie: `${cookieName(port)}=${token.cookie}`,
});

export const cookieLine = (host: HeadlessHost): string => `Cookie: ${cookie(host).cookie}\r\n`;

/** A page's way to its host. */
export function open(
  host: HeadlessHost,
  headers: Record<string, string> = cookie(host),
  query = '',
): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${host.port}/bridge${query}`, { headers });
}

/** The status with which an upgrade is refused, and what it says. */
export function refused(socket: WebSocket): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('let in')));
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve([response.statusCode, body]));
    });
  });
}

/** Resolves when the host answers the page of this socket. */
export async function admitted(socket: WebSocket): Promise<void> {
  const answer = await connect(webSocketTransport(socket as WebSocketLike)).call('session.list', {});
  if (!answer.ok || answer.value.length > 0) throw new Error(`answered ${JSON.stringify(answer)}`);
}

/** Bytes as typed to a listening host, and all that comes back until it closes. */
export async function raw(host: HeadlessHost, bytes: string): Promise<string> {
  const socket = dial(host.port, '127.0.0.1');
  socket.setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}
