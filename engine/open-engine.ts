import { join } from 'node:path';
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
  WayTried,
} from '../contract/index.js';
import { ClockWatch } from './clock-watch.js';
import type { Composing } from './composing.js';
import { createSelfSigned } from './endpoint/index.js';
import type { StartOptions } from './engine-options.js';
import type { Engine } from './engine.js';
import { networkInterfaces } from './interfaces.js';
import { tryWay } from './network/try-way.js';
import type { LiveSession } from './live-session.js';
import { LiveSessions } from './live-sessions.js';
import { Listeners } from './log/listeners.js';
import { isOwnEcho } from './own-echo.js';
import type { PastSessions } from './past-sessions.js';
import { RepeatClock } from './repeat-clock.js';
import { planRetention } from './retention.js';
import type { Retention } from './retention.js';
import { Search } from './search.js';
import { SentHistory } from './sent-history.js';
import { SessionNews } from './session-news.js';
import type { SessionOwner } from './session-owner.js';
import { planSession, withKnownSecret } from './session-plan.js';
import type { StartInput } from './session-plan.js';
import { SessionTrash } from './session-trash.js';
import type { Off, Session } from './session.js';
import { Shelf } from './shelf.js';
import type { ShelfOwner } from './shelf.js';
import type { SyncSetting } from './sync-setting.js';
import { withoutSecretTexts } from './variables/config.js';
import type { Workspace } from './workspace/index.js';

/** An engine that is open: its parts put together, and the requests that concern several of them. */
export class OpenEngine implements Engine, SessionOwner, ShelfOwner {
  readonly past: PastSessions;
  readonly retention: Retention;
  readonly sync: SyncSetting;
  readonly network: SessionOwner['network'];
  readonly shelf: Shelf;
  readonly sent: SentHistory;
  readonly #live: LiveSessions;
  readonly #news = new SessionNews();
  readonly #problems = new Listeners<Failure>();
  readonly #repeatClock = new RepeatClock();
  readonly #clockWatch = new ClockWatch((words) => {
    for (const session of this.#live.all) if (session.active) session.note(words);
  });
  #closing: Promise<void> | null = null;

  constructor(
    readonly info: Engine['info'],
    readonly workspace: Workspace,
    readonly composing: Composing,
    { past, retention, sync, network }: Pick<OpenEngine, 'past' | 'retention' | 'sync' | 'network'>,
    readonly version: string,
    maxSessions: number,
  ) {
    [this.past, this.retention, this.sync] = [past, retention, sync];
    this.network = network;
    past.owner = this;
    const { directory, stateDirectory } = info;
    this.#live = new LiveSessions(this, {
      workspace: directory,
      sessions: past.directory,
      version,
      most: maxSessions,
      syncMs: () => sync.info.ms,
    });
    sync.onChange((ms) => this.#live.all.forEach(({ log }) => log.syncWithin(ms)));
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
    return this.#live.all.filter(({ transferring }) => transferring).length;
  }

  async list(): Promise<SessionInfo[]> {
    const live = [...this.#live.all].reverse();
    const recorded = await this.past.list(new Set(live.map(({ id }) => id)));
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
    const { closing } = this.#live;
    if (closing !== null) return { ok: false, error: closing };
    if (known !== undefined) return this.#live.goOn(known, start);
    if (input.session !== null && (await this.past.has(input.session))) {
      return fail('session.recorded', 'This session belongs to an earlier run: connect in a new one', {
        session: input.session,
      });
    }
    return this.#live.begin(start, options);
  }

  retire(session: LiveSession): Promise<void> {
    return this.#live.retire(session);
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
    return this.#news.listen(listener);
  }

  onProblem(listener: (problem: Failure) => void): Off {
    return this.#problems.add(listener);
  }

  changed(id: string): void {
    this.#news.changed(id);
  }

  problem(failure: Failure): void {
    this.#problems.tell(failure);
  }

  isOwnEcho(remote: SocketAddress): boolean {
    return isOwnEcho(this.#live.all, remote);
  }

  createCertificate(): Promise<Result<CertificateFiles>> {
    return createSelfSigned(join(this.info.stateDirectory, 'certificates'));
  }

  interfaces(): readonly NetworkInterface[] {
    return networkInterfaces();
  }

  tryWay(address: string): Promise<Result<WayTried>> {
    return tryWay(this.network, address);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#live.close();
    await this.shelf.close();
    await this.sent.close();
    this.#repeatClock.close();
    this.#clockWatch.stop();
    await this.past.close();
    await this.workspace.close();
    this.#news.clear();
    this.#problems.clear();
  }
}
