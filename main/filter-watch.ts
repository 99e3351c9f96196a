import type { SessionInfo } from '../contract/index.js';
import type { Engine, Off } from '../engine/index.js';
import { Throttle } from './throttle.js';

/** Milliseconds between two looks at a session: a flood is looked at as often as a trickle. */
const everyMs = 1_000;
/** Rows that one look judges, the newest there are; what a flood brings beyond them is passed over. */
const mostRows = 500;

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
    this.#seen.clear();
  }

  async #look(engine: Watched, id: string): Promise<void> {
    const live = engine.live(id);
    if (!live.ok) {
      this.#seen.delete(id);
      this.#looks?.drop(id);
      return;
    }
    const session = live.value;
    const { count } = session.whole;
    const from = Math.max(this.#seen.get(id) ?? 0, count - mostRows);
    this.#seen.set(id, count);
    if (count <= from || !this.options.wanted()) return;
    const named = namedFilters(engine, session.sender.connection);
    if (named.length === 0) return;
    const verdicts = await session.judge(
      session.whole,
      from,
      count,
      named.map(({ query }) => query),
    );
    // A filter that cannot be read is told where it is kept.
    if (!verdicts.ok) return;
    for (const at of new Set(verdicts.value)) {
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
