import { HashNumbers, parseJsonPath, type IgnoredPath } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { DifferenceInfo, DifferenceSpec, Failure, Result } from '../../contract/index.js';
import { type KeyReader, keyReaders, type View } from '../log/index.js';
import type { Session } from '../session.js';
import { alignSides } from './align-sides.js';
import { drive } from './drive.js';
import { Outcome } from './outcome.js';
import { RowHash } from './row-hash.js';
import { Side } from './side.js';

/** Between two looks at how far it is, milliseconds. */
const tellMs = 100;

export type DifferenceFacts = Omit<DifferenceInfo, 'difference'>;

/** Two sessions side by side: reads both in slices, finds which rows go together, and keeps the pairs. */
export class Difference {
  outcome: Outcome | null = null;
  readonly #cancel = new AbortController();
  readonly #done: Promise<void>;
  #sides: { readonly left: Side; readonly right: Side } | null = null;
  #stage: DifferenceInfo['stage'] = 'reading';
  #progress = 0;
  #failure: Failure | null = null;
  #listener: (() => void) | null = null;

  private constructor(
    readonly left: Session,
    readonly right: Session,
    readonly spec: DifferenceSpec,
    readonly views: { readonly left: View; readonly right: View },
    readonly keys: KeyReader | null,
    readonly ignored: readonly IgnoredPath[],
  ) {
    const holds = [left.hold(), right.hold()];
    this.#done = this.#run().finally(() => holds.forEach((off) => off()));
  }

  /** Fails with `filter.invalid`, `framing.invalid`, `difference.path`, `correlation.path` before anything is read. */
  static begin(left: Session, right: Session, spec: DifferenceSpec): Result<Difference> {
    const ignored: IgnoredPath[] = [];
    for (const path of spec.json.ignore) {
      const read = parseJsonPath(path);
      if (!read.ok) return read;
      ignored.push(read.value);
    }
    const keys = keysOf(spec);
    if (!keys.ok) return keys;
    const one = Side.view(left, spec, 'left');
    if (!one.ok) return one;
    const other = Side.view(right, spec, 'right');
    if (!other.ok) {
      one.value.close();
      return other;
    }
    const views = { left: one.value, right: other.value };
    return ok(new Difference(left, right, spec, views, keys.value, ignored));
  }

  get facts(): DifferenceFacts {
    const { outcome } = this;
    return {
      stage: this.#stage,
      progress: this.#progress,
      failure: this.#failure,
      left: this.#sides?.left.facts ?? nothingOf(this.left),
      right: this.#sides?.right.facts ?? nothingOf(this.right),
      totals: outcome?.totals ?? { same: 0, changed: 0, left: 0, right: 0, moved: 0 },
      pairs: outcome?.pairs.length ?? 0,
      differences: outcome?.different.length ?? 0,
      map: outcome?.map ?? null,
    };
  }

  /** The sides, once they are paired; `difference.stale` where their rows have changed places since. */
  ready(): Result<{ readonly left: Side; readonly right: Side; readonly outcome: Outcome }> {
    const { outcome } = this;
    if (outcome === null || this.#sides === null) {
      return fail('difference.unfinished', 'The sessions are still being compared');
    }
    const { left, right } = this.#sides;
    if (left.moved || right.moved) {
      const message = 'Marks that the filter asks for have come or gone since: look again';
      return fail('difference.stale', message);
    }
    return ok({ left, right, outcome });
  }

  /** Called when something has changed; one listener. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Resolves when it is over, however that went. */
  settled(): Promise<void> {
    return this.#done;
  }

  /** Ends it at once; sessions and views are let go. */
  async close(): Promise<void> {
    this.#cancel.abort();
    this.#listener = null;
    this.views.left.close();
    this.views.right.close();
    await this.#done;
    this.#sides?.left.close();
    this.#sides?.right.close();
    this.#sides = this.outcome = null;
  }

  async #run(): Promise<void> {
    const { signal } = this.#cancel;
    await this.#settleViews();
    if (signal.aborted) return;
    const sides = {
      left: Side.begin(this.left, this.views.left, this.spec, this.keys),
      right: Side.begin(this.right, this.views.right, this.spec, this.keys),
    };
    this.#sides = sides;
    const { left, right } = sides;
    const rows = left.rows + right.rows;
    // Nobody who chooses what is sent can know it.
    const seed = crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
    const hash = new RowHash(seed, this.spec.json.meaning, this.ignored);
    const numbers = { content: new HashNumbers(rows), shape: new HashNumbers(), key: new HashNumbers() };
    const told = setInterval(() => {
      this.#tell('reading', (left.scanned + right.scanned) / Math.max(1, rows));
    }, tellMs);
    await left.read(hash, numbers, signal);
    await right.read(hash, numbers, signal);
    clearInterval(told);
    if (signal.aborted) return;
    // A side of which nothing could be read has nothing to compare.
    const lost = [left, right].find((side) => side.rows > 0 && side.length === 0 && side.failure !== null);
    if (lost?.failure != null) {
      this.#failure = lost.failure;
      this.#tell('failed', 1);
      return;
    }
    this.#tell('aligning', 0);
    const pairs = await alignSides(left, right, this.spec, { hash, numbers }, signal, (share) => {
      this.#tell('aligning', share);
    });
    const outcome = pairs === null ? null : await drive(Outcome.of(pairs), signal);
    if (outcome === null) return;
    left.forget();
    right.forget();
    this.outcome = outcome;
    this.#tell('done', 1);
  }

  /** A filter or a framing looks through the log first. */
  async #settleViews(): Promise<void> {
    const { left, right } = this.views;
    const share = (view: View, { log }: Session): number =>
      view.done ? 1 : Math.min(1, view.scanned / Math.max(1, log.count));
    const told = setInterval(() => {
      this.#tell('reading', (share(left, this.left) + share(right, this.right)) / 2);
    }, tellMs);
    await Promise.all([left.settled(), right.settled()]);
    clearInterval(told);
  }

  #tell(stage: DifferenceInfo['stage'], progress: number): void {
    this.#stage = stage;
    this.#progress = progress;
    this.#listener?.();
  }
}

function nothingOf(session: Session): DifferenceInfo['left'] {
  return { session: session.id, rows: 0, beyond: 0, keyless: 0, failure: null };
}

function keysOf({ align }: DifferenceSpec): Result<KeyReader | null> {
  if (align.by === 'order' || align.by === 'time') return ok(null);
  const by =
    align.by === 'path'
      ? ({ kind: 'json', path: align.path } as const)
      : ({ kind: 'bytes', from: align.from, length: align.length } as const);
  const readers = keyReaders({ asks: 'in', by });
  return readers.ok ? ok(readers.value.request) : readers;
}
