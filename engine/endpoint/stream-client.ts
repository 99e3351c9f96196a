import type { Socket } from 'node:net';
import { Direction, fail, RowKind } from '../../contract/index.js';
import type { Outgoing, Result, SocketAddress, TlsInfo } from '../../contract/index.js';
import type { Endpoint, EndpointHost, PeerFacts, SendStream, StopHow } from './endpoint.js';
import { systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { addressText } from './stream-address.js';
import { StreamPeer } from './stream-peer.js';

/** A stream that is ready for bytes. */
export interface Connected {
  readonly socket: Socket;
  readonly raw: Socket;
  readonly local: SocketAddress | null;
  readonly remote: SocketAddress;
  readonly tls: TlsInfo | null;
}

export type Connecting =
  { readonly ok: true; readonly value: Connected } | { readonly ok: false; readonly error: StageFailure };

/** Makes the connection and tells its steps as rows and states; a failure is told by the caller. */
export type Connect = (host: EndpointHost, signal: AbortSignal) => Promise<Connecting>;

/** The client of any byte stream; what differs between TCP, TLS and local sockets is `connect`. */
export class StreamClient implements Endpoint {
  readonly #host: EndpointHost;
  readonly #connect: Connect;
  readonly #abort = new AbortController();
  #stream: StreamPeer | null = null;
  #paused = false;
  #over: Promise<void> = Promise.resolve();

  constructor(host: EndpointHost, connect: Connect) {
    this.#host = host;
    this.#connect = connect;
  }

  start(): void {
    this.#over = this.#run();
  }

  send(_peer: number, message: Outgoing, flags = 0): Promise<Result<number>> {
    return this.#stream?.send(message.data, flags) ?? Promise.resolve(notOpen);
  }

  openStream(): Result<SendStream> {
    return this.#stream?.openStream() ?? notOpen;
  }

  async end(_peer: number, how: 'half-close' | 'close' | 'reset'): Promise<Result<void>> {
    const stream = this.#stream;
    if (!stream) return notOpen;
    if (how === 'half-close') return stream.halfClose();
    void (how === 'reset' ? stream.reset() : stream.close());
    return { ok: true, value: undefined };
  }

  async stop({ reset = false }: StopHow): Promise<void> {
    this.#abort.abort();
    await (reset ? this.#stream?.reset() : this.#stream?.close());
    await this.#over;
  }

  pause(): void {
    this.#paused = true;
    this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#stream?.resume();
  }

  queuedBytes(): number {
    return this.#stream?.queuedBytes() ?? 0;
  }

  async #run(): Promise<void> {
    const host = this.#host;
    const connected = await this.#connect(host, this.#abort.signal);
    if (this.#abort.signal.aborted) {
      if (connected.ok) connected.value.raw.destroy();
      host.life(RowKind.end, 0, { text: 'stopped before it was open', by: 'us', clean: false });
      host.ended('us', null);
      return;
    }
    if (!connected.ok) {
      const { error } = connected;
      host.life(RowKind.error, 0, { text: error.message, error, ...systemOf(error) });
      host.ended('error', error);
      return;
    }
    await this.#open(connected.value);
  }

  #open({ socket, raw, local, remote, tls }: Connected): Promise<void> {
    const host = this.#host;
    host.facts({ local, remote, tls });
    const peer = host.openPeer(streamFacts('open', remote, local, tls));
    const from = local && local.family !== 'local' ? ` from ${addressText(local)}` : '';
    host.life(
      RowKind.open,
      peer,
      { text: `open to ${addressText(remote)}${from}`, remote, ...(local && { local }) },
      Direction.none,
    );
    const stream = new StreamPeer({ socket, raw, remote }, host, peer, {
      state: (state) => {
        host.state(state);
        if (state === 'half-closed') host.updatePeer(peer, { state });
      },
      closed: ({ by, failure }) => {
        host.closePeer(peer);
        host.ended(by, failure);
      },
    });
    this.#stream = stream;
    if (this.#paused) stream.pause();
    host.state('open');
    return stream.whenClosed();
  }
}

const notOpen = fail('send.not-open', 'not connected: connect first');

const noHeaders: PeerFacts['headers'] = [];

/**
 * A peer of which no WebSocket is known. Written out: copying parts of another object gives each its own shape, which
 * stays in memory until V8 collects all of it.
 */
export function streamFacts(
  state: PeerFacts['state'],
  remote: PeerFacts['remote'],
  local: PeerFacts['local'],
  tls: PeerFacts['tls'] = null,
): PeerFacts {
  const headers = noHeaders;
  return { state, remote, local, path: null, subprotocol: null, extensions: null, headers, tls };
}
