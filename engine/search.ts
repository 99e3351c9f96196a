import { parseFilter } from '../codec/index.js';
import { maxHitsPerSession, ok } from '../contract/index.js';
import type {
  FilterSpec,
  Result,
  SearchGroup,
  SearchPiece,
  SearchSpec,
  SessionInfo,
} from '../contract/index.js';
import { Marks, createView, openLog } from './log/index.js';
import type { View } from './log/index.js';
import type { Session } from './session.js';
import { Turns } from '../contract/turns.js';

/** Longest wait of one `next` for news, milliseconds. */
const waitMs = 60;
/** Rows of one answer: with previews of 256 bytes, some 20 KB. */
const rowsAtOnce = 60;

/** What a search needs of the engine. */
export interface SearchedSessions {
  list(): Promise<readonly SessionInfo[]>;
  /** A session that is open here; null for one that is not. */
  open(id: string): Pick<Session, 'view' | 'hold'> | null;
}

interface OpenedView {
  readonly view: View;
  close(): Promise<void> | void;
}

/** The session under search. */
interface Current {
  readonly info: SessionInfo;
  readonly opened: OpenedView;
  shown: number;
  told: number;
  failure: string | null;
}

/**
 * Looks through every session, one after the other, newest first, while somebody asks for more: between
 * two calls of `next` it works on the one session that is open, and never begins another.
 */
export class Search {
  readonly #filter: FilterSpec;
  readonly #waiting: SessionInfo[];
  readonly #all: number;
  readonly #from: SearchedSessions;
  #current: Current | null = null;
  #done = 0;
  /** Rows that match in the sessions that are done. */
  #count = 0;
  #stopped = false;
  readonly #turns = new Turns();
  #wake: (() => void) | null = null;

  private constructor(from: SearchedSessions, filter: FilterSpec, sessions: SessionInfo[]) {
    this.#from = from;
    this.#filter = filter;
    this.#waiting = sessions;
    this.#all = sessions.length;
  }

  /** Fails with `filter.invalid` before anything is read. */
  static async begin(from: SearchedSessions, { filter, sessions }: SearchSpec): Promise<Result<Search>> {
    const query = parseFilter(filter.query ?? '');
    if (!query.ok) return query;
    const wanted = sessions === undefined ? null : new Set(sessions);
    const all = (await from.list()).filter(({ id }) => wanted === null || wanted.has(id));
    return ok(
      new Search(
        from,
        filter,
        all.sort((a, b) => b.startedAt - a.startedAt),
      ),
    );
  }

  get sessions(): number {
    return this.#all;
  }

  /** What was found since; `done` where there is no more. Calls run one after the other. */
  next(): Promise<SearchPiece> {
    return this.#turns.take(() => this.#next());
  }

  async #next(): Promise<SearchPiece> {
    if (this.#current === null) {
      const info = this.#waiting.shift();
      if (info === undefined || this.#stopped) return this.#piece(null);
      const opened = await this.#open(info);
      if (!opened.ok) {
        this.#done++;
        const failure = opened.error.message;
        return this.#piece({ session: info, rows: null, count: 0, done: true, failure });
      }
      this.#current = { info, opened: opened.value, shown: 0, told: 0, failure: null };
    }
    const current = this.#current;
    // A stop that came while the session was being opened.
    if (this.#stopped) {
      await this.#leave();
      return this.#piece(null);
    }
    const { view } = current.opened;
    if (!view.done && Math.min(view.count, maxHitsPerSession) <= current.shown) await this.#news(view);
    const done = view.done;
    const group = await this.#group(current, done);
    if (this.#stopped || (done && current.shown >= Math.min(view.count, maxHitsPerSession))) {
      this.#count += view.count;
      this.#done++;
      await this.#leave();
      return this.#piece(group === null ? null : { ...group, done: true });
    }
    return this.#piece(group === null ? null : { ...group, done: false });
  }

  /** The next rows of a session; null where there is nothing to say of it. */
  async #group(current: Current, done: boolean): Promise<SearchGroup | null> {
    const { view } = current.opened;
    const { count } = view;
    const to = Math.min(count, maxHitsPerSession, current.shown + rowsAtOnce);
    const read = to > current.shown ? await view.rows(current.shown, to) : null;
    // What cannot be read is told once, and passed over.
    const failure = read?.ok === false ? read.error.message : (view.failure?.message ?? null);
    current.shown = to;
    if (read === null && count === current.told && !(done && failure !== null)) return null;
    current.told = count;
    const rows = read?.ok === true ? read.value : null;
    return { session: current.info, rows, count, done, failure };
  }

  /** Resolves with the next change of the view, after `waitMs`, or when the search is stopped. */
  #news(view: View): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        off();
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      const off = view.onChange(() => {
        if (view.done || view.count > 0) end();
      });
      this.#wake = end;
    });
  }

  async #open(info: SessionInfo): Promise<Result<OpenedView>> {
    const session = this.#from.open(info.id);
    if (session !== null) return openHere(session, this.#filter);
    // By itself and not as a session: that would be read once more for its peers and counts.
    const log = await openLog(info.directory);
    if (!log.ok) return log;
    const view = createView(log.value, { filter: this.#filter }, await Marks.open(info.directory));
    if (!view.ok) {
      await log.value.close();
      return view;
    }
    const close = async (): Promise<void> => {
      view.value.close();
      await log.value.close();
    };
    return ok({ view: view.value, close });
  }

  async #leave(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    await current?.opened.close();
  }

  #piece(group: SearchGroup | null): SearchPiece {
    const under = this.#current?.opened.view.count ?? 0;
    const done = this.#stopped || (this.#current === null && this.#waiting.length === 0);
    return { group, sessionsDone: this.#done, sessions: this.#all, count: this.#count + under, done };
  }

  /** Ends it at once; a `next` under way answers that it is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#wake?.();
    await this.#turns.idle();
    await this.#leave();
  }
}

function openHere(session: Pick<Session, 'view' | 'hold'>, filter: FilterSpec): Result<OpenedView> {
  const view = session.view(filter, { kind: 'raw' });
  if (!view.ok) return view;
  const release = session.hold();
  const close = (): void => {
    view.value.close();
    release();
  };
  return ok({ view: view.value, close });
}
