import type { SessionInfo } from '../contract/index.js';
import type { Engine, Off, Session } from '../engine/index.js';
import { Throttle } from './throttle.js';

/** Milliseconds between two looks at a session: a flood is looked at as often as a trickle. */
const everyMs = 1_000;
/** Rows that are judged at once. */
const rowsAtOnce = 500;
/** How long one look judges, milliseconds: what a flood brings beyond that is judged by the looks after it. */
const mostMs = 100;

type Watched = Pick<Engine, 'live' | 'onSession' | 'workspace'>;

interface FilterWatchOptions {
  /** Whether somebody wants to hear of it now; what comes meanwhile is not told later. */
  readonly wanted: () => boolean;
  /** A filter that has a name, and the session in which it found a row. */
  readonly found: (session: SessionInfo, filter: string) => void;
}

/** Looks at new rows of sessions for what the named filters of their connections find. */
export class FilterWatch {
  /** Rows of each session that need no look any more. */
  readonly #seen = new Map<string, number>();
  readonly #looking = new Set<string>();
  #looks: Throttle<string> | null = null;
  #off: Off = () => undefined;

  constructor(private readonly options: FilterWatchOptions) {}

  /** Looks at the sessions of this engine from now on, and of no other. */
  follow(engine: Watched): void {
    this.close();
    const looks = new Throttle<string>(
      (id) => void this.#look(engine, id),
      () => everyMs,
    );
    this.#looks = looks;
    this.#off = engine.onSession((id) => looks.touch(id));
  }

  close(): void {
    this.#off();
    this.#looks?.close();
    this.#looks = null;
    this.#seen.clear();
  }

  async #look(engine: Watched, id: string): Promise<void> {
    const live = engine.live(id);
    if (!live.ok) {
      this.#seen.delete(id);
      this.#looks?.drop(id);
      return;
    }
    if (this.#looking.has(id)) return this.#looks?.touch(id);
    this.#looking.add(id);
    await this.#judge(engine, live.value).finally(() => this.#looking.delete(id));
  }

  async #judge(engine: Watched, session: Session): Promise<void> {
    const { id } = session.info;
    const looks = this.#looks;
    const named = this.options.wanted() ? namedFilters(engine, session.sender.connection) : [];
    const queries = named.map(({ query }) => query);
    const hits = new Set<number>();
    const until = performance.now() + mostMs;
    let from = this.#seen.get(id) ?? 0;
    while (named.length > 0 && from < session.whole.count && performance.now() < until) {
      const to = Math.min(session.whole.count, from + rowsAtOnce);
      const verdicts = await session.judge(session.whole, from, to, queries);
      // Another workspace may be followed by now.
      if (looks !== this.#looks) return;
      // A filter that cannot be read is told where it is kept.
      for (const at of verdicts.ok ? verdicts.value : []) hits.add(at);
      from = verdicts.ok ? to : session.whole.count;
    }
    // What nobody wants to hear of now is not told later.
    if (named.length === 0) from = session.whole.count;
    this.#seen.set(id, from);
    // What is left is judged with the next look, whether more comes or not.
    if (from < session.whole.count) looks?.touch(id);
    for (const at of hits) {
      const filter = named[at - 1];
      if (filter !== undefined) this.options.found(session.info, filter.name);
    }
  }
}

function namedFilters(
  engine: Watched,
  connection: string | null,
): readonly { readonly name: string; readonly query: string }[] {
  const filters = connection === null ? [] : (engine.workspace.connection(connection)?.filters ?? []);
  return filters.flatMap(({ name, query }) => (name === undefined ? [] : [{ name, query }]));
}
