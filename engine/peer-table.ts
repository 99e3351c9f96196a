import { Direction } from '../contract/index.js';
import type { PeerInfo } from '../contract/index.js';
import type { PeerFacts } from './endpoint/endpoint.js';

/** A class, so that all of them have one shape: there may be many thousands. */
class Peer implements PeerFacts {
  state: PeerFacts['state'];
  remote: PeerFacts['remote'];
  local: PeerFacts['local'];
  path: PeerFacts['path'];
  subprotocol: PeerFacts['subprotocol'];
  extensions: PeerFacts['extensions'];
  headers: PeerFacts['headers'];
  tls: PeerFacts['tls'];
  readonly peer: number;
  readonly openedAt = Date.now();
  closedAt: number | null = null;
  bytesIn = 0;
  bytesOut = 0;
  messagesIn = 0;
  messagesOut = 0;

  constructor(peer: number, facts: PeerFacts) {
    this.peer = peer;
    this.state = facts.state;
    this.remote = facts.remote;
    this.local = facts.local;
    this.path = facts.path;
    this.subprotocol = facts.subprotocol;
    this.extensions = facts.extensions;
    this.headers = facts.headers;
    this.tls = facts.tls;
  }
}

const nothingWaits = { queuedBytes: 0, waitingSince: null };

/** Closed peers remembered by a session: a screen can list them, a port scan cannot fill the memory. */
const mostClosedPeers = 10_000;

/**
 * Characters of headers remembered for all peers together. A head may have 64 KiB and there may be
 * thousands of peers; a list of them has to stay far below what a page's transport takes.
 */
const mostHeaderCharacters = 4 << 20;

/** The sockets of a session by number. Numbers are never used twice, but by a client, whose far end is 1. */
export class PeerTable {
  /** Raised when the list or the facts of a peer change; counters do not. */
  revision = 0;
  readonly #peers = new Map<number, Peer>();
  readonly #open = new Set<number>();
  /** In the order they closed: the first is forgotten first. */
  readonly #closed = new Set<number>();
  /** Those whose headers are remembered, in the order these came, with the characters they take. */
  readonly #headers = new Map<number, number>();
  #headerCharacters = 0;
  #next = 1;
  /** Traffic comes in runs of one peer. */
  #last: Peer | undefined;

  constructor(
    readonly mostClosed = mostClosedPeers,
    readonly mostHeaders = mostHeaderCharacters,
  ) {}

  /** Adds a peer and answers its number; `first` gives it 1 as long as that one is not open. */
  open(facts: PeerFacts, first: boolean): number {
    const peer = first && !this.#open.has(1) ? 1 : Math.max(this.#next, first ? 2 : 1);
    this.#next = Math.max(this.#next, peer + 1);
    const before = this.#peers.get(peer);
    const made = new Peer(peer, facts);
    if (before !== undefined) {
      const { bytesIn, bytesOut, messagesIn, messagesOut } = before;
      Object.assign(made, { bytesIn, bytesOut, messagesIn, messagesOut });
    }
    this.#closed.delete(peer);
    this.#peers.set(peer, made);
    this.#last = undefined;
    this.#open.add(peer);
    this.#keepHeaders(peer, facts.headers);
    this.revision++;
    return peer;
  }

  update(peer: number, facts: Partial<PeerFacts>): void {
    const known = this.#peers.get(peer);
    if (known === undefined || !this.#open.has(peer)) return;
    Object.assign(known, facts);
    if (facts.headers !== undefined) this.#keepHeaders(peer, facts.headers);
    this.revision++;
  }

  close(peer: number): void {
    const known = this.#peers.get(peer);
    if (known === undefined || !this.#open.delete(peer)) return;
    Object.assign(known, { state: 'closed', closedAt: Date.now() });
    this.#closed.add(peer);
    this.revision++;
    for (const oldest of this.#closed) {
      if (this.#closed.size <= this.mostClosed) break;
      this.#closed.delete(oldest);
      this.#dropHeaders(oldest);
      this.#peers.delete(oldest);
      if (this.#last?.peer === oldest) this.#last = undefined;
    }
  }

  closeAll(): void {
    for (const peer of [...this.#open]) this.close(peer);
  }

  /** Adds traffic of a peer; of one that is not known (0, or forgotten) it counts for the session alone. */
  count(peer: number, direction: Direction, messages: number, bytes: number): void {
    let known = this.#last;
    if (known?.peer !== peer) {
      known = this.#peers.get(peer);
      if (known === undefined) return;
      this.#last = known;
    }
    if (direction === Direction.in) {
      known.bytesIn += bytes;
      known.messagesIn += messages;
    } else if (direction === Direction.out) {
      known.bytesOut += bytes;
      known.messagesOut += messages;
    }
  }

  /** The headers that came first are forgotten first; the row of each request keeps them. */
  #keepHeaders(peer: number, headers: PeerFacts['headers']): void {
    this.#dropHeaders(peer);
    if (headers.length === 0) return;
    // What JSON adds to a pair counts too: many short headers are no cheaper than one long.
    const characters = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 8, 0);
    this.#headers.set(peer, characters);
    this.#headerCharacters += characters;
    for (const oldest of this.#headers.keys()) {
      if (this.#headerCharacters <= this.mostHeaders || oldest === peer) break;
      this.#dropHeaders(oldest);
      const known = this.#peers.get(oldest);
      if (known !== undefined) known.headers = [];
    }
  }

  #dropHeaders(peer: number): void {
    this.#headerCharacters -= this.#headers.get(peer) ?? 0;
    this.#headers.delete(peer);
  }

  /** Whether it can be sent to. */
  isOpen(peer: number): boolean {
    return this.#open.has(peer) && this.#peers.get(peer)?.state !== 'opening';
  }

  /** Numbers of those that can be sent to, in order of appearance. */
  openPeers(): number[] {
    return [...this.#open].filter((peer) => this.isOpen(peer));
  }

  remoteOf(peer: number): PeerInfo['remote'] {
    return this.#peers.get(peer)?.remote ?? null;
  }

  /** Peers that are open or opening. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Every known peer, in order of number. */
  list(waiting: (peer: number) => Pick<PeerInfo, 'queuedBytes' | 'waitingSince'>): readonly PeerInfo[] {
    return [...this.#peers.values()]
      .sort((a, b) => a.peer - b.peer)
      .map((peer) => ({ ...peer, ...(this.#open.has(peer.peer) ? waiting(peer.peer) : nothingWaits) }));
  }
}
