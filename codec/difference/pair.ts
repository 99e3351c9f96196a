import { SequenceAligner } from './align.js';
import { isTurn } from './turns.js';

/** What a pair of rows is to each other. The numbers travel: never reuse one. */
export const PairState = { same: 0, changed: 1, left: 2, right: 3, moved: 4 } as const;
export type PairState = (typeof PairState)[keyof typeof PairState];

/** What is known of the rows of one side, a column each. Equal numbers are equal things, on both sides. */
export interface SideColumns {
  readonly length: number;
  /** The whole content, with kind and direction. */
  readonly content: Int32Array;
  /** Kind and direction: rows of two classes are never a pair. */
  readonly sort: Uint8Array;
  /** Nanoseconds, ascending but for clocks that were set. */
  readonly time: Float64Array;
}

/** What pairs in order are found by. */
type OrderedColumns = Pick<SideColumns, 'length' | 'content' | 'sort'>;

/** Rows in pairs, in the order in which they are shown. */
export interface Pairs {
  readonly length: number;
  /** Row of that side, or -1. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly state: Uint8Array;
}

/** How pairs are looked for in time, nanoseconds; null where time does not count. */
export interface Timing {
  readonly tolerance: number;
  /** Added to the times of the left side. */
  readonly offset: number;
}

/** Sorts are a byte. */
const sorts = 256;

/** Pairs of rows in order: an insertion moves what follows it, and nothing else. */
export class OrderPairing {
  readonly partner: Int32Array;

  constructor(
    readonly left: OrderedColumns,
    readonly right: OrderedColumns,
    readonly numbers: number,
  ) {
    this.partner = new Int32Array(left.length).fill(-1);
  }

  /** Finds equal rows. What stands on one side alone is out of the way first: sessions may have nothing in common. */
  *contents(): Generator<void, void> {
    const { left, right, numbers, partner } = this;
    const sides = new Uint8Array(numbers);
    for (let i = 0; i < left.length; i++) {
      if (isTurn(i)) yield;
      sides[left.content[i] ?? 0] = 1;
    }
    for (let j = 0; j < right.length; j++) {
      if (isTurn(j)) yield;
      const one = right.content[j] ?? 0;
      sides[one] = (sides[one] ?? 0) | 2;
    }
    const a = yield* common(left.content, left.length, sides);
    const b = yield* common(right.content, right.length, sides);
    const aligner = new SequenceAligner(a.content, b.content, numbers);
    yield* aligner.align();
    for (let i = 0; i < a.content.length; i++) {
      if (isTurn(i)) yield;
      const j = aligner.partner[i] ?? -1;
      if (j >= 0) partner[a.at[i] ?? 0] = b.at[j] ?? 0;
    }
  }

  /** Rows between equal ones that several of the other side might go with: their shapes are asked for. */
  *unclear(): Generator<void, { readonly left: Uint8Array; readonly right: Uint8Array }> {
    const left = new Uint8Array(this.left.length);
    const right = new Uint8Array(this.right.length);
    for (const gap of gaps(this.partner, 0, left.length, 0, right.length)) {
      if (gap === null) {
        yield;
        continue;
      }
      const { a0, a1, b0, b1 } = gap;
      if (a1 - a0 === 1 && b1 - b0 === 1) continue;
      left.fill(1, a0, a1);
      right.fill(1, b0, b1);
    }
    return { left, right };
  }

  /** Pairs what is left between equal rows: of one shape first, then of one sort. */
  *rest(leftShape: Int32Array, rightShape: Int32Array, shapes: number): Generator<void, void> {
    const { left, right, partner } = this;
    const byShape = new SequenceAligner(leftShape, rightShape, shapes, 256, partner);
    const bySort = new SequenceAligner(left.sort, right.sort, sorts, 64, partner);
    let steps = 0;
    for (const gap of gaps(partner, 0, left.length, 0, right.length)) {
      if ((++steps & 0xfff) === 0 || gap === null) yield;
      if (gap === null) continue;
      const { a0, a1, b0, b1 } = gap;
      if (a1 - a0 > 1 || b1 - b0 > 1) {
        yield* byShape.align(a0, a1, b0, b1);
        for (const rest of gaps(partner, a0, a1, b0, b1)) {
          if (rest === null) yield;
          else yield* bySort.align(rest.a0, rest.a1, rest.b0, rest.b1);
        }
      } else if (left.sort[a0] === right.sort[b0]) partner[a0] = b0;
    }
  }
}

/** Elements that stand on both sides, and where. */
function* common(
  content: Int32Array,
  length: number,
  sides: Uint8Array,
): Generator<void, { content: Int32Array; at: Int32Array }> {
  const found = new Int32Array(length);
  const at = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (isTurn(i)) yield;
    const one = content[i] ?? 0;
    if (sides[one] !== 3) continue;
    found[count] = one;
    at[count++] = i;
  }
  return { content: found.subarray(0, count), at: at.subarray(0, count) };
}

interface Gap {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/**
 * Stretches of both sides between two pairs, where both have something. Pairs must rise. Null is no stretch: it
 * has looked at many rows since the last.
 */
export function* gaps(
  partner: Int32Array,
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): Generator<Gap | null, void> {
  let fromA = a0;
  let fromB = b0;
  for (let i = a0; i <= a1; i++) {
    if (isTurn(i - a0)) yield null;
    const j = i === a1 ? b1 : (partner[i] ?? -1);
    if (j < 0) continue;
    if (i > fromA && j > fromB) yield { a0: fromA, a1: i, b0: fromB, b1: j };
    fromA = i + 1;
    fromB = j + 1;
  }
}

/** Rows of a side by a number, in order, taken from the front. Kept are rows + 1: fresh memory says that none waits. */
class Lines {
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: Int32Array;

  constructor(numbers: number, rows: number) {
    this.#first = new Int32Array(numbers);
    this.#last = new Int32Array(numbers);
    this.#next = new Int32Array(rows);
  }

  add(number: number, row: number): void {
    const last = this.#last[number] ?? 0;
    if (last === 0) this.#first[number] = row + 1;
    else this.#next[last - 1] = row + 1;
    this.#last[number] = row + 1;
  }

  first(number: number): number {
    return (this.#first[number] ?? 0) - 1;
  }

  /** Whether exactly one row waits. */
  single(number: number): boolean {
    return this.first(number) >= 0 && this.#first[number] === this.#last[number];
  }

  drop(number: number): void {
    const next = this.#next[this.first(number)] ?? 0;
    this.#first[number] = next;
    if (next === 0) this.#last[number] = 0;
  }
}

/**
 * Pairs rows that have no partner yet and the same number, each with the first that waits. With a timing only
 * those whose times are no farther apart; `alone` takes only numbers that stand once on either side.
 */
export function* pairEqual(
  left: SideColumns,
  right: SideColumns,
  partner: Int32Array,
  by: { readonly left: ArrayLike<number>; readonly right: ArrayLike<number>; readonly numbers: number },
  { timing = null, alone = false }: { readonly timing?: Timing | null; readonly alone?: boolean } = {},
): Generator<void, void> {
  const taken = new Uint8Array(right.length);
  const uses = new Uint8Array(alone ? by.numbers : 0);
  for (let i = 0; i < left.length; i++) {
    if (isTurn(i)) yield;
    const j = partner[i] ?? -1;
    if (j >= 0) taken[j] = 1;
    else if (alone) uses[by.left[i] ?? 0] = Math.min(2, (uses[by.left[i] ?? 0] ?? 0) + 1);
  }
  const waiting = new Lines(by.numbers, right.length);
  for (let j = 0; j < right.length; j++) {
    if (isTurn(j)) yield;
    if (taken[j] === 0) waiting.add(by.right[j] ?? 0, j);
  }
  let dropped = 0;
  for (let i = 0; i < left.length; i++) {
    if (isTurn(i)) yield;
    if ((partner[i] ?? -1) >= 0) continue;
    const number = by.left[i] ?? 0;
    if (alone && (uses[number] !== 1 || !waiting.single(number))) continue;
    const time = (left.time[i] ?? 0) + (timing?.offset ?? 0);
    if (timing !== null) {
      // What is too early for this row is too early for those after it.
      for (let j = waiting.first(number); j >= 0; j = waiting.first(number)) {
        if ((right.time[j] ?? 0) >= time - timing.tolerance) break;
        waiting.drop(number);
        if (isTurn(++dropped)) yield;
      }
    }
    const j = waiting.first(number);
    if (j < 0 || left.sort[i] !== right.sort[j]) continue;
    if (timing !== null && (right.time[j] ?? 0) > time + timing.tolerance) continue;
    partner[i] = j;
    waiting.drop(number);
  }
}

/**
 * The pairs in the order in which they are shown. Where partners rise they are merged; else the left side leads and
 * rows of the right alone follow what stood before them, by time where `timing` says how, else by order.
 */
export function* arrange(
  left: SideColumns,
  right: SideColumns,
  partner: Int32Array,
  { timing, byTime }: { readonly timing: Timing | null; readonly byTime: boolean },
): Generator<void, Pairs> {
  const after = yield* afterWhich(left, right, partner, byTime ? (timing?.offset ?? 0) : null);
  const heads = new Int32Array(left.length + 1).fill(-1);
  const next = new Int32Array(right.length).fill(-1);
  // From the back, so that each list is in order.
  for (let j = right.length - 1; j >= 0; j--) {
    if (isTurn(j)) yield;
    const i = after[j] ?? -2;
    if (i < -1) continue;
    next[j] = heads[i + 1] ?? -1;
    heads[i + 1] = j;
  }
  let alone = 0;
  for (let j = 0; j < right.length; j++) {
    if (isTurn(j)) yield;
    if ((after[j] ?? -2) >= -1) alone++;
  }
  const length = left.length + alone;
  const pairs = {
    length,
    left: new Int32Array(length),
    right: new Int32Array(length),
    state: new Uint8Array(length),
  };
  let at = 0;
  const add = (i: number, j: number, state: PairState): void => {
    pairs.left[at] = i;
    pairs.right[at] = j;
    pairs.state[at++] = state;
  };
  for (let i = -1; i < left.length; i++) {
    if (isTurn(i)) yield;
    const j = i < 0 ? -1 : (partner[i] ?? -1);
    if (i >= 0) add(i, j, j < 0 ? PairState.left : stateOf(left, right, i, j, timing));
    for (let one = heads[i + 1] ?? -1; one >= 0; one = next[one] ?? -1) {
      add(-1, one, PairState.right);
      if (isTurn(at)) yield;
    }
  }
  return pairs;
}

function stateOf(
  left: SideColumns,
  right: SideColumns,
  i: number,
  j: number,
  timing: Timing | null,
): PairState {
  if (left.content[i] !== right.content[j]) return PairState.changed;
  if (timing === null) return PairState.same;
  const apart = (right.time[j] ?? 0) - (left.time[i] ?? 0) - timing.offset;
  return Math.abs(apart) > timing.tolerance ? PairState.moved : PairState.same;
}

/** For each row of the right alone the row of the left it is shown behind, -1 for the beginning; -2 for the others. */
function* afterWhich(
  left: SideColumns,
  right: SideColumns,
  partner: Int32Array,
  offset: number | null,
): Generator<void, Int32Array> {
  const after = new Int32Array(right.length).fill(-1);
  const of = new Int32Array(right.length).fill(-1);
  for (let i = 0; i < left.length; i++) {
    if (isTurn(i)) yield;
    const j = partner[i] ?? -1;
    if (j >= 0) of[j] = i;
  }
  let last = -1;
  for (let j = 0; j < right.length; j++) {
    if (isTurn(j)) yield;
    const mine = of[j] ?? -1;
    if (mine >= 0) {
      after[j] = -2;
      if (offset === null) last = mine;
      continue;
    }
    if (offset === null) {
      // Behind rows of the left alone: what went is shown before what came.
      while (last + 1 < left.length && (partner[last + 1] ?? -1) < 0) if (isTurn(++last)) yield;
    } else
      while (last + 1 < left.length && (left.time[last + 1] ?? 0) + offset <= (right.time[j] ?? 0)) {
        if (isTurn(++last)) yield;
      }
    after[j] = last;
  }
  return after;
}
