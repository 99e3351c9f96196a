import { type FramePart, headLengthOf } from '../codec/index.js';
import { Direction, RowFlag, RowKind, isActive } from '../contract/index.js';
import type {
  Failure,
  FailureStage,
  LifeDetail,
  SessionInfo,
  SessionState,
  SocketAddress,
} from '../contract/index.js';
import { Crafting } from './crafting.js';
import { Echo } from './echo.js';
import type { Endpoint, EndpointHost, EndpointInput, PeerFacts } from './endpoint/endpoint.js';
import { endpoints } from './endpoint/index.js';
import { Flow } from './flow.js';
import type { FrameRun } from './frame-run.js';
import type { PeerTable } from './peer-table.js';
import type { SessionPlan } from './session-plan.js';
import { TlsRecording } from './tls-recording.js';

export type SessionFailure = Failure & { readonly stage: FailureStage };
export type EndpointFacts = Parameters<EndpointHost['facts']>[0];

/** The session an attempt belongs to. */
export interface AttemptSession {
  readonly peers: PeerTable;
  now(): number;
  record: EndpointHost['record'];
  recordFrame: EndpointHost['recordFrame'];
  recordFrameParts: EndpointHost['recordFrameParts'];
  recordRun: EndpointHost['recordRun'];
  life(kind: RowKind, peer: number, detail: LifeDetail, direction?: Direction): void;
  state(state: SessionState): void;
  facts(facts: EndpointFacts): void;
  changed(): void;
  ended(by: 'us' | 'peer' | 'error', failure: SessionFailure | null): void;
  /** Whether an echo of this engine listens at that UDP address. */
  isOwnEcho(remote: SocketAddress): boolean;
}

/**
 * One life of a socket or listener: its endpoint, what answers by itself, and why reading is paused.
 * After its end the endpoint is heard no more, but for bytes and rows that still come.
 */
export class Attempt implements EndpointHost {
  readonly endpoint: Endpoint;
  readonly flow: Flow;
  /** Null where the endpoint takes no crafted bytes. */
  readonly crafting: Crafting | null;
  readonly now: () => number;
  readonly #session: AttemptSession;
  readonly #plan: SessionPlan;
  readonly #echo: Echo | null;
  #over = false;
  #whenOver: (() => void)[] = [];

  constructor(
    plan: SessionPlan,
    place: Pick<EndpointInput, 'directory' | 'replaceStale' | 'network'>,
    /** Of the session: where its log is. */
    directory: string,
    session: AttemptSession,
  ) {
    this.#session = session;
    this.#plan = plan;
    this.now = () => session.now();
    const { config, address, options } = plan;
    const recorder = options.tls.recordSecrets ? this.#recordTls(directory) : undefined;
    const input = { config, address, options, ...place, recorder };
    this.endpoint = endpoints[config.protocol][config.role](input, this);
    this.flow = new Flow(this.endpoint);
    const craft = this.endpoint.craft?.bind(this.endpoint);
    this.crafting = craft === undefined ? null : new Crafting(craft);
    this.#echo = config.role === 'server' && options.listen.echo ? this.#makeEcho() : null;
  }

  /** Bytes accepted and not yet taken by the kernel, of all peers. */
  get queuedBytes(): number {
    const { peers } = this.#session;
    return peers.openPeers().reduce((sum, peer) => sum + this.endpoint.queuedBytes(peer), 0);
  }

  /** Resolves when the endpoint has ended. */
  whenOver(): Promise<void> {
    return this.#over ? Promise.resolve() : new Promise((resolve) => this.#whenOver.push(resolve));
  }

  record(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    payload: Uint8Array,
    flags = 0,
  ): void {
    this.#session.record(kind, direction, peer, time, payload, flags);
    if (this.#echo !== null && direction === Direction.in && !this.#over) {
      // A stream reads into memory that the next chunk takes.
      this.#echo.message(kind, peer, kind === RowKind.chunk ? Uint8Array.from(payload) : payload, flags);
    }
  }

  recordFrame(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    flags = 0,
  ): void {
    this.#session.recordFrame(kind, direction, peer, time, bytes, start, end, flags);
    if (this.#echo !== null && direction === Direction.in && !this.#over) {
      const head = headLengthOf(bytes[start + 1] ?? 0);
      this.#echo.message(kind, peer, bytes.subarray(start + head, end), flags);
    }
  }

  recordFrameParts(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    parts: readonly FramePart[],
    flags = 0,
  ): void {
    this.#session.recordFrameParts(kind, direction, peer, time, parts, flags);
    if (this.#echo !== null && direction === Direction.in && !this.#over) {
      const whole = Buffer.concat(parts.map(({ bytes, start, end }) => bytes.subarray(start, end)));
      this.#echo.message(kind, peer, whole.subarray(headLengthOf(whole[1] ?? 0)), flags);
    }
  }

  recordRun(direction: Direction, peer: number, time: number, run: FrameRun): void {
    this.#session.recordRun(direction, peer, time, run);
    if (this.#echo === null || direction !== Direction.in || this.#over) return;
    let start = run.start;
    for (let i = 0; i < run.count; i++) {
      const end = run.ends[i] ?? start;
      const payload = run.source.subarray(start + (run.heads[i] ?? 0), end);
      const kind = run.kinds[i] === RowKind.text ? RowKind.text : RowKind.binary;
      this.#echo.message(kind, peer, payload, run.flags[i] ?? 0);
      start = end;
    }
  }

  life(kind: RowKind, peer: number, detail: LifeDetail, direction?: Direction): void {
    this.#session.life(kind, peer, detail, direction);
  }

  state(state: SessionState): void {
    // The ends are told by `ended`.
    if (!this.#over && isActive(state)) this.#session.state(state);
  }

  facts(facts: EndpointFacts): void {
    if (!this.#over) this.#session.facts(facts);
  }

  openPeer(facts: PeerFacts): number {
    const peer = this.#session.peers.open(facts, this.#plan.config.role === 'client');
    // The endpoint knows the number only after this answer. Nearly always there is nothing to tell it.
    if (this.flow.allPaused) {
      queueMicrotask(() => {
        if (!this.#over) this.flow.opened(peer);
      });
    }
    if (facts.state === 'open') this.#greet(peer);
    this.#session.changed();
    return peer;
  }

  updatePeer(peer: number, facts: Partial<PeerFacts>): void {
    const { peers } = this.#session;
    const opens = facts.state === 'open' && !peers.isOpen(peer);
    peers.update(peer, facts);
    if (opens) this.#greet(peer);
    if (facts.state === 'half-closed' && !this.#over) this.#echo?.halfClosed(peer);
    this.#session.changed();
  }

  closePeer(peer: number): void {
    this.#session.peers.close(peer);
    this.crafting?.cancel(peer);
    this.flow.closed(peer);
    this.#echo?.closed(peer);
    this.#session.changed();
  }

  ended(by: 'us' | 'peer' | 'error', failure: SessionFailure | null): void {
    if (this.#over) return;
    this.#over = true;
    this.crafting?.cancel();
    this.#session.peers.closeAll();
    this.#session.ended(by, failure);
    for (const done of this.#whenOver) done();
  }

  #greet(peer: number): void {
    const { greeting } = this.#plan;
    if (greeting === null) return;
    queueMicrotask(() => {
      if (this.#session.peers.isOpen(peer)) void this.endpoint.send(peer, greeting, RowFlag.automatic);
    });
  }

  #recordTls(directory: string): TlsRecording {
    return new TlsRecording(directory, this.now, (why) => {
      const text = `What TLS encrypts, and its secrets, are recorded no more: ${why}`;
      this.#session.life(RowKind.note, 0, { text });
    });
  }

  #makeEcho(): Echo {
    return new Echo({
      endpoint: this.endpoint,
      flow: this.flow,
      datagrams: this.#plan.config.protocol === 'udp',
      remoteOf: (peer) => this.#session.peers.remoteOf(peer),
      isOwnEcho: (remote) => this.#session.isOwnEcho(remote),
      note: (peer, text) => {
        this.#session.life(RowKind.flow, peer, { text });
      },
    });
  }
}

/** What is known of a connection before its endpoint has said anything. */
export const noFacts: Required<EndpointFacts> & Pick<SessionInfo, 'missedPongs'> = {
  local: null,
  remote: null,
  tls: null,
  subprotocol: null,
  extensions: null,
  roundTripMs: null,
  missedPongs: 0,
};
