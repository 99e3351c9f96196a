import { RowFlag, RowKind } from '../contract/index.js';
import type { Outgoing, SocketAddress } from '../contract/index.js';
import type { Endpoint } from './endpoint/endpoint.js';
import type { Flow } from './flow.js';

/** Unsent echo of one peer at which it is no longer read, and at which it is read again; the second is the smaller. */
const pauseAboveBytes = 1 << 20;
const resumeBelowBytes = 256 << 10;

/** UDP ports whose services answer whatever comes: echo, daytime, quote, chargen, time (RFC 862-868). */
const answeringPorts: ReadonlySet<number> = new Set([7, 13, 17, 19, 37]);

export interface EchoOptions {
  readonly endpoint: Pick<Endpoint, 'send' | 'end'>;
  readonly flow: Flow;
  /** UDP alone can loop by itself: two echoes that name each other would never end. */
  readonly datagrams: boolean;
  remoteOf(peer: number): SocketAddress | null;
  /** Whether an echo of this engine listens at that address. */
  isOwnEcho(remote: SocketAddress): boolean;
  note(peer: number, text: string): void;
}

interface EchoPeer {
  /** Bytes of echo the kernel has not taken. */
  unsent: number;
  /** Not answered: the far end would answer the answer. */
  readonly silent: boolean;
  told: boolean;
  /** It sends nothing more: when its echo has left, there is nothing to wait for. */
  finished: boolean;
}

/** Answers each message of a peer with itself, same type, marked automatic. */
export class Echo {
  readonly #options: EchoOptions;
  readonly #peers = new Map<number, EchoPeer>();

  constructor(options: EchoOptions) {
    this.#options = options;
  }

  /** Takes a row that came in. Control frames, handshakes and messages against the protocol are not answered. */
  message(kind: RowKind, peer: number, data: Uint8Array, flags: number): void {
    const type = echoedAs(kind);
    // Peer 0 is nobody in particular: a sender past the limit of peers.
    if (type === null || peer === 0 || (flags & RowFlag.invalid) !== 0) return;
    const state = this.#peerOf(peer);
    if (state.silent) return;
    state.unsent += data.length;
    if (state.unsent > pauseAboveBytes) this.#pause(peer, state);
    void this.#options.endpoint.send(peer, { kind: type, data }, RowFlag.automatic).then(() => {
      // What failed is a row already.
      state.unsent -= data.length;
      if (this.#peers.get(peer) !== state) return;
      if (state.unsent < resumeBelowBytes) this.#options.flow.resume(peer);
      this.#closeFinished(peer, state);
    });
  }

  /** A peer has ended its side (FIN): as RFC 862 has it, the echo ends after the last byte. */
  halfClosed(peer: number): void {
    const state = this.#peerOf(peer);
    state.finished = true;
    this.#closeFinished(peer, state);
  }

  closed(peer: number): void {
    this.#peers.delete(peer);
  }

  #peerOf(peer: number): EchoPeer {
    const known = this.#peers.get(peer);
    if (known !== undefined) return known;
    const remote = this.#options.datagrams ? this.#options.remoteOf(peer) : null;
    const silent = remote !== null && (answeringPorts.has(remote.port) || this.#options.isOwnEcho(remote));
    const made: EchoPeer = { unsent: 0, silent, told: false, finished: false };
    this.#peers.set(peer, made);
    if (silent) {
      const text = `Nothing is echoed to port ${remote.port}: what listens there answers too, and that would never end`;
      this.#options.note(peer, text);
    }
    return made;
  }

  #closeFinished(peer: number, { finished, unsent }: EchoPeer): void {
    if (finished && unsent === 0) void this.#options.endpoint.end(peer, 'close');
  }

  #pause(peer: number, state: EchoPeer): void {
    this.#options.flow.pause(peer);
    if (state.told) return;
    state.told = true;
    this.#options.note(
      peer,
      'Reading is paused whenever more than 1 MiB of the echo waits for this peer to read it',
    );
  }
}

function echoedAs(kind: RowKind): Outgoing['kind'] | null {
  if (kind === RowKind.text) return 'text';
  if (kind === RowKind.binary) return 'binary';
  return kind === RowKind.chunk || kind === RowKind.datagram ? 'data' : null;
}
