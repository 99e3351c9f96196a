import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { findHeadEnd, headerValues, parseHttpHead } from '../../codec/index.js';
import type { HttpHead, ParsedAddress } from '../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { FullOptions } from '../../contract/index.js';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EndpointHost } from './endpoint.js';
import { UpgradedSocket, protocolOptions } from './websocket-internals.js';
import type { Deflate } from './websocket-internals.js';
import { WireTap, headComplete } from './websocket-tap.js';
import { maxHeadBytes } from './websocket-upgrade.js';

/** A refusal as it is sent: plain text, and the connection closes after it. */
export interface Refusal {
  readonly status: number;
  /** For the row. */
  readonly why: string;
  readonly body?: string;
  readonly headers?: readonly string[];
}

export type Accepted =
  | {
      readonly kind: 'open';
      readonly head: HttpHead;
      /** Empty for none, as the extensions as they were answered. */
      readonly subprotocol: string;
      readonly extensions: string;
      readonly deflate: Deflate | null;
      /** What came behind the head. */
      readonly rest: Buffer;
    }
  /** Refused, or gone; told in rows already. */
  | { readonly kind: 'refused'; readonly why: string; readonly by: 'us' | 'peer' | 'error' };

/** The parts of a request that `WebSocketServer.handleUpgrade` reads, and where its answer is told. */
interface RequestShape {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  respond(lines: readonly string[]): void;
  reject(message: string): void;
}

export interface AcceptContext {
  readonly host: EndpointHost;
  readonly peer: number;
  readonly signal: AbortSignal;
}

/** Reads upgrade requests and answers them: `ws` judges the handshake, we the path, the subprotocol and whatever is no upgrade. */
export class UpgradeServer {
  readonly #options: FullOptions['ws'];
  readonly #path: string;
  readonly #server: WebSocketServer;

  constructor(options: FullOptions['ws'], address: ParsedAddress) {
    this.#options = options;
    // A path typed in the listener's URL means what the option means.
    const typed = pathOf(address.target ?? '/');
    this.#path = options.path === '' ? (typed === '/' ? '' : typed) : pathOf(options.path);
    this.#server = new WebSocketServer({
      ...protocolOptions(options.maxMessageBytes),
      // It is given what it expects of a WebSocket.
      WebSocket: UpgradedSocket as unknown as typeof WebSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: options.deflate,
      // The first of ours that the client offers too; none is an answer as well (RFC 6455 §4.2.2).
      handleProtocols: (offered) => options.subprotocols.find((name) => offered.has(name)) ?? false,
    });
    // The requests handed to it are our own shapes.
    const shape = (request: IncomingMessage) => request as unknown as RequestShape;
    this.#server.on('headers', (lines, request) => shape(request).respond(lines));
    this.#server.on('wsClientError', (error, _socket, request) => shape(request).reject(error.message));
  }

  /** Waits for the request on a socket and answers it. */
  async accept(socket: Socket, { host, peer, signal }: AcceptContext): Promise<Accepted> {
    const tap = new WireTap(socket, signal);
    const complete = headComplete();
    const arrived = await tap.wait((bytes) => hopeless(bytes) || complete(bytes), {
      ms: this.#options.handshakeTimeoutMs,
      bytes: maxHeadBytes,
    });
    const came = tap.bytes;
    const end = findHeadEnd(came);
    const parsed = parseHttpHead(came);
    const head =
      arrived === 'enough' && end >= 0 && parsed.ok && parsed.value.method !== undefined
        ? parsed.value
        : null;
    const shown = Buffer.from(came.subarray(0, head === null ? came.length : end));
    const refuse = (refusal: Refusal): Accepted => {
      respond(socket, refusal, host, peer);
      return { kind: 'refused', why: refusal.why, by: 'us' };
    };
    if (shown.length > 0) {
      const flags = head === null ? RowFlag.invalid : 0;
      host.record(RowKind.request, Direction.in, peer, host.now(), shown, flags);
    }
    if (head === null) {
      tap.release(0);
      if (arrived === 'enough') return refuse({ status: 400, why: 'what came is no HTTP request' });
      if (arrived === 'limit')
        return refuse({ status: 431, why: `the head of the request is over ${maxHeadBytes} bytes` });
      if (arrived === 'timeout') {
        return refuse({
          status: 408,
          why: `no upgrade request came within ${this.#options.handshakeTimeoutMs} ms`,
        });
      }
      if (arrived === 'aborted') return { kind: 'refused', why: 'the listener was stopped', by: 'us' };
      const why = shown.length === 0 ? 'the peer left without a request' : 'the peer left within its request';
      return { kind: 'refused', why, by: arrived === 'failed' ? 'error' : 'peer' };
    }
    const rest = tap.release(end);
    const refusal = this.#judge(head);
    if (refusal !== null) return refuse(refusal);
    return this.#upgrade(socket, head, rest, refuse, (bytes) => {
      host.record(RowKind.response, Direction.out, peer, host.now(), bytes);
    });
  }

  #judge(head: HttpHead): Refusal | null {
    const { refuseStatus, refuseBody } = this.#options;
    const upgrades = headerValues(head, 'Upgrade').some((value) =>
      /(^|[,\s])websocket($|[,\s])/i.test(value),
    );
    if (!upgrades) {
      return {
        status: 426,
        why: 'not an upgrade request: the header Upgrade: websocket is missing',
        body: 'This is a WebSocket endpoint: connect with a WebSocket client.\n',
        headers: ['Upgrade: websocket', 'Connection: Upgrade'],
      };
    }
    if (refuseStatus !== 0)
      return { status: refuseStatus, why: 'every upgrade is refused, as set', body: refuseBody };
    const version = headerValues(head, 'Sec-WebSocket-Version').join(', ');
    if (version !== '13' && version !== '8') {
      return {
        status: 426,
        why: `Sec-WebSocket-Version is ${version === '' ? 'absent' : version}, not 13 or 8 (RFC 6455 §4.2.2)`,
        headers: ['Sec-WebSocket-Version: 13, 8'],
      };
    }
    const path = pathOf(head.target ?? '/');
    if (this.#path === '' || path === this.#path) return null;
    return { status: 404, why: `the path is ${path}, not ${this.#path}`, body: `Nothing is at ${path}.\n` };
  }

  #upgrade(
    socket: Socket,
    head: HttpHead,
    rest: Buffer,
    refuse: (refusal: Refusal) => Accepted,
    answered: (bytes: Buffer) => void,
  ): Accepted {
    let outcome: Accepted = { kind: 'refused', why: 'the peer left before it was answered', by: 'peer' };
    let extensions = '';
    const shape: RequestShape = {
      method: head.method ?? '',
      url: head.target ?? '/',
      headers: joined(head),
      respond: (lines) => {
        extensions = lines.find((line) => line.startsWith('Sec-WebSocket-Extensions: '))?.slice(26) ?? '';
        // As `ws` writes it right after this event (websocket-server.js, completeUpgrade).
        answered(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
      },
      reject: (message) => {
        outcome = refuse({
          status: message.includes('method') ? 405 : 400,
          why: message,
          body: `${message}\n`,
        });
      },
    };
    // `handleUpgrade` reads these members of a request and no other.
    this.#server.handleUpgrade(shape as unknown as IncomingMessage, socket, rest, (made) => {
      const { _protocol: subprotocol, deflate } = made as unknown as UpgradedSocket;
      outcome = { kind: 'open', head, subprotocol, extensions, deflate, rest };
    });
    return outcome;
  }
}

/** Writes a refusal, tells it as a row, and lets go of the peer when it has read it. */
export function respond(socket: Socket, refusal: Refusal, host: EndpointHost, peer: number): void {
  const { status, why, body = `${why}\n`, headers = [] } = refusal;
  const connection = headers.some((line) => line.startsWith('Connection:')) ? [] : ['Connection: close'];
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...headers,
    ...connection,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.on('error', () => undefined);
  if (!socket.writable) return;
  host.record(RowKind.response, Direction.out, peer, host.now(), bytes);
  socket.end(bytes);
  // Unread input would turn our FIN into an RST, which may overtake the answer.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('end', () => socket.destroySoon());
  socket.once('close', () => clearTimeout(timer));
}

/** A refused peer has this long to read the answer and hang up. */
const lingerMs = 1_000;

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** Headers by lower-case name, duplicates joined, as Node's own parser gives them. */
function joined(head: HttpHead): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { name, value } of head.headers) {
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

/** No method begins like this: a TLS hello, or another protocol, which may never send the end of a head. */
function hopeless(bytes: Buffer): boolean {
  const first = bytes[0];
  return first !== undefined && (first < 0x21 || first > 0x7e) && first !== 0x0d && first !== 0x0a;
}
