import { ok } from '../contract/index.js';
import type {
  Failure,
  Result,
  SessionNote,
  SessionsNews,
  SessionsReport,
  TrashInfo,
} from '../contract/index.js';
import type { LiveSession } from './live-session.js';
import { Listeners } from './log/listeners.js';
import { tabsOfOtherHosts } from './other-tabs.js';
import { beingRead } from './past-sessions.js';
import type { PastSessions } from './past-sessions.js';
import { labelOf, updateSessionRecord } from './session-record.js';
import type { SessionLabel } from './session-record.js';
import type { SessionTrash } from './session-trash.js';
import type { Off } from './session.js';
import { Turns } from '../contract/turns.js';

/** What the shelf needs of the engine. */
export interface ShelfOwner {
  liveSession(id: string): LiveSession | undefined;
  /** Makes a session that has ended a recorded one. */
  retire(session: LiveSession): Promise<void>;
  changed(id: string): void;
  problem(failure: Failure): void;
}

/** How often the trash is looked through for what has waited its week, milliseconds. */
const sweepMs = 3_600_000;

/** Names, stars, comments and the trash: what a person does to sessions as a whole. */
export class Shelf {
  /** Sessions in the tabs of each page. */
  readonly #tabs = new Map<object, ReadonlySet<string>>();
  readonly #news = new Listeners<SessionsNews>();
  /** Changes run one after the other: a star that is being set is seen by a deletion. */
  readonly #turns = new Turns();
  readonly #sweep: NodeJS.Timeout;

  constructor(
    readonly owner: ShelfOwner,
    readonly past: PastSessions,
    readonly trash: SessionTrash,
    readonly stateDirectory: string,
  ) {
    this.#sweep = setInterval(() => void this.sweep(), sweepMs);
    // It keeps no process alive.
    this.#sweep.unref();
  }

  onNews(listener: (news: SessionsNews) => void): Off {
    return this.#news.add(listener);
  }

  tell(news: SessionsNews): void {
    if (news.changed.length + news.removed.length > 0) this.#news.tell(news);
  }

  /** The sessions in the tabs of a page; none once it is gone. */
  show(page: object, sessions: readonly string[]): void {
    if (sessions.length === 0) this.#tabs.delete(page);
    else this.#tabs.set(page, new Set(sessions));
  }

  /** Sessions in a tab of any page, of other hosts on the same workspace too. */
  async inTabs(): Promise<ReadonlySet<string>> {
    const others = await tabsOfOtherHosts(this.stateDirectory);
    return new Set([...others, ...[...this.#tabs.values()].flatMap((tabs) => [...tabs])]);
  }

  /** Names, stars and comments. What failed is in the report. */
  describe(sessions: readonly string[], note: SessionNote): Promise<SessionsReport> {
    return this.#each(sessions, async (id) => this.#describe(id, note));
  }

  async #describe(id: string, { name, starred, comment }: SessionNote): Promise<Result<void>> {
    const change = (before: SessionLabel): SessionLabel => ({
      title: name === undefined ? before.title : name.trim() === '' ? null : name.trim(),
      starred: starred ?? before.starred,
      comment: comment?.trim() ?? before.comment,
    });
    const live = this.owner.liveSession(id);
    const done = live === undefined ? await this.past.relabel(id, change) : await relabelLive(live, change);
    if (!done.ok) return done;
    this.owner.changed(id);
    await this.#tellOf(id);
    return ok();
  }

  /** Sessions that came without being recorded here: of captures. */
  async added(sessions: readonly string[]): Promise<void> {
    for (const id of sessions) await this.#tellOf(id);
  }

  /** Puts sessions into the trash. None that is starred, in a tab, read or recorded. */
  async remove(sessions: readonly string[]): Promise<SessionsReport> {
    return this.#each(sessions, (id) => this.#remove(id));
  }

  async #remove(id: string): Promise<Result<void>> {
    const refusal = await this.#refusal(id);
    if (refusal !== null) return { ok: false, error: refusal };
    const live = this.owner.liveSession(id);
    if (live !== undefined) await this.owner.retire(live);
    const moved = await this.past.take(id, () => this.trash.put(id));
    if (moved.ok) this.tell({ changed: [], removed: [id] });
    return moved;
  }

  async #refusal(id: string): Promise<Failure | null> {
    const live = this.owner.liveSession(id);
    const info = live?.info ?? (await this.past.info(id));
    if (info === null) return { code: 'session.unknown', message: `There is no session ${id}` };
    const { name, starred } = info;
    if (starred) {
      return { code: 'session.starred', message: `"${name}" is starred: take the star away to delete it` };
    }
    if (live?.active === true) {
      return { code: 'session.live', message: `"${name}" is ${info.state}: it is still being recorded` };
    }
    if ((await this.inTabs()).has(id)) {
      return { code: 'session.open', message: `"${name}" is open in a tab: close the tab to delete it` };
    }
    return live?.held === true ? beingRead(name).error : null;
  }

  /** Takes sessions back out of the trash. */
  restore(sessions: readonly string[]): Promise<SessionsReport> {
    return this.#each(sessions, async (id) => {
      const back = await this.trash.take(id);
      if (back.ok) await this.#tellOf(id);
      return back;
    });
  }

  async trashed(): Promise<TrashInfo> {
    const sessions = await this.trash.list();
    return { sessions, bytes: sessions.reduce((sum, { diskBytes }) => sum + diskBytes, 0) };
  }

  /** Deletes for good what is in the trash, or these of it. */
  async empty(sessions: readonly string[] | null): Promise<SessionsReport> {
    const ids = sessions ?? (await this.trash.list()).map(({ session }) => session);
    return this.#each(ids, (id) => this.trash.erase(id));
  }

  /** Deletes what has waited its week in the trash. */
  async sweep(now = Date.now()): Promise<void> {
    const { failed } = await this.#each(await this.trash.due(now), (id) => this.trash.erase(id));
    for (const { error } of failed) if (error.code === 'session.trash') this.owner.problem(error);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#turns.idle();
    this.#news.clear();
    this.#tabs.clear();
  }

  async #tellOf(id: string): Promise<void> {
    const info = this.owner.liveSession(id)?.info ?? (await this.past.info(id));
    if (info !== null) this.tell({ changed: [info], removed: [] });
  }

  #each(ids: readonly string[], act: (id: string) => Promise<Result<void>>): Promise<SessionsReport> {
    return this.#turns.take(async () => {
      const done: string[] = [];
      const failed: { session: string; error: Failure }[] = [];
      for (const id of new Set(ids)) {
        const result = await act(id);
        if (result.ok) done.push(id);
        else failed.push({ session: id, error: result.error });
      }
      return { done, failed };
    });
  }
}

/** Of a session whose log is still open here: written down beside it, and shown once it is. */
async function relabelLive(
  session: LiveSession,
  change: (before: SessionLabel) => SessionLabel,
): Promise<Result<void>> {
  const { name, connection, typed: config } = session.startedWith;
  const updated = await updateSessionRecord(session.directory, (before) => ({
    ...(before ?? { name, connection, config, counts: null }),
    ...change(before === null ? session.label : labelOf(before)),
  }));
  if (!updated.ok) return updated;
  session.label = labelOf(updated.value);
  return ok();
}
