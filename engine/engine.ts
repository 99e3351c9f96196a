import { join, resolve } from 'node:path';
import { fail, ok } from '../contract/index.js';
import type {
  CertificateFiles,
  Failure,
  Input,
  NetworkInterface,
  QueueInfo,
  QueueItem,
  RepeatInfo,
  RepeatPlan,
  Result,
  RetentionPlan,
  RetentionPolicy,
  SearchSpec,
  SessionInfo,
  SocketAddress,
} from '../contract/index.js';
import { beginLog } from './begin-log.js';
import { ClockWatch } from './clock-watch.js';
import { Composing } from './composing.js';
import { createSelfSigned } from './endpoint/index.js';
import type { EngineOptions, StartOptions } from './engine-options.js';
import { networkInterfaces } from './interfaces.js';
import { LiveSession } from './live-session.js';
import { Listeners } from './log/listeners.js';
import { isOwnEcho } from './own-echo.js';
import { PastSessions } from './past-sessions.js';
import { RepeatClock } from './repeat-clock.js';
import { Retention, planRetention } from './retention.js';
import { Search } from './search.js';
import { planSession, withKnownSecret } from './session-plan.js';
import type { StartInput } from './session-plan.js';
import type { SessionOwner } from './session-owner.js';
import { labelOf, updateSessionRecord } from './session-record.js';
import { SentHistory } from './sent-history.js';
import { SessionTrash } from './session-trash.js';
import type { Off, Session } from './session.js';
import { Shelf } from './shelf.js';
import type { ShelfOwner } from './shelf.js';
import { findStateDirectory } from './state-directory.js';
import { SyncSetting } from './sync-setting.js';
import { withoutSecretTexts } from './variables/config.js';
import { storeOf } from './variables/store.js';
import { Variables } from './variables/variables.js';
import { openWorkspace } from './workspace/index.js';
import type { Workspace } from './workspace/index.js';

/** Everything a host needs: a workspace, its sessions, and what happens to them. */
export interface Engine {
  readonly info: {
    readonly directory: string;
    readonly stateDirectory: string;
    /** What was wrong at the start and could be lived with. */
    readonly problems: readonly Failure[];
  };
  readonly workspace: Workspace;
  /** Of Wirebench. */
  readonly version: string;
  /** Values of the secret variables there are here: what must not be told to anybody. */
  secretTexts(): readonly string[];
  /** Variables and generated values. */
  readonly composing: Composing;
  /** How long and how much is kept. */
  readonly retention: Retention;
  /** What a power cut may take. */
  readonly sync: SyncSetting;
  /** What a policy, or the one that is kept, would remove now. */
  retentionPlan(policy: RetentionPolicy | null): Promise<RetentionPlan>;
  /** Names, stars and comments of sessions, and the trash. */
  readonly shelf: Shelf;
  /** Looks through every session, newest first. `filter.invalid`. */
  search(spec: SearchSpec): Promise<Result<Search>>;
  readonly sent: SentHistory;
  /** File transfers under way. */
  readonly transfers: number;
  /** Live ones first, then those on disk, both newest first. */
  list(): Promise<SessionInfo[]>;
  /** A session whose log is being written by this engine, at once. `session.unknown` for any other. */
  live(id: string): Result<Session>;
  /** Any session; one on disk is opened, and stays so while it is held. `session.unknown`, `log.*`. */
  session(id: string): Promise<Result<Session>>;
  /** What is known at once; null for a session that is not open here. */
  peek(id: string): SessionInfo | null;
  /** Connects or listens; see `session.start` of the contract. */
  start(input: Input<'session.start'>, options?: StartOptions): Promise<Result<SessionInfo>>;
  /** Sends a message of a session again and again; see `repeat.start` of the contract. */
  startRepeat(session: Session, plan: RepeatPlan): Promise<Result<RepeatInfo>>;
  /** Puts messages into the queue of a session; see `queue.add` of the contract. */
  enqueue(session: Session, items: readonly QueueItem[], go: boolean): Promise<Result<QueueInfo>>;
  /** Told that something about a session has changed, at most once per session and turn of the loop. */
  onSession(listener: (id: string) => void): Off;
  /** Told what goes wrong while nobody waits for an answer. */
  onProblem(listener: (problem: Failure) => void): Off;
  createCertificate(): Promise<Result<CertificateFiles>>;
  interfaces(): readonly NetworkInterface[];
  /** Ends every socket within 2 seconds, writes everything down, lets the workspace go. */
  close(): Promise<void>;
}

const mostSessions = 200;
/** What a host that quits may take, milliseconds. */
const closeMs = 2_000;

/** Opens a workspace and its sessions; what a crash left open is ended. Fails with `state.write` or as the workspace does. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const directory = resolve(options.workspace);
  const state = await findStateDirectory(directory, options.state);
  if (!state.ok) return state;
  const stateDirectory = state.value.directory;
  const workspace = await openWorkspace(directory, {
    stateDirectory,
    sample: options.sample ?? false,
    secrets: options.secrets,
  });
  if (!workspace.ok) return workspace;
  const past = new PastSessions(join(stateDirectory, 'sessions'));
  const recovered = await past.recover();
  const retention = new Retention(stateDirectory);
  const sync = new SyncSetting(stateDirectory, options.syncMs);
  const read = [state.value.problem, await retention.read(), await sync.read()];
  const begun = read.filter((problem) => problem !== null);
  const problems = [...begun, ...recovered];
  const places = { directory, stateDirectory, problems };
  const variables = new Variables(
    options.variables?.store ?? storeOf(workspace.value),
    { directory: resolve(options.variables?.directory ?? directory), closed: [stateDirectory] },
    options.variables?.run,
  );
  const composing = new Composing(variables);
  const kept = { past, retention, sync, network: options.network };
  const most = options.maxSessions ?? mostSessions;
  return ok(new OpenEngine(places, workspace.value, composing, kept, options.version, most));
}

class OpenEngine implements Engine, SessionOwner, ShelfOwner {
  readonly past: PastSessions;
  readonly retention: Retention;
  readonly sync: SyncSetting;
  readonly network: SessionOwner['network'];
  readonly shelf: Shelf;
  readonly sent: SentHistory;
  readonly #live = new Map<string, LiveSession>();
  readonly #sessions = new Listeners<string>();
  readonly #problems = new Listeners<Failure>();
  readonly #repeatClock = new RepeatClock();
  readonly #clockWatch = new ClockWatch((words) => {
    for (const session of this.#live.values()) if (session.active) session.note(words);
  });
  /** A few at most. Not a Set: each table that one leaves behind leads to the next, and V8 keeps them all for long. */
  #changed: string[] = [];
  /** The one that changed last in this turn: the next row is most likely of the same. */
  #latest = '';
  /** Sessions whose log is being made: they count as live. */
  #beginning = 0;
  #closing: Promise<void> | null = null;

  constructor(
    readonly info: Engine['info'],
    readonly workspace: Workspace,
    readonly composing: Composing,
    { past, retention, sync, network }: Pick<OpenEngine, 'past' | 'retention' | 'sync' | 'network'>,
    readonly version: string,
    readonly maxSessions: number,
  ) {
    [this.past, this.retention, this.sync] = [past, retention, sync];
    this.network = network;
    past.owner = this;
    sync.onChange((ms) => this.#live.forEach(({ log }) => log.syncWithin(ms)));
    const { stateDirectory } = info;
    const trash = new SessionTrash(join(stateDirectory, 'trash', 'sessions'), past.directory);
    this.shelf = new Shelf(this, past, trash, stateDirectory);
    void this.shelf.sweep();
    this.sent = SentHistory.of(stateDirectory, workspace.info.connections, (failure) =>
      this.problem(failure),
    );
  }

  async retentionPlan(policy: RetentionPolicy | null): Promise<RetentionPlan> {
    const [sessions, tabs] = await Promise.all([this.list(), this.shelf.inTabs()]);
    return planRetention(policy ?? this.retention.policy, sessions, tabs, Date.now());
  }

  search(spec: SearchSpec): Promise<Result<Search>> {
    return Search.begin(
      { list: () => this.list(), open: (id) => this.#live.get(id) ?? this.past.peek(id) },
      spec,
    );
  }

  secretTexts(): readonly string[] {
    return this.workspace.info.secrets.flatMap(({ scope, name }) => {
      const value = this.workspace.secret(scope, name);
      return value.ok && value.value !== null ? [value.value] : [];
    });
  }

  get transfers(): number {
    return [...this.#live.values()].filter(({ transferring }) => transferring).length;
  }

  async list(): Promise<SessionInfo[]> {
    const live = [...this.#live.values()].reverse();
    const recorded = await this.past.list(new Set(this.#live.keys()));
    return [...live.map(({ info }) => info), ...recorded];
  }

  live(id: string): Result<Session> {
    const session = this.#live.get(id);
    return session === undefined ? fail('session.unknown', `There is no live session ${id}`) : ok(session);
  }

  async session(id: string): Promise<Result<Session>> {
    const session = this.#live.get(id);
    return session === undefined ? this.past.get(id) : ok(session);
  }

  liveSession(id: string): LiveSession | undefined {
    return this.#live.get(id);
  }

  counted(info: SessionInfo): void {
    this.shelf.tell({ changed: [info], removed: [] });
  }

  peek(id: string): SessionInfo | null {
    return (this.#live.get(id) ?? this.past.peek(id))?.info ?? null;
  }

  async start(input: Input<'session.start'>, options: StartOptions = {}): Promise<Result<SessionInfo>> {
    await this.network?.settled?.();
    const known = input.session === null ? undefined : this.#live.get(input.session);
    const typed = known === undefined ? input.config : withKnownSecret(input.config, known.startedWith);
    const expanded = await this.composing.config(typed, input.environment ?? null, input.connection);
    if (!expanded.ok) return expanded;
    const plan = planSession(expanded.value.config);
    if (!plan.ok) return { ok: false, error: withoutSecretTexts(plan.error, expanded.value.secrets) };
    const start: StartInput = {
      plan: plan.value,
      // A variable may have brought another scheme: screens and exports tell of what was spoken.
      typed: { ...typed, protocol: plan.value.config.protocol },
      name: input.name === '' ? typed.address.trim() : input.name,
      connection: input.connection,
      replaceStale: input.replaceStale ?? false,
      secrets: expanded.value.secrets,
    };
    if (this.#closing !== null) return fail('log.closed', 'Wirebench is closing');
    if (known !== undefined) return this.#startAgain(known, start);
    if (input.session !== null && (await this.past.has(input.session))) {
      return fail('session.recorded', 'This session belongs to an earlier run: connect in a new one', {
        session: input.session,
      });
    }
    const room = await this.#makeRoom();
    if (!room.ok) return room;
    this.#beginning++;
    try {
      return await this.#startNew(start, options);
    } finally {
      this.#beginning--;
    }
  }

  #startAgain(session: LiveSession, start: StartInput): Result<SessionInfo> {
    const started = session.start(start);
    // The log's header has the settings of the first start; these are the ones a person would know it by.
    if (started.ok) {
      const { name, connection, typed } = start;
      void updateSessionRecord(session.directory, (before) => ({
        ...labelOf(before),
        name,
        connection,
        config: typed,
        counts: null,
      }));
    }
    return started;
  }

  async #startNew(start: StartInput, { directory: asked }: StartOptions): Promise<Result<SessionInfo>> {
    const place = { sessions: this.past.directory, asked };
    const made = await beginLog(start, this.version, place, this.sync.info.ms);
    if (!made.ok) return made;
    const { id, directory, log, clock } = made.value;
    const workspace = this.info.directory;
    const session = new LiveSession({ id, directory, workspace, log, clock, owner: this }, start);
    this.#live.set(id, session);
    if (this.#closing === null) return session.start(start);
    await this.retire(session);
    return fail('log.closed', 'Wirebench is closing');
  }

  /** Lets the session go that ended longest ago and that nobody reads, where there are too many. */
  async #makeRoom(): Promise<Result<void>> {
    while (this.#live.size + this.#beginning >= this.maxSessions) {
      const idle = [...this.#live.values()].filter(({ active, held }) => !active && !held);
      const oldest = idle.sort((a, b) => a.info.since - b.info.since)[0];
      if (oldest === undefined) {
        const message = `${this.maxSessions} sessions are open, the most there can be: close one first`;
        return fail('session.limit', message, { sessions: this.maxSessions });
      }
      await this.retire(oldest);
    }
    return ok();
  }

  /** From now on it is a recorded session. */
  async retire(session: LiveSession): Promise<void> {
    const closed = await session.close(closeMs);
    if (!closed.ok) this.problem(closed.error);
    const { messagesIn, messagesOut, droppedBytes } = session.info;
    const { name, connection, typed: config } = session.startedWith;
    const counts = { messagesIn, messagesOut, droppedBytes };
    // A disk that refuses has been told of by the log, which needs it more; what is lost is counted again.
    if (closed.ok) {
      await updateSessionRecord(session.directory, (before) => ({
        ...labelOf(before),
        name,
        connection,
        config,
        counts,
      }));
    }
    this.#live.delete(session.id);
    this.changed(session.id);
  }

  startRepeat(session: Session, plan: RepeatPlan): Promise<Result<RepeatInfo>> {
    return session.repeating.start(plan, {
      clock: this.#repeatClock,
      make: (of, text) => this.composing.repeated(session, of, text),
      note: this.sent.take,
    });
  }

  enqueue(session: Session, items: readonly QueueItem[], go: boolean): Promise<Result<QueueInfo>> {
    return session.queueing.add(items, go, {
      clock: this.#repeatClock,
      make: (item) => this.composing.queued(session, item),
      role: session.info.config.role,
      note: this.sent.take,
    });
  }

  onSession(listener: (id: string) => void): Off {
    return this.#sessions.add(listener);
  }

  onProblem(listener: (problem: Failure) => void): Off {
    return this.#problems.add(listener);
  }

  /** Rows come by the million: listeners hear of them once a turn. */
  changed(id: string): void {
    if (id === this.#latest) return;
    this.#latest = id;
    if (this.#changed.length === 0) setImmediate(this.#tell);
    if (!this.#changed.includes(id)) this.#changed.push(id);
  }

  readonly #tell = (): void => {
    const ids = this.#changed;
    this.#changed = [];
    this.#latest = '';
    for (const id of ids) this.#sessions.tell(id);
  };

  problem(failure: Failure): void {
    this.#problems.tell(failure);
  }

  isOwnEcho(remote: SocketAddress): boolean {
    return isOwnEcho([...this.#live.values()], remote);
  }

  createCertificate(): Promise<Result<CertificateFiles>> {
    return createSelfSigned(join(this.info.stateDirectory, 'certificates'));
  }

  interfaces(): readonly NetworkInterface[] {
    return networkInterfaces();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#live.values()].map((session) => this.retire(session)));
    await this.shelf.close();
    await this.sent.close();
    this.#repeatClock.close();
    this.#clockWatch.stop();
    await this.past.close();
    await this.workspace.close();
    this.#sessions.clear();
    this.#problems.clear();
  }
}
