import { isTurn, stepsAtOnce } from './turns.js';

/**
 * Which elements of two sequences correspond, in order: the longest common subsequence where it is cheap to
 * find, else a good one. Elements are small numbers; equal numbers are equal elements.
 *
 * A stretch is first tried by Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986) up to `maxCost`
 * edits, which is exact. A stretch that differs more is cut at elements that stand once on either side
 * (patience); where there are none, as far as the edits reach is taken and the rest tried anew. So work is
 * bounded by the length times `maxCost`, whatever the sequences are.
 */

/** Edits a stretch may need to be aligned exactly: its memory is the square of it, 1 MB. */
export const exactCost = 512;
/** Cuts within cuts; deeper stretches go on by edits alone. */
const maxDepth = 16;

/** A stretch of both sequences that is still to be aligned. */
interface Stretch {
  a0: number;
  a1: number;
  b0: number;
  b1: number;
  depth: number;
}

export class SequenceAligner {
  /** For each element of `a` that of `b` it goes with, or -1. */
  readonly partner: Int32Array;
  /** As many edits as the sequences have elements reach everything. */
  readonly maxCost: number;
  readonly #furthest: Int32Array;
  readonly #trace: Int32Array;
  /** By element: how often it stands in a stretch (2 for more than once), and where it stands in `b`. */
  readonly #inA: Uint8Array;
  readonly #inB: Uint8Array;
  readonly #atB: Int32Array;

  constructor(
    readonly a: ArrayLike<number>,
    readonly b: ArrayLike<number>,
    /** Elements are below this. */
    elements: number,
    maxCost = exactCost,
    partner: Int32Array = new Int32Array(a.length).fill(-1),
  ) {
    this.partner = partner;
    maxCost = this.maxCost = Math.max(1, Math.min(maxCost, a.length + b.length));
    this.#furthest = new Int32Array(2 * maxCost + 3);
    this.#trace = new Int32Array((maxCost + 1) ** 2);
    this.#inA = new Uint8Array(elements);
    this.#inB = new Uint8Array(elements);
    this.#atB = new Int32Array(elements);
  }

  /** Aligns `a[a0, a1)` with `b[b0, b1)`. Yields after each piece of work of a millisecond or so. */
  *align(a0 = 0, a1 = this.a.length, b0 = 0, b1 = this.b.length): Generator<void, void> {
    const open: Stretch[] = [{ a0, a1, b0, b1, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      yield* this.#trim(next);
      if (next.a0 >= next.a1 || next.b0 >= next.b1) continue;
      const reached = yield* this.#edit(next);
      yield;
      if (reached.complete) {
        yield* this.#commit(next, reached);
        continue;
      }
      if (next.depth < maxDepth && (yield* this.#cut(next, open))) continue;
      yield* this.#commit(next, reached);
      open.push({ ...next, a0: next.a0 + reached.x, b0: next.b0 + reached.y, depth: maxDepth });
    }
  }

  /** Takes what is equal at both ends. */
  *#trim(s: Stretch): Generator<void, void> {
    const { a, b, partner } = this;
    for (let steps = 1; s.a0 < s.a1 && s.b0 < s.b1 && a[s.a0] === b[s.b0]; steps++) {
      partner[s.a0++] = s.b0++;
      if (isTurn(steps)) yield;
    }
    for (let steps = 1; s.a0 < s.a1 && s.b0 < s.b1 && a[s.a1 - 1] === b[s.b1 - 1]; steps++) {
      partner[--s.a1] = --s.b1;
      if (isTurn(steps)) yield;
    }
  }

  /** How far at most `maxCost` edits reach, and with how many; the way there is in the trace. */
  *#edit({ a0, a1, b0, b1 }: Stretch): Generator<void, Reached> {
    const { a, b, maxCost } = this;
    const v = this.#furthest;
    const trace = this.#trace;
    const n = a1 - a0;
    const m = b1 - b0;
    const mid = maxCost + 1;
    v[mid + 1] = 0;
    // Diagonals, and the equal elements passed on them: each of a thousand may pass all there are.
    let work = 0;
    let best: Reached = { x: 0, y: 0, cost: 0, complete: false };
    for (let d = 0; d <= maxCost; d++) {
      for (let k = -d; k <= d; k += 2) {
        const left = v[mid + k - 1] ?? 0;
        const up = v[mid + k + 1] ?? 0;
        let x = k === -d || (k !== d && left < up) ? up : left + 1;
        let y = x - k;
        work += 1 - x;
        while (x < n && y < m && a[a0 + x] === b[b0 + y]) {
          x++;
          y++;
        }
        work += x;
        if (work >= stepsAtOnce) {
          work = 0;
          yield;
        }
        v[mid + k] = x;
        trace[d * d + k + d] = x;
        if (x >= n && y >= m) return { x: n, y: m, cost: d, complete: true };
        if (x <= n && y <= m && x + y > best.x + best.y) best = { x, y, cost: d, complete: false };
      }
    }
    return best;
  }

  /** Notes the matches on the way to where the edits reached. */
  *#commit({ a0, b0 }: Stretch, reached: Reached): Generator<void, void> {
    const trace = this.#trace;
    let { x, y } = reached;
    for (let d = reached.cost; d > 0; d--) {
      const k = x - y;
      const before = (d - 1) * (d - 1) + d - 1;
      const left = k - 1 >= 1 - d ? (trace[before + k - 1] ?? 0) : -1;
      const up = k + 1 <= d - 1 ? (trace[before + k + 1] ?? 0) : -1;
      const down = k === -d || (k !== d && left < up);
      const fromX = down ? up : left;
      const fromY = fromX - (down ? k + 1 : k - 1);
      while (x > fromX && y > fromY) {
        this.partner[a0 + --x] = b0 + --y;
        if (isTurn(x)) yield;
      }
      x = fromX;
      y = fromY;
    }
    while (x > 0 && y > 0) {
      this.partner[a0 + --x] = b0 + --y;
      if (isTurn(x)) yield;
    }
  }

  /** Cuts a stretch at elements that stand once on either side; false where there are none. */
  *#cut({ a0, a1, b0, b1, depth }: Stretch, open: Stretch[]): Generator<void, boolean> {
    const { a, b } = this;
    const inA = this.#inA;
    const inB = this.#inB;
    for (let i = a0; i < a1; i++) {
      if (isTurn(i)) yield;
      inA[a[i] ?? 0] = inB[a[i] ?? 0] = 0;
    }
    for (let j = b0; j < b1; j++) {
      if (isTurn(j)) yield;
      inA[b[j] ?? 0] = inB[b[j] ?? 0] = 0;
    }
    for (let i = a0; i < a1; i++) {
      if (isTurn(i)) yield;
      inA[a[i] ?? 0] = Math.min(2, (inA[a[i] ?? 0] ?? 0) + 1);
    }
    for (let j = b0; j < b1; j++) {
      if (isTurn(j)) yield;
      const one = b[j] ?? 0;
      inB[one] = Math.min(2, (inB[one] ?? 0) + 1);
      this.#atB[one] = j;
    }
    const found = new Int32Array(Math.min(a1 - a0, b1 - b0));
    let count = 0;
    for (let i = a0; i < a1; i++) {
      if (isTurn(i)) yield;
      const one = a[i] ?? 0;
      if (inA[one] === 1 && inB[one] === 1) found[count++] = i;
    }
    if (count === 0) return false;
    const anchors = found.subarray(0, count);
    const chosen = yield* longestRising(anchors, (i) => this.#atB[a[i] ?? 0] ?? 0);
    let fromA = a0;
    let fromB = b0;
    for (let at = 0; at < chosen.length; at++) {
      if (isTurn(at)) yield;
      const i = chosen[at] ?? 0;
      const j = this.#atB[a[i] ?? 0] ?? 0;
      this.partner[i] = j;
      if (i > fromA && j > fromB) open.push({ a0: fromA, a1: i, b0: fromB, b1: j, depth: depth + 1 });
      fromA = i + 1;
      fromB = j + 1;
    }
    if (a1 > fromA && b1 > fromB) open.push({ a0: fromA, a1, b0: fromB, b1, depth: depth + 1 });
    return true;
  }
}

interface Reached {
  readonly x: number;
  readonly y: number;
  readonly cost: number;
  readonly complete: boolean;
}

/** The longest part of `items` whose values rise, by piles and binary search. */
function* longestRising(items: Int32Array, valueOf: (item: number) => number): Generator<void, Int32Array> {
  const piles = new Int32Array(items.length);
  let count = 0;
  const before = new Int32Array(items.length);
  for (let at = 0; at < items.length; at++) {
    // Each is a binary search.
    if ((at & 0x3ff) === 0x3ff) yield;
    const value = valueOf(items[at] ?? 0);
    let low = 0;
    let high = count;
    while (low < high) {
      const half = (low + high) >>> 1;
      if (valueOf(items[piles[half] ?? 0] ?? 0) < value) low = half + 1;
      else high = half;
    }
    before[at] = low > 0 ? (piles[low - 1] ?? -1) : -1;
    piles[low] = at;
    if (low === count) count++;
  }
  // The piles are no longer needed: what is chosen takes their places, from the back.
  let at = piles[count - 1] ?? -1;
  for (let rank = count - 1; rank >= 0; rank--) {
    if (isTurn(rank)) yield;
    piles[rank] = items[at] ?? 0;
    at = before[at] ?? -1;
  }
  return piles.subarray(0, count);
}
