import { RowKind, fail, isActive, ok } from '../contract/index.js';
import type {
  CraftPiece,
  Direction,
  LifeDetail,
  MarkChange,
  MarksChanged,
  Outgoing,
  PeerInfo,
  Recipients,
  Result,
  SendReport,
  SessionInfo,
  SessionState,
} from '../contract/index.js';
import { Aftermath } from './aftermath.js';
import { Attempt, noFacts } from './attempt.js';
import type { AttemptSession, EndpointFacts, SessionFailure } from './attempt.js';
import { Automatic } from './automatic.js';
import type { Clock } from './clock.js';
import { craftTo, uncraft } from './crafting.js';
import { within } from './deadline.js';
import type { StopHow } from './endpoint/endpoint.js';
import { DiskPause } from './flow.js';
import { Marks, type SessionLog } from './log/index.js';
import { Outbox } from './outbox.js';
import { PeerTable } from './peer-table.js';
import { ReadableSession } from './readable-session.js';
import { Recorder } from './recorder.js';
import { Retry } from './retry.js';
import { addressees, forEachPeer, idle } from './sending.js';
import type { StartInput } from './session-plan.js';
import type { LiveSessionInput, SessionOwner } from './session-owner.js';
import { type SessionLabel, noLabel, withoutSecrets } from './session-record.js';
import type { Session } from './session.js';
import { Traffic } from './traffic.js';
import type { Transfer, TransferRequest } from './transfer.js';
import { hideSecrets } from './variables/config.js';

/** Of the time a close may take, how much goes by before force is used. */
const gentleShare = 0.75;

/** A session that drives sockets: one endpoint at a time, all of them in one log. */
export class LiveSession extends ReadableSession implements Session {
  readonly id: string;
  readonly log: SessionLog;
  readonly marks: Marks;
  readonly directory: string;
  readonly clockOrigin: number;
  /** What a person says of it, once that is on the disk. */
  label: SessionLabel = noLabel;
  readonly #clock: Clock;
  readonly #owner: SessionOwner;
  readonly #workspace: string;
  readonly #peers = new PeerTable();
  readonly #traffic = new Traffic();
  readonly #recorder: Recorder;
  readonly #outbox: Outbox;
  readonly #automatic: Automatic;
  readonly repeating: Automatic['repeating'];
  readonly queueing: Automatic['queueing'];
  #input: StartInput;
  #state: SessionState = 'closed';
  #since = Date.now();
  #attempt: Attempt | null = null;
  readonly #retry: Retry;
  #facts = noFacts;
  #failure: SessionFailure | null = null;
  readonly #aftermath: Aftermath;
  readonly #diskPause = new DiskPause();
  #closed = false;
  /** Says in a row what happened to the machine around it. */
  readonly note = (text: string): void => this.#life(RowKind.note, 0, { text });

  constructor(input: LiveSessionInput, first: StartInput) {
    super();
    this.id = input.id;
    this.log = input.log;
    this.directory = input.directory;
    this.marks = new Marks(input.directory);
    this.#workspace = input.workspace;
    this.clockOrigin = input.log.header.clockOrigin;
    this.#clock = input.clock;
    this.#owner = input.owner;
    this.#recorder = new Recorder(this.log, this.#traffic, this.#peers, () => this.#changed());
    this.#outbox = new Outbox({
      peers: this.#peers,
      endpoint: () => this.#attempt?.endpoint ?? null,
      datagrams: () => this.#input.plan.config.protocol === 'udp',
      closing: (peers) => this.#retry.closedPeers(peers),
      note: (text) => this.#life(RowKind.note, 0, { text }),
      changed: () => this.#changed(),
    });
    this.#automatic = new Automatic({
      peers: this.#peers,
      state: () => this.#state,
      outbox: this.#outbox,
      tell: (kind, text, peer = 0) => this.#life(kind, peer, { text }),
      changed: () => this.#changed(),
      craft: (to, pieces) => this.craft(to, pieces),
      id: input.id,
      lastOf: (sender) => this.#recorder.lastOf(sender),
    });
    ({ repeating: this.repeating, queueing: this.queueing } = this.#automatic);
    this.#input = first;
    this.#retry = new Retry(first.plan, (detail) => this.#life(RowKind.reconnect, 0, detail));
    this.#aftermath = new Aftermath(
      input.directory,
      () => Object.values(this.#traffic.rates(this.#clock.now())).some((rate) => rate > 0),
      () => this.#owner.changed(this.id),
    );
    this.followMarks(
      () => this.#owner.changed(this.id),
      (failure) => this.#owner.problem(failure),
    );
    this.log.onPressure((on) => this.#pressure(on));
    this.log.onFailure((failure) => {
      const { detail } = failure ?? {};
      if (failure !== null) this.#owner.problem({ ...failure, detail: { ...detail, session: this.id } });
      this.#changed();
    });
  }

  get info(): SessionInfo {
    const { typed, name, connection } = this.#input;
    return {
      id: this.id,
      name: this.label.title ?? name,
      starred: this.label.starred,
      comment: this.label.comment,
      connection,
      config: withoutSecrets(typed),
      state: this.#state,
      since: this.#since,
      startedAt: this.clockOrigin,
      endedAt: this.active ? null : this.clockOrigin + this.log.lastTime / 1e6,
      rows: this.log.layerCount('messages'),
      wireRows: this.log.layerCount('wire'),
      lastSeq: this.log.count,
      ...this.#traffic.totals,
      rates: this.#traffic.rates(this.#clock.now()),
      peers: this.#peers.openCount,
      peersRevision: this.#peers.revision,
      ...this.#facts,
      failure: this.#failure,
      marks: this.marks.size,
      marksRevision: this.marks.revision,
      queuedBytes: this.#attempt?.queuedBytes ?? 0,
      ...this.#automatic.info,
      diskBytes: this.#aftermath.diskBytes,
      diskFailure: this.log.failure,
      droppedBytes: 0,
      directory: this.directory,
    };
  }

  get peers(): readonly PeerInfo[] {
    return this.#peers.list((peer) => this.#outbox.waiting(peer));
  }

  get active(): boolean {
    return isActive(this.#state);
  }

  /** What it was started with last, secrets included. */
  get startedWith(): StartInput {
    return this.#input;
  }

  get sender(): Session['sender'] {
    return { state: this.#state, connection: this.#input.connection, local: this.#facts.local };
  }

  get transferring(): boolean {
    return this.#outbox.transferring;
  }

  /** Connects or listens, in the same log as before. `session.active` where sockets are held already. */
  start(input: StartInput): Result<SessionInfo> {
    if (this.active) {
      const message = `"${this.#input.name}" is ${this.#state} already: disconnect it first`;
      return fail('session.active', message, { state: this.#state });
    }
    this.#input = input;
    this.#retry.begin(input.plan);
    this.#failure = null;
    const { note } = input.plan.address;
    if (note !== undefined) this.#life(RowKind.note, 0, { text: note });
    this.#begin();
    return ok(this.info);
  }

  async stop(how: StopHow = {}): Promise<Result<void>> {
    this.#automatic.end();
    if (this.#retry.cancel()) {
      this.#enter('closed');
      return ok();
    }
    const attempt = this.#attempt;
    if (attempt === null) return idle('There is nothing to stop');
    this.#retry.asked = true;
    attempt.crafting?.cancel();
    this.#enter('closing');
    await attempt.endpoint.stop(how);
    await attempt.whenOver();
    return ok();
  }

  send(to: Recipients, message: Outgoing): Promise<Result<SendReport>> {
    return this.#withRow(this.#outbox.send(to, message));
  }

  craft(to: Recipients, pieces: readonly CraftPiece[]): Promise<Result<SendReport>> {
    return this.#withRow(craftTo(this.#attempt?.crafting, this.#peers, to, pieces));
  }

  /** The row is written before the kernel's answer is told. */
  async #withRow(sending: Promise<Result<SendReport>>): Promise<Result<SendReport>> {
    const report = await sending;
    const seq = this.#recorder.lastSent;
    return report.ok && report.value.peers > 0 && seq > 0 ? ok({ ...report.value, seq }) : report;
  }

  uncraft(): Result<void> {
    return uncraft(this.#attempt?.crafting);
  }

  async end(
    to: Recipients,
    how: 'half-close' | 'close' | 'reset',
    code?: number,
    reason?: string,
  ): Promise<Result<SendReport>> {
    const endpoint = this.#attempt?.endpoint;
    if (endpoint === undefined) return idle('There is nothing to close');
    const addressed = addressees(this.#peers, to);
    if (!addressed.ok) return addressed;
    this.#retry.closedPeers(addressed.value.peers);
    const report = await forEachPeer(addressed.value, async (peer) => {
      const ended = await endpoint.end(peer, how, code, reason);
      return ended.ok ? ok(0) : ended;
    });
    return ok(report);
  }

  membership(action: 'join' | 'leave', group: string, networkInterface: string): Result<void> {
    const endpoint = this.#attempt?.endpoint;
    if (endpoint === undefined) return idle('No group was changed');
    if (endpoint.membership === undefined)
      return fail('udp.protocol', 'Groups are joined by UDP sessions alone');
    return endpoint.membership(action, group, networkInterface);
  }

  beginTransfer(request: TransferRequest): Result<Transfer> {
    return this.#outbox.beginTransfer(request);
  }

  /** The rows are on the disk first: after a crash a mark must not stand at a row that came in place of another. */
  override async mark(changes: readonly MarkChange[]): Promise<Result<MarksChanged>> {
    await this.log.flush();
    return super.mark(changes);
  }

  /** Ends the sockets within `graceMs`, towards its end by force, and closes the log. */
  async close(graceMs: number): Promise<Result<void>> {
    if (this.#closed) return ok();
    this.#closed = true;
    await this.#stopWithin(graceMs);
    this.#aftermath.close();
    this.closeReading();
    const closed = await this.log.close({ giveUp: true });
    return closed.ok ? ok() : closed;
  }

  async #stopWithin(graceMs: number): Promise<void> {
    if (!this.active) return;
    // RFC 6455 §7.4.1: going away; streams have no code.
    const gently = this.stop({ code: 1001 });
    if (await within(gently, graceMs * gentleShare)) return;
    if (await within(this.stop({ reset: true }), graceMs * (1 - gentleShare))) return;
    // An endpoint that does not end even then is let go: what it still says is not heard.
    this.#attempt?.ended('us', null);
  }

  #begin(): void {
    const { plan, replaceStale } = this.#input;
    this.#facts = noFacts;
    this.#retry.dialled();
    this.#enter('connecting');
    const place = { directory: this.#workspace, replaceStale, network: this.#owner.network };
    const attempt = new Attempt(plan, place, this.directory, this.#face());
    this.#attempt = attempt;
    attempt.endpoint.start();
    if (this.log.pressure && this.#attempt === attempt) attempt.flow.pauseAll();
  }

  /** What an attempt sees of the session. */
  #face(): AttemptSession {
    return {
      peers: this.#peers,
      now: this.#clock.now,
      record: this.#recorder.record,
      recordFrame: this.#recorder.recordFrame,
      recordFrameParts: this.#recorder.recordFrameParts,
      recordRun: this.#recorder.recordRun,
      life: (kind, peer, detail, direction) => this.#life(kind, peer, detail, direction),
      state: (state) => this.#told(state),
      facts: (facts: EndpointFacts) => {
        this.#facts = { ...this.#facts, ...facts };
        this.#changed();
      },
      changed: () => this.#changed(),
      ended: (by, failure) => this.#ended(by, failure),
      isOwnEcho: (remote) => this.#owner.isOwnEcho(remote),
    };
  }

  #life(kind: RowKind, peer: number, detail: LifeDetail, direction?: Direction): void {
    this.log.appendLife(kind, peer, this.#clock.now(), this.#freed(detail), direction);
    this.#changed();
  }

  /** What was put in for `{{name}}` of a secret is in no row of ours and in no failure. */
  #freed<T>(told: T): T {
    const { secrets } = this.#input;
    return secrets.length === 0 ? told : hideSecrets(told, secrets);
  }

  #told(state: SessionState): void {
    // A stop that is under way is not undone by a late success.
    if (this.#state === 'closing' && this.#retry.asked) return;
    if (state === 'open' || state === 'listening') {
      this.#failure = null;
      this.#retry.opened();
    }
    this.#enter(state);
    if (state === 'half-closed' && this.#retry.leaves()) void this.#attempt?.endpoint.stop({});
  }

  #ended(by: 'us' | 'peer' | 'error', failure: SessionFailure | null): void {
    this.#outbox.lose();
    this.#attempt = null;
    this.#failure = this.#freed(failure);
    if (this.#retry.after(by, () => this.#begin())) this.#enter('reconnecting');
    else this.#enter(failure === null ? 'closed' : 'failed');
  }

  #pressure(on: boolean): void {
    const flow = this.#attempt?.flow;
    if (flow === undefined) return;
    if (on) flow.pauseAll();
    else flow.resumeAll();
    this.#life(RowKind.flow, 0, this.#diskPause.told(on, this.#clock.now()));
  }

  #enter(state: SessionState): void {
    if (this.#state !== state) this.#since = Date.now();
    this.#state = state;
    if (!this.active) this.#automatic.end();
    this.#changed();
  }

  #changed(): void {
    this.#aftermath.expect();
    this.#owner.changed(this.id);
  }
}
