import { performance } from 'node:perf_hooks';
import { type FramePart, headLengthOf } from '../../codec/index.js';
import { Direction, RowFlag, RowKind, kindName } from '../../contract/index.js';
import type {
  Failure,
  FailureStage,
  LifeDetail,
  RowKindName,
  SessionInfo,
  SessionState,
} from '../../contract/index.js';
import type { FrameRun } from '../frame-run.js';
import type { EndpointHost, PeerFacts } from './endpoint.js';

/** A row as an endpoint told it; life rows carry their detail. */
export interface TestRow {
  readonly kind: RowKindName;
  readonly direction: Direction;
  readonly peer: number;
  readonly time: number;
  readonly flags: number;
  /** Kept by reference, so that an endpoint which reuses a buffer is found out; only what may be reused is copied. */
  readonly payload: Uint8Array;
  /** Of a WebSocket frame, copied. */
  readonly head: Uint8Array;
  readonly detail: LifeDetail;
}

export interface TestEnd {
  readonly by: 'us' | 'peer' | 'error';
  readonly failure: (Failure & { readonly stage: FailureStage }) | null;
}

export type TestFacts = Partial<
  Pick<SessionInfo, 'local' | 'remote' | 'tls' | 'subprotocol' | 'extensions' | 'roundTripMs' | 'missedPongs'>
>;

const none = new Uint8Array();

/** A session for tests: keeps what an endpoint tells and lets a test wait for it. */
export class TestHost implements EndpointHost {
  /** What was said: every row but those of the wire alone. */
  readonly rows: TestRow[] = [];
  /** Every row. */
  readonly wire: TestRow[] = [];
  readonly states: SessionState[] = [];
  readonly peers = new Map<number, PeerFacts & { closed: boolean }>();
  readonly ends: TestEnd[] = [];
  /** What `facts` came to. */
  known: TestFacts = {};
  #waiting: (() => void)[] = [];
  readonly #origin = performance.now();

  now(): number {
    return Math.round((performance.now() - this.#origin) * 1e6);
  }

  record(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    payload: Uint8Array,
    flags = 0,
  ): void {
    const reused = direction === Direction.in && (kind === RowKind.chunk || kind === RowKind.bytes);
    this.#add({
      kind: kindName(kind),
      direction,
      peer,
      time,
      payload: reused ? Buffer.from(payload) : payload,
      head: none,
      flags,
      detail: { text: '' },
    });
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
    const head = Uint8Array.from(bytes.subarray(start, start + headLengthOf(bytes[start + 1] ?? 0)));
    const payload = Buffer.from(bytes.subarray(start + head.length, end));
    this.#add({ kind: kindName(kind), direction, peer, time, payload, head, flags, detail: { text: '' } });
  }

  recordRun(direction: Direction, peer: number, time: number, run: FrameRun): void {
    let start = run.start;
    for (let i = 0; i < run.count; i++) {
      const end = run.ends[i] ?? start;
      // A run holds kinds and flags as they were given.
      this.recordFrame(run.kinds[i] as RowKind, direction, peer, time, run.source, start, end, run.flags[i]);
      start = end;
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
    const whole = Buffer.concat(parts.map(({ bytes, start, end }) => bytes.subarray(start, end)));
    this.recordFrame(kind, direction, peer, time, whole, 0, whole.length, flags);
  }

  life(kind: RowKind, peer: number, detail: LifeDetail, direction: Direction = 0): void {
    this.#add({
      kind: kindName(kind),
      direction,
      peer,
      time: this.now(),
      payload: none,
      head: none,
      flags: 0,
      detail,
    });
  }

  state(state: SessionState): void {
    this.states.push(state);
    this.#wake();
  }

  facts(facts: TestFacts): void {
    this.known = { ...this.known, ...facts };
    this.#wake();
  }

  openPeer(facts: PeerFacts): number {
    const peer = this.peers.size + 1;
    this.peers.set(peer, { ...facts, closed: false });
    this.#wake();
    return peer;
  }

  updatePeer(peer: number, facts: Partial<PeerFacts>): void {
    const known = this.peers.get(peer);
    if (!known) throw new Error(`peer ${peer} was never opened`);
    this.peers.set(peer, { ...known, ...facts });
    this.#wake();
  }

  closePeer(peer: number): void {
    const known = this.peers.get(peer);
    if (!known) throw new Error(`peer ${peer} was never opened`);
    if (known.closed) throw new Error(`peer ${peer} was closed twice`);
    this.peers.set(peer, { ...known, closed: true });
    this.#wake();
  }

  ended(by: TestEnd['by'], failure: TestEnd['failure']): void {
    if (this.ends.length > 0) throw new Error('ended was called twice');
    this.ends.push({ by, failure });
    this.#wake();
  }

  /** The first row of a kind, now or when it comes; `where` says which of them. */
  row(kind: RowKindName, where: (row: TestRow) => boolean = () => true): Promise<TestRow> {
    return this.when(`row ${kind}`, () => this.rows.find((row) => row.kind === kind && where(row)));
  }

  /** Every row of a kind so far. */
  all(kind: RowKindName): TestRow[] {
    return this.rows.filter((row) => row.kind === kind);
  }

  end(): Promise<TestEnd> {
    return this.when('the end', () => this.ends[0]);
  }

  /** Resolves when the session has been in this state. */
  async until(state: SessionState): Promise<void> {
    await this.when(`state ${state}`, () => (this.states.includes(state) ? true : undefined));
  }

  /** Bytes of a peer in one direction (1 in, 2 out), of every row that is not life, joined. */
  bytes(peer: number, direction: Direction): Buffer {
    return Buffer.concat(
      this.rows.filter((row) => row.peer === peer && row.direction === direction).map((row) => row.payload),
    );
  }

  /** Resolves with what came in from a peer when it is at least this long. */
  received(peer: number, length: number): Promise<Buffer> {
    return this.when(`${length} bytes of peer ${peer}`, () => {
      let there = 0;
      for (const row of this.rows) if (row.peer === peer && row.direction === 1) there += row.payload.length;
      return there >= length ? this.bytes(peer, 1) : undefined;
    });
  }

  /** Resolves with the first answer of `find` that is not undefined; looks again at each event. */
  when<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited for ${what}; saw ${this.story()}`)), 4_500);
      const look = () => {
        const found = find();
        if (found === undefined) {
          this.#waiting.push(look);
          return;
        }
        clearTimeout(timer);
        resolve(found);
      };
      look();
    });
  }

  /** What has happened, for the message of a failed test. */
  story(): string {
    const rows = this.rows.map(
      (row) => `${row.kind}#${row.peer} ${row.detail.text || `${row.payload.length} B`}`,
    );
    return `states ${this.states.join(' ')}; rows ${rows.join(' | ')}; ends ${JSON.stringify(this.ends)}`;
  }

  #add(row: TestRow): void {
    this.wire.push(row);
    const wireOnly = (row.kind === 'frame' || row.kind === 'bytes') && (row.flags & RowFlag.crafted) === 0;
    if (!wireOnly) this.rows.push(row);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }
}
