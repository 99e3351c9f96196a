import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import type { Transport } from '../../contract/transport.js';
import type { Log } from '../log.js';
import { plainResponse, securityHeaders, staticResponse } from '../static.js';
import { cookieName, isLoopback, judge, loopbackNames } from './gate.js';
import type { GateOptions, Verdict } from './gate.js';
import { downloadPath } from './downloads.js';
import type { Downloads } from './downloads.js';
import { openSockets } from './socket.js';
import { privatePath } from './token.js';
import type { Token } from './token.js';

/** The one path that upgrades. */
export const bridgePath = '/bridge';

export interface HostLimits {
  /** TCP connections, pages and bridges together; one more is dropped. */
  readonly connections: number;
  /** Bridges: open pages; one more is refused with 503. */
  readonly pages: number;
  /** Milliseconds for a request's head, and for all of it. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Bytes of a request's head. */
  readonly headerBytes: number;
  /** Bytes of one message of a page. */
  readonly messageBytes: number;
}

export const defaultLimits: HostLimits = {
  connections: 64,
  pages: 16,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  headerBytes: 16 * 1024,
  messageBytes: 32 * 1024 * 1024,
};

export interface HostOptions {
  /** Address to bind, and port; 0 lets the system choose. */
  readonly address: string;
  readonly port: number;
  readonly token: Token;
  /** Directory of the page's bundle. */
  readonly root: string;
  /** Origin of the dev server; null outside development. */
  readonly devOrigin: string | null;
  /** A page has come through the gate. */
  readonly onPage: (transport: Transport) => void;
  /** Somebody had no token, or one that is no good: perhaps a person who needs an address. */
  readonly onLockedOut?: () => void;
  /** What pages export. */
  readonly downloads?: Downloads;
  readonly log: Log;
  readonly limits?: Partial<HostLimits>;
}

export interface HeadlessHost {
  /** Without token. */
  readonly url: string;
  readonly port: number;
  /** Lets every page go and stops listening. */
  close(): Promise<void>;
}

/** Serves the page and its bridge. Failures: `host.in-use`, `host.address`, `host.listen`. */
export async function startHost(options: HostOptions): Promise<Result<HeadlessHost>> {
  const limits = { ...defaultLimits, ...options.limits };
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    maxHeaderSize: limits.headerBytes,
    keepAliveTimeout: 5_000,
  });
  server.maxConnections = limits.connections;
  const listening = await listen(server, options.address, options.port);
  if (!listening.ok) return listening;
  const { port } = listening.value;

  const gate = (): GateOptions => ({ ...options, port, names: namesOf(options.address) });
  const sockets = openSockets({ limits, onPage: options.onPage });
  server.on('request', (request, response) => {
    if (fetches(request, response, gate(), options)) return;
    respond(request, gate(), options)
      .catch((error: unknown) => {
        options.log('A request failed by a bug', error);
        return plainResponse(500, 'A bug of Wirebench: its log says more.');
      })
      .then((answer) => write(answer, request, response))
      .catch((error: unknown) => {
        options.log('A response could not be written', error);
        response.destroy();
      });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    socket.on('error', () => socket.destroy());
    refuseRequest(error, socket);
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { path } = target(request);
    const verdict = enter(request, gate(), options);
    if (!verdict.admitted) refuse(socket, verdict.status, verdict.reason);
    else if (path !== bridgePath) refuse(socket, 404, 'There is nothing here.');
    else if (sockets.full()) refuse(socket, 503, 'Too many pages are open already: close one of them.');
    else sockets.accept(request, socket, head);
  });

  return ok({
    url: `http://${listening.value.name}:${port}/`,
    port,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}

/**
 * What is asked for. The private path in front is for the browser alone, which sends the cookie nowhere else: what
 * opens the gate is the cookie, so nothing is compared here that could tell how much of a guess was right.
 */
function target(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const url = (request.url ?? '').replace(privatePath, '');
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

function ask(request: IncomingMessage, gate: GateOptions): Verdict {
  const { host, origin, cookie } = request.headersDistinct;
  // Node keeps the first of several; a proxy in between may have read the last.
  if ((host?.length ?? 0) > 1 || (origin?.length ?? 0) > 1) {
    return { admitted: false, status: 421, reason: 'A header that may come once came twice.' };
  }
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
  return judge(
    {
      host: host?.[0],
      origin: origin?.[0],
      cookie: cookie?.join('; '),
      site: site?.toString(),
      navigates: mode === 'navigate' && destination === 'document',
      token: tokenIn(request),
    },
    gate,
  );
}

const tokenIn = (request: IncomingMessage): string | null => target(request).query.get('token');

/** As `ask`, and a token that lets somebody in is used up. */
function enter(request: IncomingMessage, gate: GateOptions, { onLockedOut }: HostOptions): Verdict {
  const verdict = ask(request, gate);
  // HEAD looks and takes nothing.
  if (verdict.admitted && verdict.by === 'token' && request.method === 'GET') {
    gate.token.spend(tokenIn(request) ?? '');
  }
  if (!verdict.admitted && verdict.status === 401) onLockedOut?.();
  return verdict;
}

/** True where the request is for an export, which is a stream and no page. */
function fetches(
  request: IncomingMessage,
  response: ServerResponse,
  gate: GateOptions,
  { downloads }: HostOptions,
): boolean {
  const { path } = target(request);
  // HEAD must not use an address up that answers once.
  if (request.method !== 'GET' || !path.startsWith(downloadPath)) return false;
  const verdict = ask(request, gate);
  return verdict.admitted && verdict.by === 'cookie' && (downloads?.answer(path, response) ?? false);
}

async function respond(request: IncomingMessage, gate: GateOptions, options: HostOptions): Promise<Response> {
  const verdict = enter(request, gate, options);
  if (!verdict.admitted) return plainResponse(verdict.status, verdict.reason);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plainResponse(405, 'This host takes GET only.', { allow: 'GET, HEAD' });
  }
  if (verdict.by !== 'cookie') {
    // HEAD looks and learns nothing.
    if (request.method === 'HEAD') return plainResponse(303, 'This way.');
    const path = `${gate.token.path}/`;
    // The dev server has its page at /, on a port of its own.
    const [scope, location] = gate.devOrigin === null ? [path, path] : ['/', `${gate.devOrigin}/`];
    return plainResponse(303, 'This way.', {
      location,
      'set-cookie': `${cookieName(gate.port)}=${gate.token.cookie}; Path=${scope}; HttpOnly; SameSite=Strict`,
    });
  }
  const { path } = target(request);
  if (path === bridgePath) {
    return plainResponse(426, 'A page talks here over a WebSocket.', {
      upgrade: 'websocket',
      connection: 'upgrade, close',
    });
  }
  return staticResponse(options.root, path);
}

async function write(answer: Response, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, [
    ...[...answer.headers].flat(),
    ...(answer.status === 204 ? [] : ['content-length', String(body.length)]),
  ]);
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** A plain sentence as a whole response, where there is no ServerResponse to write it. */
function refuse(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  const headers = {
    ...securityHeaders,
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // A caller that never closes its side would hold one of our connections.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n${body}`);
}

/** What the parser of requests refuses, before anybody is asked for. */
function refuseRequest({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse(socket, 431, 'The head of this request is too long.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refuse(socket, 408, 'This request took too long to come.');
    default:
      return refuse(socket, 400, 'This is no request that a browser makes.');
  }
}

/** Loopback's names; where another address was asked for, those of the machine too. Never a DNS name. */
function namesOf(address: string): string[] {
  if (isLoopback(address)) return [...loopbackNames];
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return [...loopbackNames, ...own.map(({ address: ip }) => (ip.includes(':') ? `[${ip}]` : ip))];
}

async function listen(
  server: Server,
  address: string,
  port: number,
): Promise<Result<{ name: string; port: number }>> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    return fail(...listenFailure(error as NodeJS.ErrnoException, address, port));
  }
  const bound = server.address() as AddressInfo; // a server that listens on a port has one
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  // Nobody can open the address that means all addresses.
  const anywhere = bound.address === '0.0.0.0' || bound.address === '::';
  return ok({ name: anywhere ? '127.0.0.1' : name, port: bound.port });
}

function listenFailure(
  { code, message }: NodeJS.ErrnoException,
  address: string,
  port: number,
): [string, string] {
  switch (code) {
    case 'EADDRINUSE':
      return [
        'host.in-use',
        `Port ${port} on ${address} is in use. Name another with --port, or leave it out and any free one is taken.`,
      ];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['host.address', `This machine has no address ${address}. Leave --host out to use 127.0.0.1.`];
    case 'EACCES':
      return [
        'host.listen',
        `Port ${port} on ${address} needs more rights. Name one above 1023 with --port.`,
      ];
    default:
      return ['host.listen', `Listening on ${address} port ${port} failed: ${code ?? message}`];
  }
}
