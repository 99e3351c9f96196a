import type { Socket } from 'node:net';
import { parseAddress } from '../../codec/index.js';
import type { ParsedAddress } from '../../codec/index.js';
import { Direction, RowKind, fail } from '../../contract/index.js';
import type { Outgoing, Result, SocketAddress, TlsInfo } from '../../contract/index.js';
import type {
  Endpoint,
  EndpointHost,
  EndpointInput,
  MakeEndpoint,
  SendStream,
  StopHow,
  StreamHead,
} from './endpoint.js';
import { clientMaterial } from './app-certificates.js';
import { dial } from './dial.js';
import { systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { addressText } from './stream-address.js';
import { tlsText } from './stream-listener.js';
import { handshakeTimeoutMs, secureClient } from './tls-handshake.js';
import type { WebSocketOutcome } from './websocket-outcome.js';
import { WebSocketPeer } from './websocket-peer.js';
import { redirectTarget } from './websocket-redirect.js';
import { buildRequest } from './websocket-request.js';
import type { UpgradeRequest } from './websocket-request.js';
import type { Agreed } from './websocket-response.js';
import { upgrade } from './websocket-upgrade.js';

/**
 * A WebSocket client, ws and wss. We make the opening handshake, so that the request is exactly the
 * one asked for and the answer is seen whatever it is; `ws` speaks the protocol from there on.
 */
export const makeWebSocketClient: MakeEndpoint = (input, host) => new WebSocketClient(input, host);

const notOpen = fail('send.not-open', 'not connected: connect first');

/** What a redirect to another origin does not take along: who we are, and the name its host was to be checked for. */
const noIdentity = { certFile: '', keyFile: '', pfxFile: '', passphrase: '', serverName: '' };

/** A socket that is ready for the upgrade. */
interface Reached {
  readonly socket: Socket;
  readonly raw: Socket;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly tls: TlsInfo | null;
}

type Step<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StageFailure };

class WebSocketClient implements Endpoint {
  readonly #input: EndpointInput;
  readonly #host: EndpointHost;
  readonly #abort = new AbortController();
  #number = 0;
  #peer: WebSocketPeer | null = null;
  #paused = false;
  #over: Promise<void> = Promise.resolve();

  constructor(input: EndpointInput, host: EndpointHost) {
    this.#input = input;
    this.#host = host;
  }

  start(): void {
    this.#over = this.#run();
  }

  send(_peer: number, message: Outgoing, flags = 0): Promise<Result<number>> {
    return this.#peer?.send(message, flags) ?? Promise.resolve(notOpen);
  }

  craft(_peer: number, bytes: Uint8Array): Promise<Result<number>> {
    return this.#peer?.craft(bytes) ?? Promise.resolve(notOpen);
  }

  openStream(_peer: number, head: StreamHead): Result<SendStream> {
    return this.#peer?.openStream(head) ?? notOpen;
  }

  async end(
    _peer: number,
    how: 'half-close' | 'close' | 'reset',
    code?: number,
    reason?: string,
  ): Promise<Result<void>> {
    return this.#peer === null ? notOpen : endPeer(this.#peer, how, code, reason);
  }

  async stop(how: StopHow): Promise<void> {
    this.#abort.abort();
    if (this.#peer !== null) stopPeer(this.#peer, how);
    await this.#over;
  }

  pause(): void {
    this.#paused = true;
    this.#peer?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#peer?.resume();
  }

  queuedBytes(): number {
    return this.#peer?.queuedBytes() ?? 0;
  }

  async #run(): Promise<void> {
    const failure = await this.#connect();
    if (failure === null) return;
    const host = this.#host;
    if (this.#abort.signal.aborted) {
      host.life(RowKind.end, this.#number, { text: 'stopped before it was open', by: 'us', clean: false });
    } else {
      const { code, message, detail } = failure;
      const error = { code, message, ...(detail !== undefined && { detail }) };
      host.life(RowKind.error, this.#number, { text: message, error, ...systemOf(failure) });
    }
    if (this.#number > 0) host.closePeer(this.#number);
    if (this.#abort.signal.aborted) host.ended('us', null);
    else host.ended('error', failure);
  }

  /** From the address to the end of an open connection; answers why it never opened, null where it did. */
  async #connect(): Promise<StageFailure | null> {
    const { ws } = this.#input.options;
    let address = this.#input.address;
    let foreign = false;
    for (let hops = 0; ; hops += 1) {
      const request = buildRequest(address, ws, foreign);
      if (!request.ok) return { ...request.error, stage: 'upgrade' };
      const reached = await this.#reach(address, foreign);
      if (!reached.ok) return reached.error;
      this.#opening(reached.value, request.value);
      const { socket, raw, remote } = reached.value;
      this.#host.state('upgrading');
      const upgraded = await upgrade(socket, request.value, {
        host: this.#host,
        peer: this.#number,
        place: addressText(remote),
        options: ws,
        signal: this.#abort.signal,
      });
      if (upgraded.kind === 'open' && !this.#abort.signal.aborted) {
        await this.#open(reached.value, upgraded.agreed, upgraded.rest);
        return null;
      }
      socket.destroy();
      raw.destroy();
      if (upgraded.kind === 'open')
        return { code: 'upgrade.cancelled', message: 'stopped', stage: 'upgrade' };
      if (upgraded.kind === 'failed') return upgraded.error;
      const next = redirectTarget(address, upgraded.location, hops, ws.maxRedirects, upgraded.refusal);
      if (!next.ok) return next.error;
      const parsed = parseAddress(next.value.url, { role: 'client' });
      if (!parsed.ok) return { ...parsed.error, stage: 'upgrade' };
      this.#host.life(RowKind.note, this.#number, {
        text: `redirected (${upgraded.status}) to ${next.value.url}${next.value.foreign ? '; credentials stay behind' : ''}`,
      });
      address = parsed.value;
      foreign ||= next.value.foreign;
    }
  }

  async #reach(address: ParsedAddress, foreign: boolean): Promise<Step<Reached>> {
    const host = this.#host;
    const { signal } = this.#abort;
    const { tcp, ws } = this.#input.options;
    const tls = foreign ? { ...this.#input.options.tls, ...noIdentity } : this.#input.options.tls;
    // Within a URL the sign before a zone is escaped (RFC 6874 §2).
    const name = (address.host ?? 'localhost').replace(/%25/, '%');
    const { protocol } = address;
    const target = { protocol, host: name, port: address.port ?? 0, tcp };
    const secure = address.protocol === 'wss';
    const made = secure ? await clientMaterial(this.#input, tls, target, host) : null;
    if (made?.ok === false) return { ok: false, error: { ...made.error, stage: 'options' } };
    const dialed = await dial(this.#input, target, host, signal);
    if (!dialed.ok) return dialed;
    const { socket: way, raw, local, remote } = dialed.value;
    if (made === null) return { ok: true, value: { ...dialed.value, tls: null } };
    host.state('securing');
    const timeoutMs = ws.handshakeTimeoutMs === 0 ? handshakeTimeoutMs : ws.handshakeTimeoutMs;
    const secured = await secureClient(way, made.value.material, {
      tls,
      own: made.value.own,
      host: target.host,
      port: target.port,
      signal,
      timeoutMs,
      recorder: this.#input.recorder,
    });
    const { info, ms } = secured;
    if (!secured.ok) {
      const { error } = secured;
      host.life(RowKind.tls, 0, {
        text: error.message,
        error,
        ms,
        remote,
        ...(info !== null && { tls: info }),
      });
      return { ok: false, error };
    }
    host.life(RowKind.tls, 0, { text: tlsText(secured.info), tls: secured.info, ms, remote });
    return { ok: true, value: { socket: secured.socket, raw, local, remote, tls: secured.info } };
  }

  /** The far end is peer 1, whatever redirects it takes to find it. */
  #opening({ local, remote, tls }: Reached, request: UpgradeRequest): void {
    const host = this.#host;
    const { target: path, headers } = request;
    const facts = {
      state: 'opening',
      local,
      remote,
      tls,
      path,
      subprotocol: null,
      extensions: null,
      headers,
    } as const;
    host.facts({ local, remote, tls });
    if (this.#number === 0) this.#number = host.openPeer(facts);
    else host.updatePeer(this.#number, facts);
  }

  #open({ socket, raw, local, remote }: Reached, agreed: Agreed, rest: Buffer): Promise<void> {
    const host = this.#host;
    const { options } = this.#input;
    const { subprotocol, extensions, deflate } = agreed;
    const peer = this.#number;
    const named = subprotocol === '' ? null : subprotocol;
    const extended = extensions === '' ? null : extensions;
    host.facts({ subprotocol: named, extensions: extended, roundTripMs: null, missedPongs: 0 });
    const parts = [
      `open to ${addressText(remote)}`,
      named === null ? null : `subprotocol ${named}`,
      extended === null ? null : `extensions ${extended}`,
    ];
    host.life(
      RowKind.open,
      peer,
      {
        text: parts.filter((part) => part !== null).join(', '),
        local,
        remote,
        ...(named !== null && { protocol: named }),
        ...(extended !== null && { extensions: extended }),
      },
      Direction.none,
    );
    let closing = false;
    return new Promise((over) => {
      const family = {
        ...{ host, options: options.ws, noDelay: options.tcp.noDelay, server: false },
        owner: {
          closing: () => {
            if (!closing) host.state('closing');
            closing = true;
          },
          roundTrip: (roundTripMs: number) => host.facts({ roundTripMs }),
          missed: (missedPongs: number) => host.facts({ missedPongs }),
          closed: (_: number, { by, failure }: WebSocketOutcome) => {
            host.closePeer(peer);
            host.ended(by, failure);
            over();
          },
        },
      };
      const open = new WebSocketPeer(family, { peer, socket, raw, remote, deflate, rest });
      this.#peer = open;
      host.updatePeer(peer, { state: 'open', subprotocol: named, extensions: extended });
      host.state('open');
      if (this.#paused) open.pause();
      else socket.resume();
    });
  }
}

/** Ends one open WebSocket the way asked for. */
export function endPeer(
  peer: WebSocketPeer,
  how: 'half-close' | 'close' | 'reset',
  code?: number,
  reason?: string,
): Result<void> {
  if (how === 'half-close') {
    return fail(
      'close.half-close',
      'a WebSocket has no half-close: after a Close frame nothing more is sent either way (RFC 6455 §5.5.1)',
    );
  }
  if (how === 'reset') {
    peer.reset();
    return { ok: true, value: undefined };
  }
  const closed = peer.close(code, reason);
  return closed.ok ? { ok: true, value: undefined } : closed;
}

/** Takes one open WebSocket down, 1000 unless another code is given; a reason that cannot be sent is left out. */
export function stopPeer(peer: WebSocketPeer, { code = 1000, reason = '', reset = false }: StopHow): void {
  if (reset) peer.reset();
  else if (!peer.close(code, reason).ok) peer.close(code);
}
