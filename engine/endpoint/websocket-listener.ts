import { setMaxListeners } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { Direction, RowKind, fail } from '../../contract/index.js';
import type { Failure, Outgoing, Result, SocketAddress, TlsInfo } from '../../contract/index.js';
import type {
  Endpoint,
  EndpointHost,
  EndpointInput,
  MakeEndpoint,
  SendStream,
  StopHow,
  StreamHead,
} from './endpoint.js';
import { failureOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { SharedHeaders, ownText } from './shared-headers.js';
import { addressText, localOf, remoteOf } from './stream-address.js';
import { streamFacts } from './stream-client.js';
import { tlsText } from './stream-listener.js';
import { boundOf, listenPlace } from './tcp.js';
import { tlsOptions } from './tls-context.js';
import type { TlsMaterial } from './tls-context.js';
import { handshakeTimeoutMs, secureServer } from './tls-handshake.js';
import { UpgradeServer, respond } from './websocket-accept.js';
import type { Accepted } from './websocket-accept.js';
import { endPeer, stopPeer } from './websocket-client.js';
import { WebSocketPeer } from './websocket-peer.js';
import type { WebSocketFamily } from './websocket-peer.js';

/** A WebSocket listener, ws and wss, and its peers. */
export const makeWebSocketListener: MakeEndpoint = (input, host) => new WebSocketListener(input, host);

class WebSocketListener implements Endpoint {
  readonly #input: EndpointInput;
  readonly #host: EndpointHost;
  readonly #upgrades: UpgradeServer;
  readonly #family: WebSocketFamily;
  readonly #abort = new AbortController();
  readonly #headers = new SharedHeaders();
  readonly #peers = new Map<number, WebSocketPeer>();
  /** How many are in a handshake: they count as peers, and stop with the listener. */
  #opening = 0;
  #material: TlsMaterial | null = null;
  #server: Server | null = null;
  #bound: SocketAddress | null = null;
  /** Of the socket accepted last: most come to the same one. */
  #local: SocketAddress | null = null;
  #paused = false;
  /** Pongs missed, of all peers together. */
  #missed = 0;
  #over: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | null = null;

  constructor(input: EndpointInput, host: EndpointHost) {
    this.#input = input;
    this.#host = host;
    // Every handshake listens for the end, and there are as many as peers.
    setMaxListeners(0, this.#abort.signal);
    // One that stays: without any, the next to come would make its list anew, which V8 does not soon forget.
    this.#abort.signal.addEventListener('abort', ignored);
    const { ws: options, tcp } = input.options;
    this.#upgrades = new UpgradeServer(options, input.address);
    this.#family = {
      ...{ host, options, noDelay: tcp.noDelay, server: true },
      owner: {
        closing: () => undefined,
        roundTrip: (roundTripMs) => host.facts({ roundTripMs }),
        missed: () => host.facts({ missedPongs: (this.#missed += 1) }),
        closed: (peer) => {
          this.#peers.delete(peer);
          host.closePeer(peer);
        },
      },
    };
  }

  start(): void {
    this.#over = this.#listen();
  }

  send(peer: number, message: Outgoing, flags = 0): Promise<Result<number>> {
    return this.#peers.get(peer)?.send(message, flags) ?? Promise.resolve(this.#noPeer(peer));
  }

  craft(peer: number, bytes: Uint8Array): Promise<Result<number>> {
    return this.#peers.get(peer)?.craft(bytes) ?? Promise.resolve(this.#noPeer(peer));
  }

  openStream(peer: number, head: StreamHead): Result<SendStream> {
    return this.#peers.get(peer)?.openStream(head) ?? this.#noPeer(peer);
  }

  async end(
    peer: number,
    how: 'half-close' | 'close' | 'reset',
    code?: number,
    reason?: string,
  ): Promise<Result<void>> {
    const one = this.#peers.get(peer);
    return one === undefined ? this.#noPeer(peer) : endPeer(one, how, code, reason);
  }

  stop(how: StopHow): Promise<void> {
    this.#stopped ??= this.#stop(how);
    // Asked again with a reset, because the closing handshakes take too long.
    if (how.reset === true) for (const peer of this.#peers.values()) peer.reset();
    return this.#stopped;
  }

  pause(peer?: number): void {
    if (peer === undefined) this.#paused = true;
    for (const one of this.#some(peer)) one.pause();
  }

  resume(peer?: number): void {
    if (peer === undefined) this.#paused = false;
    for (const one of this.#some(peer)) one.resume();
  }

  queuedBytes(peer: number): number {
    return this.#peers.get(peer)?.queuedBytes() ?? 0;
  }

  #some(peer: number | undefined): Iterable<WebSocketPeer> {
    if (peer === undefined) return this.#peers.values();
    const one = this.#peers.get(peer);
    return one === undefined ? [] : [one];
  }

  #noPeer(peer: number): { readonly ok: false; readonly error: Failure } {
    return fail('send.no-peer', `peer ${peer} is not open`);
  }

  async #listen(): Promise<void> {
    const host = this.#host;
    const failure = await this.#prepare();
    if (failure === null) return;
    if (this.#abort.signal.aborted) {
      host.life(RowKind.end, 0, { text: 'stopped before it listened', by: 'us', clean: false });
      host.ended('us', null);
      return;
    }
    host.life(RowKind.error, 0, { text: failure.message, error: failure, ...systemOf(failure) });
    host.ended('error', failure);
  }

  /** Answers why it does not listen; null when it does. */
  async #prepare(): Promise<StageFailure | null> {
    const { address, options, directory } = this.#input;
    const cancelled: StageFailure = { code: 'listen.cancelled', message: 'stopped', stage: 'listen' };
    if (address.protocol === 'wss') {
      const material = await tlsOptions(options.tls, directory, 'server');
      if (!material.ok) return { ...material.error, stage: 'options' };
      this.#material = material.value;
    }
    const place = await listenPlace(this.#input, this.#host);
    if (!place.ok) return place.error;
    if (this.#abort.signal.aborted) return cancelled;
    const { listen, where } = place.value;
    const server = createServer(
      {
        allowHalfOpen: true,
        noDelay: options.tcp.noDelay,
        keepAlive: options.tcp.keepAlive,
        keepAliveInitialDelay: options.tcp.keepAliveDelayMs,
      },
      (raw) => void this.#accept(raw),
    );
    return new Promise((settle) => {
      const refused = (error: unknown) => settle(failureOf(error, { stage: 'listen', ...where }));
      server.once('error', refused);
      server.listen({ ...listen, exclusive: true }, () => {
        server.off('error', refused);
        if (this.#abort.signal.aborted) {
          server.close(() => settle(cancelled));
          return;
        }
        // A failed accept (too many files) is told, and listening goes on.
        server.on('error', (error) => {
          const failure = failureOf(error, { stage: 'listen', ...where });
          this.#host.life(RowKind.error, 0, { text: failure.message, error: failure, ...systemOf(failure) });
        });
        this.#server = server;
        this.#listening(boundOf(server));
        settle(null);
      });
    });
  }

  #listening(local: SocketAddress): void {
    this.#bound = local;
    this.#host.facts({ local });
    const scheme = this.#input.address.protocol;
    this.#host.life(RowKind.listen, 0, { text: `listening on ${scheme}://${addressText(local)}`, local });
    this.#host.state('listening');
  }

  async #accept(raw: Socket): Promise<void> {
    const host = this.#host;
    const remote = remoteOf(raw);
    const local = this.#localOf(raw);
    // Every early end of a socket emits an error; whoever takes it adds a listener of their own.
    raw.on('error', ignored);
    if (this.#server === null) {
      raw.destroy();
      return;
    }
    const { maxPeers } = this.#input.options.listen;
    if (this.#peers.size + this.#opening >= maxPeers) {
      this.#full(raw, remote, maxPeers);
      return;
    }
    const peer = host.openPeer(streamFacts('opening', remote, local));
    host.life(RowKind.accept, peer, { text: `accepted ${addressText(remote)}`, remote, local }, Direction.in);
    this.#opening += 1;
    const secured = await this.#secure(raw, remote, peer);
    if (secured === null) {
      this.#gone(peer, 'the TLS handshake failed', 'error');
      return;
    }
    const accepted = await this.#upgrades.accept(secured.socket, { host, peer, signal: this.#abort.signal });
    if (accepted.kind === 'refused') {
      this.#gone(peer, accepted.why, accepted.by);
      if (accepted.by !== 'us' || this.#abort.signal.aborted) raw.destroy();
      return;
    }
    this.#open(peer, raw, secured.socket, { remote, local }, accepted);
  }

  #localOf(raw: Socket): SocketAddress {
    const local = localOf(raw);
    const last = this.#local;
    if (last?.host === local.host && last.port === local.port && last.family === local.family) return last;
    this.#local = local;
    return local;
  }

  #full(raw: Socket, remote: SocketAddress, maxPeers: number): void {
    const error = {
      code: 'listen.full',
      message: `refused ${addressText(remote)}: ${maxPeers} ${maxPeers === 1 ? 'peer is' : 'peers are'} open, the limit`,
    };
    this.#host.life(RowKind.accept, 0, { text: error.message, remote, error }, Direction.in);
    // Within TLS an answer would need a handshake first, which is the work that is refused.
    if (this.#material !== null) raw.resetAndDestroy();
    else respond(raw, { status: 503, why: 'too many connections' }, this.#host, 0);
  }

  async #secure(
    raw: Socket,
    remote: SocketAddress,
    peer: number,
  ): Promise<{ readonly socket: Socket; readonly tls: TlsInfo | null } | null> {
    if (this.#material === null) return { socket: raw, tls: null };
    const { ws, tls } = this.#input.options;
    const timeoutMs = ws.handshakeTimeoutMs === 0 ? handshakeTimeoutMs : ws.handshakeTimeoutMs;
    const { signal } = this.#abort;
    const { recorder } = this.#input;
    const secured = await secureServer(raw, this.#material, { tls, signal, timeoutMs, recorder });
    if (!secured.ok) {
      const { error } = secured;
      const text = `TLS with ${addressText(remote)} failed: ${error.message}`;
      this.#host.life(RowKind.tls, peer, { text, remote, error }, Direction.in);
      raw.destroy();
      return null;
    }
    const { socket, tls: info, ms } = secured.value;
    this.#host.life(RowKind.tls, peer, { text: tlsText(info), remote, tls: info, ms }, Direction.in);
    this.#host.updatePeer(peer, { tls: info });
    return { socket, tls: info };
  }

  #gone(peer: number, why: string, by: 'us' | 'peer' | 'error'): void {
    this.#opening -= 1;
    this.#host.life(RowKind.end, peer, { text: `closed: ${why}`, by, clean: false });
    this.#host.closePeer(peer);
  }

  #open(
    peer: number,
    raw: Socket,
    socket: Socket,
    { remote, local }: { readonly remote: SocketAddress; readonly local: SocketAddress },
    accepted: Accepted & { kind: 'open' },
  ): void {
    const host = this.#host;
    const { head, extensions, deflate, rest } = accepted;
    this.#opening -= 1;
    const subprotocol = accepted.subprotocol === '' ? null : accepted.subprotocol;
    const path = ownText(head.target ?? '/');
    // It takes errors from now on.
    raw.off('error', ignored);
    const one = new WebSocketPeer(this.#family, { peer, socket, raw, remote, deflate, rest });
    this.#peers.set(peer, one);
    const parts = [
      `open: ${path}`,
      subprotocol === null ? null : `subprotocol ${subprotocol}`,
      extensions === '' ? null : `extensions ${extensions}`,
    ];
    host.life(RowKind.open, peer, {
      text: parts.filter((part) => part !== null).join(', '),
      remote,
      local,
      ...(subprotocol !== null && { protocol: subprotocol }),
      ...(extensions !== '' && { extensions }),
    });
    const headers = head.headers.map(({ name, value }) => this.#headers.pair(name, value));
    host.updatePeer(peer, {
      state: 'open',
      path,
      headers,
      subprotocol,
      extensions: extensions === '' ? null : extensions,
    });
    if (this.#paused) one.pause();
    else socket.resume();
  }

  async #stop(how: StopHow): Promise<void> {
    this.#abort.abort();
    await this.#over;
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    this.#host.state('closing');
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const peer of this.#peers.values()) stopPeer(peer, how);
    await Promise.all([...this.#peers.values()].map((peer) => peer.whenClosed()));
    await closed;
    const where = this.#bound === null ? '' : ` on ${addressText(this.#bound)}`;
    this.#host.life(RowKind.end, 0, { text: `stopped listening${where}`, by: 'us', clean: true });
    this.#host.ended('us', null);
  }
}

/** One for all sockets. */
function ignored(): void {
  // Somebody else tells of it, or nobody has to.
}
