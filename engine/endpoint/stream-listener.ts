import { setMaxListeners } from 'node:events';
import { createServer } from 'node:net';
import type { ListenOptions, Server, Socket } from 'node:net';
import { Direction, fail, ok, RowKind } from '../../contract/index.js';
import type { Failure, Outgoing, Result, SocketAddress, TlsInfo } from '../../contract/index.js';
import type { Endpoint, EndpointHost, SendStream, StopHow } from './endpoint.js';
import { failureOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { addressText } from './stream-address.js';
import { streamFacts } from './stream-client.js';
import { StreamPeer } from './stream-peer.js';

/** What makes a listener one of TCP, TLS or local sockets. */
export interface ListenerKind {
  /** Prepares (certificates, stale files, the address of a name) and says where to listen, with rows on the way. */
  prepare(host: EndpointHost): Promise<Prepared>;
  /** Options of accepted sockets. */
  readonly accepted: {
    readonly noDelay: boolean;
    readonly keepAlive: boolean;
    readonly keepAliveInitialDelay: number;
  };
  readonly maxPeers: number;
  remoteOf(socket: Socket): SocketAddress;
  localOf(socket: Socket): SocketAddress;
  boundOf(server: Server): SocketAddress;
  /** TLS: does the handshake. Absent where an accepted peer is open at once. */
  readonly secure?: Secure;
}

export type Secure = (raw: Socket, signal: AbortSignal) => Promise<Secured>;

export type Secured =
  | {
      readonly ok: true;
      readonly value: { readonly socket: Socket; readonly tls: TlsInfo; readonly ms: number };
    }
  | { readonly ok: false; readonly error: Failure };

export type Prepared =
  | { readonly ok: true; readonly value: { readonly listen: ListenOptions; readonly where: ListenPlace } }
  | { readonly ok: false; readonly error: StageFailure };

/** For the words of a failure. */
export interface ListenPlace {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

/** A listener of any byte stream and its peers. */
export class StreamListener implements Endpoint {
  readonly #host: EndpointHost;
  readonly #kind: ListenerKind;
  readonly #abort = new AbortController();
  readonly #peers = new Map<number, StreamPeer>();
  /** In handshake: they count as peers, and stop with the listener. */
  readonly #opening = new Map<number, Socket>();
  /** Peers that have ended their side: the first makes room when all places are taken. */
  readonly #halfClosed = new Set<number>();
  #server: Server | null = null;
  #bound: SocketAddress | null = null;
  #paused = false;
  #over: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | null = null;

  constructor(host: EndpointHost, kind: ListenerKind) {
    this.#host = host;
    // Every handshake listens for the end, and there are as many as peers.
    setMaxListeners(0, this.#abort.signal);
    this.#kind = kind;
  }

  start(): void {
    this.#over = this.#listen();
  }

  send(peer: number, message: Outgoing, flags = 0): Promise<Result<number>> {
    return this.#peers.get(peer)?.send(message.data, flags) ?? Promise.resolve(this.#noPeer(peer));
  }

  openStream(peer: number): Result<SendStream> {
    return this.#peers.get(peer)?.openStream() ?? this.#noPeer(peer);
  }

  async end(peer: number, how: 'half-close' | 'close' | 'reset'): Promise<Result<void>> {
    const stream = this.#peers.get(peer);
    if (!stream) return this.#noPeer(peer);
    if (how === 'half-close') return stream.halfClose();
    void (how === 'reset' ? stream.reset() : stream.close());
    return ok();
  }

  /** A second call with `reset` hurries the first. */
  stop({ reset = false }: StopHow): Promise<void> {
    if (reset) for (const peer of this.#peers.values()) void peer.reset();
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#abort.abort();
    await this.#over;
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    this.#host.state('closing');
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const raw of this.#opening.values()) raw.destroy();
    await Promise.all([...this.#peers.values()].map((peer) => peer.close()));
    await closed;
    const where = this.#bound ? ` on ${addressText(this.#bound)}` : '';
    this.#host.life(RowKind.end, 0, { text: `stopped listening${where}`, by: 'us', clean: true });
    this.#host.ended('us', null);
  }

  pause(peer?: number): void {
    if (peer === undefined) this.#paused = true;
    for (const stream of this.#some(peer)) stream.pause();
  }

  resume(peer?: number): void {
    if (peer === undefined) this.#paused = false;
    for (const stream of this.#some(peer)) stream.resume();
  }

  queuedBytes(peer: number): number {
    return this.#peers.get(peer)?.queuedBytes() ?? 0;
  }

  #some(peer: number | undefined): Iterable<StreamPeer> {
    if (peer === undefined) return this.#peers.values();
    const one = this.#peers.get(peer);
    return one ? [one] : [];
  }

  #noPeer(peer: number): { readonly ok: false; readonly error: Failure } {
    return fail('send.no-peer', `peer ${peer} is not open`);
  }

  async #listen(): Promise<void> {
    const host = this.#host;
    const prepared = await this.#kind.prepare(host);
    if (this.#abort.signal.aborted) {
      host.life(RowKind.end, 0, { text: 'stopped before it listened', by: 'us', clean: false });
      host.ended('us', null);
      return;
    }
    const failed = prepared.ok
      ? await this.#bind(prepared.value.listen, prepared.value.where)
      : prepared.error;
    if (!failed) return;
    host.life(RowKind.error, 0, { text: failed.message, error: failed, ...systemOf(failed) });
    host.ended('error', failed);
  }

  /** Answers why it could not; null when it listens. */
  #bind(options: ListenOptions, where: ListenPlace): Promise<StageFailure | null> {
    const host = this.#host;
    const server = createServer({ ...this.#kind.accepted, allowHalfOpen: true }, (socket) =>
      this.#accept(socket),
    );
    return new Promise((settle) => {
      const refused = (error: unknown) => settle(failureOf(error, { stage: 'listen', ...where }));
      server.once('error', refused);
      server.listen({ ...options, exclusive: true }, () => {
        server.off('error', refused);
        // A failed accept (too many files) is told, and listening goes on.
        server.on('error', (error) => {
          const failure = failureOf(error, { stage: 'listen', ...where });
          host.life(RowKind.error, 0, { text: failure.message, error: failure, ...systemOf(failure) });
        });
        const bound = this.#kind.boundOf(server);
        this.#server = server;
        this.#bound = bound;
        host.facts({ local: bound });
        host.life(RowKind.listen, 0, { text: `listening on ${addressText(bound)}`, local: bound });
        host.state('listening');
        settle(null);
      });
    });
  }

  #accept(raw: Socket): void {
    const remote = this.#kind.remoteOf(raw);
    const local = this.#kind.localOf(raw);
    // Every early end of a socket emits an error; whoever takes it adds a listener of their own.
    raw.on('error', () => {});
    if (this.#server === null) {
      raw.destroy();
      return;
    }
    if (!this.#makeRoom()) {
      const open = this.#peers.size + this.#opening.size;
      const error = {
        code: 'listen.full',
        message: `refused ${addressText(remote)}: ${open} of ${this.#kind.maxPeers} ${this.#kind.maxPeers === 1 ? 'peer is' : 'peers are'} open`,
      };
      this.#host.life(RowKind.accept, 0, { text: error.message, remote, error }, Direction.in);
      if (remote.family === 'local') raw.destroy();
      else raw.resetAndDestroy();
      return;
    }
    const { secure } = this.#kind;
    const state = secure ? 'opening' : 'open';
    const peer = this.#host.openPeer(streamFacts(state, remote, local));
    const text = remote.family === 'local' ? `accepted peer ${peer}` : `accepted ${addressText(remote)}`;
    this.#host.life(RowKind.accept, peer, { text, remote, local }, Direction.in);
    if (secure) void this.#secure(secure, peer, raw, remote);
    else this.#open(peer, raw, raw, remote);
  }

  /**
   * Makes sure there is a place. A peer that has ended its side may be gone for good, which TCP
   * does not tell before we write: the one that ended first leaves when its place is needed.
   */
  #makeRoom(): boolean {
    if (this.#peers.size + this.#opening.size < this.#kind.maxPeers) return true;
    for (const peer of this.#halfClosed) {
      const stream = this.#peers.get(peer);
      if (!stream || stream.queuedBytes() > 0) continue;
      this.#host.life(RowKind.note, peer, { text: `closed to make room: it had ended its side (FIN)` });
      this.#forget(peer);
      void stream.close();
      return true;
    }
    return false;
  }

  async #secure(secure: Secure, peer: number, raw: Socket, remote: SocketAddress): Promise<void> {
    const host = this.#host;
    this.#opening.set(peer, raw);
    const secured = await secure(raw, this.#abort.signal);
    this.#opening.delete(peer);
    if (!secured.ok) {
      const { error } = secured;
      const text = `TLS with ${addressText(remote)} failed: ${error.message}`;
      host.life(RowKind.tls, peer, { text, remote, error }, Direction.in);
      raw.destroy();
      host.life(RowKind.end, peer, {
        text: 'closed: the TLS handshake failed',
        by: 'error',
        clean: false,
        error,
      });
      host.closePeer(peer);
      return;
    }
    const { socket, tls, ms } = secured.value;
    host.life(RowKind.tls, peer, { text: tlsText(tls), remote, tls, ms }, Direction.in);
    this.#open(peer, socket, raw, remote);
    host.updatePeer(peer, { state: 'open', tls });
  }

  #open(peer: number, socket: Socket, raw: Socket, remote: SocketAddress): void {
    const host = this.#host;
    const named = remote.family === 'local' ? { ...remote, host: `peer ${peer}` } : remote;
    const stream = new StreamPeer({ socket, raw, remote: named }, host, peer, {
      state: (state) => {
        if (state !== 'half-closed') return;
        host.updatePeer(peer, { state });
        this.#halfClosed.add(peer);
      },
      closed: () => {
        this.#forget(peer);
        host.closePeer(peer);
      },
    });
    this.#peers.set(peer, stream);
    if (this.#paused) stream.pause();
    if (this.#server === null) void stream.close();
  }

  #forget(peer: number): void {
    this.#peers.delete(peer);
    this.#halfClosed.delete(peer);
  }
}

/** `TLSv1.3, TLS_AES_256_GCM_SHA384, ALPN h2, CN=localhost`. */
export function tlsText(tls: TlsInfo): string {
  const parts = [
    tls.version,
    tls.cipher,
    tls.alpn === null ? null : `ALPN ${tls.alpn}`,
    tls.serverName === null ? null : `server name ${tls.serverName}`,
    tls.chain[0]?.subject ?? null,
    tls.verifyError === null ? null : `not verified: ${tls.verifyError.message}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
