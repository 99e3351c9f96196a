import { Direction, fail, isActive, ok } from '../../contract/index.js';
import type {
  CompareLane,
  CompareRow,
  CompareSpec,
  CompareState,
  CompareTransport,
  ConnectionConfig,
  Failure,
  Outgoing,
  Result,
  SessionInfo,
} from '../../contract/index.js';
import type { Engine } from '../engine.js';
import type { Session } from '../session.js';
import { BurstJudge, isData, latencyOf, numberBytes, numbered } from './figures.js';
import type { FigureRow } from './figures.js';
import { layersOf } from './layers.js';
import { openingOf } from './opening.js';
import { readRows } from './read-rows.js';

/** An answer that takes longer is given up: on a stream that ends the lane, a datagram is lost. */
const answerMs = 10_000;
const datagramMs = 500;
/** A burst is over when nothing came for so long. */
const quietMs = 1_500;
/** Messages under way at a time in a burst: what a socket takes without waiting for its peer. */
const window = 64;
/** Datagrams lost one after the other before it is said that nobody answers. */
const patience = 5;

export type LaneEngine = Pick<Engine, 'start' | 'live' | 'onSession' | 'createCertificate'>;
type Lane = CompareSpec['lanes'][number];

const titles: Readonly<Record<CompareTransport, string>> = {
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  ws: 'WebSocket',
  'ws-deflate': 'WebSocket deflate',
  wss: 'WebSocket TLS',
};

/** One transport of a comparison: opens real sessions, sends, waits, and reads its figures from their rows. */
export class LaneRun {
  readonly #engine: LaneEngine;
  readonly #spec: CompareSpec;
  readonly #lane: Lane;
  readonly #changed: () => void;
  readonly #abort = new AbortController();
  #facts: CompareLane;
  #progressed = 0;
  readonly #sessions: Session[] = [];
  #session: Session | null = null;
  /** Rows of either layer before the first message. */
  #from = 0;
  #wireFrom = 0;
  /** Messages without an answer, one after the other. */
  #missed = 0;

  constructor(engine: LaneEngine, spec: CompareSpec, lane: Lane, changed: () => void) {
    this.#engine = engine;
    this.#spec = spec;
    this.#lane = lane;
    this.#changed = changed;
    this.#facts = {
      transport: lane.transport,
      address: lane.address ?? '',
      ownEcho: lane.address === undefined,
      state: 'waiting',
      failure: null,
      progress: 0,
      session: null,
      echo: null,
      negotiated: null,
      opening: null,
      out: null,
      in: null,
      latency: null,
      burst: null,
    };
  }

  get facts(): CompareLane {
    return { ...this.#facts, progress: this.#progressed };
  }

  stop(): void {
    this.#abort.abort();
    if (this.#facts.state === 'waiting') this.#set({ state: 'stopped' });
  }

  /** False once it has failed or was stopped: nothing more is asked of it. */
  get going(): boolean {
    return !this.#stopped && this.#facts.failure === null;
  }

  /** Opens the echo, where there is none given, and the connection to it. */
  open(): Promise<void> {
    return this.#step('opening', () => this.#open());
  }

  /** Sends one message and waits for its answer. */
  round(): Promise<void> {
    return this.#step('latency', () => this.#round());
  }

  /** Reads what the rounds came to, and sends everything at a time. */
  async burst(): Promise<void> {
    await this.#step('latency', () => this.#readRounds());
    await this.#step('burst', () => this.#burst());
  }

  /** Ends its sessions, which stay recorded. */
  async end(): Promise<void> {
    // The client first: an echo that stops before it looks like a loss.
    for (const session of this.#sessions.reverse()) {
      if (isActive(session.info.state)) await session.stop();
    }
    if (this.#stopped) this.#set({ state: 'stopped' });
    else if (this.#facts.failure === null) this.#set({ state: 'done' });
  }

  async #step(state: CompareState, work: () => Promise<Result<void>>): Promise<void> {
    if (!this.going) return;
    if (this.#facts.state !== state) {
      this.#progressed = 0;
      this.#set({ state });
    }
    const done = await work();
    if (!done.ok && !this.#stopped) this.#set({ state: 'failed', failure: done.error });
  }

  get #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  async #open(): Promise<Result<void>> {
    const { transport, address } = this.#lane;
    const target = address === undefined ? await this.#openEcho() : ok({ address, ca: '' });
    if (!target.ok) return target;
    const config = clientConfig(transport, target.value.address, target.value.ca);
    const opened = await this.#start(`Compare ${titles[transport]}`, config, 'open');
    if (!opened.ok) return opened;
    const session = opened.value;
    this.#session = session;
    const opening = await openingOf(session);
    if (!opening.ok) return opening;
    const wire = await this.#wire(session);
    if (!wire.ok) return wire;
    this.#from = session.whole.count;
    this.#wireFrom = wire.value.length;
    const { tls, extensions } = session.info;
    const negotiated = [tls === null ? null : `${tls.version} ${tls.cipher}`, extensions].filter(Boolean);
    this.#set({
      address: target.value.address,
      session: session.id,
      opening: opening.value,
      negotiated: negotiated.length === 0 ? null : negotiated.join(', '),
    });
    return ok();
  }

  async #openEcho(): Promise<Result<{ readonly address: string; readonly ca: string }>> {
    const { transport } = this.#lane;
    const secure = transport === 'tls' || transport === 'wss';
    const certificate = secure ? await this.#engine.createCertificate() : null;
    if (certificate !== null && !certificate.ok) return certificate;
    const files = certificate === null ? null : certificate.value;
    const host = secure ? 'localhost' : '127.0.0.1';
    const scheme = transport === 'wss' ? 'wss://' : transport.startsWith('ws') ? 'ws://' : '';
    const config: ConnectionConfig = {
      protocol: protocolOf(transport),
      role: 'server',
      address: `${scheme}127.0.0.1:0`,
      options: {
        listen: { echo: true },
        ...(files !== null && { tls: { certFile: files.certFile, keyFile: files.keyFile } }),
        ...(scheme !== '' && { ws: { deflate: transport === 'ws-deflate', pingIntervalMs: 0 } }),
      },
    };
    const opened = await this.#start(`Compare ${titles[transport]} echo`, config, 'listening');
    if (!opened.ok) return opened;
    this.#set({ echo: opened.value.id });
    const port = opened.value.info.local?.port ?? 0;
    return ok({ address: `${scheme}${host}:${port}`, ca: files?.certFile ?? '' });
  }

  async #start(
    name: string,
    config: ConnectionConfig,
    state: 'open' | 'listening',
  ): Promise<Result<Session>> {
    const started = await this.#engine.start({ session: null, name, connection: null, config });
    if (!started.ok) return started;
    const session = this.#engine.live(started.value.id);
    if (!session.ok) return session;
    this.#sessions.push(session.value);
    const ready = (info: SessionInfo) => info.state === state || !isActive(info.state);
    await this.#until(session.value, ready, answerMs * 3);
    const { info } = session.value;
    if (info.state === state) return session;
    return { ok: false, error: info.failure ?? noAnswer(`${name} did not open`) };
  }

  async #round(): Promise<Result<void>> {
    const session = this.#session;
    if (session === null) return ok();
    const { payload } = this.#spec;
    const datagrams = this.#lane.transport === 'udp';
    const { bytesIn, messagesIn } = session.info;
    const refused = refusalOf(await session.send('all', this.#outgoing(payload)));
    if (refused !== null) return { ok: false, error: refused };
    const whole = this.#isStream && this.#facts.ownEcho;
    const answered = (info: SessionInfo) =>
      whole ? info.bytesIn >= bytesIn + payload.length : info.messagesIn > messagesIn;
    const came = await this.#until(
      session,
      (info) => answered(info) || !isActive(info.state),
      datagrams ? datagramMs : answerMs,
    );
    if (!isActive(session.info.state)) return { ok: false, error: session.info.failure ?? closed() };
    this.#missed = came ? 0 : this.#missed + 1;
    if (!came && (!datagrams || this.#missed >= patience)) {
      return { ok: false, error: noAnswer(`${this.#facts.address} answers nothing to what it is sent`) };
    }
    this.#progress(this.#progressed + 1);
    return ok();
  }

  async #readRounds(): Promise<Result<void>> {
    const session = this.#session;
    if (session === null) return ok();
    const rows = await readRows(session.whole, this.#from, this.#abort.signal);
    if (!rows.ok) return rows;
    const crossed = await this.#wire(session, this.#wireFrom);
    if (!crossed.ok) return crossed;
    const latency = latencyOf(session.id, rows.value);
    this.#set({
      latency,
      ...layersOf(crossed.value, latency.samples.length, session.info, this.#spec.payload.length),
    });
    return ok();
  }

  async #burst(): Promise<Result<void>> {
    const session = this.#session;
    if (session === null) return ok();
    const { payload, count } = this.#spec;
    const from = session.whole.count;
    const before = session.info;
    const size = numberBytes + payload.length;
    const due = new Set<Promise<Failure | null>>();
    let failure: Failure | null = null;
    for (let i = 0; i < count && !this.#stopped && failure === null; i++) {
      const one = session.send('all', this.#outgoing(numbered(payload, i))).then(refusalOf);
      due.add(one);
      void one.then((refused) => {
        due.delete(one);
        failure ??= refused;
      });
      if (due.size >= window) await Promise.race(due);
    }
    await Promise.all(due);
    if (failure !== null) return { ok: false, error: failure };
    const all = (info: SessionInfo) =>
      this.#isStream
        ? info.bytesIn >= before.bytesIn + size * count
        : info.messagesIn >= before.messagesIn + count;
    for (;;) {
      const { messagesIn, state } = session.info;
      this.#progress(Math.min(count, messagesIn - before.messagesIn));
      if (all(session.info) || !isActive(state) || this.#stopped) break;
      const more = await this.#until(
        session,
        (info) => all(info) || info.messagesIn > messagesIn || !isActive(info.state),
        quietMs,
      );
      if (!more) break;
    }
    const rows = await readRows(session.whole, from, this.#abort.signal);
    if (!rows.ok) return rows;
    const data = rows.value.filter(isData);
    const judge = new BurstJudge(session.id, payload, this.#isStream);
    for (const row of data) {
      if (row.direction !== Direction.in) continue;
      const bytes = await session.log.payload(row.seq);
      if (!bytes.ok) return bytes;
      judge.add(row.seq, bytes.value.bytes);
    }
    const first = data.find(({ direction }) => direction === Direction.out);
    const last = data.findLast(({ direction }) => direction === Direction.in);
    const ms = first === undefined || last === undefined ? 0 : (last.time - first.time) / 1e6;
    const firstRow: CompareRow | null = first === undefined ? null : { session: session.id, seq: first.seq };
    this.#set({ burst: judge.result(count, ms, firstRow) });
    return ok();
  }

  get #isStream(): boolean {
    return this.#lane.transport === 'tcp' || this.#lane.transport === 'tls';
  }

  #outgoing(data: Uint8Array): Outgoing {
    return { kind: this.#spec.kind, data };
  }

  /** Rows of the wire layer from a position on. */
  async #wire(session: Session, from = 0): Promise<Result<FigureRow[]>> {
    const view = session.view({}, { kind: 'raw' }, 'wire');
    if (!view.ok) return view;
    try {
      return await readRows(view.value, from, this.#abort.signal);
    } finally {
      view.value.close();
    }
  }

  /** True once the session is as wanted; false after so many milliseconds, or when stopped. */
  #until(session: Session, wanted: (info: SessionInfo) => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (met: boolean) => {
        clearTimeout(timer);
        off();
        this.#abort.signal.removeEventListener('abort', stop);
        resolve(met);
      };
      const stop = () => done(false);
      const off = this.#engine.onSession((id) => {
        if (id === session.id && wanted(session.info)) done(true);
      });
      const timer = setTimeout(stop, ms);
      this.#abort.signal.addEventListener('abort', stop);
      if (this.#stopped) stop();
      else if (wanted(session.info)) done(true);
    });
  }

  #progress(messages: number): void {
    this.#progressed = messages;
    this.#changed();
  }

  #set(facts: Partial<CompareLane> & { readonly state?: CompareState }): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#changed();
  }
}

function protocolOf(transport: CompareTransport): ConnectionConfig['protocol'] {
  return transport === 'ws-deflate' ? 'ws' : transport;
}

function clientConfig(transport: CompareTransport, address: string, caFile: string): ConnectionConfig {
  const web = transport === 'ws' || transport === 'ws-deflate' || transport === 'wss';
  return {
    protocol: protocolOf(transport),
    role: 'client',
    address,
    options: {
      ...(caFile !== '' && { tls: { caFile } }),
      ...(web && { ws: { deflate: transport === 'ws-deflate', pingIntervalMs: 0 } }),
    },
  };
}

/** What kept a message from leaving. */
function refusalOf(sent: Awaited<ReturnType<Session['send']>>): Failure | null {
  if (!sent.ok) return sent.error;
  return sent.value.failures[0]?.error ?? null;
}

const closed = (): Failure => noAnswer('the peer closed the connection before it had answered');

function noAnswer(message: string): Failure {
  return fail('compare.no-answer', message).error;
}
