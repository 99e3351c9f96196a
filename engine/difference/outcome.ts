import { isTurn, PairState, type Pairs } from '../../codec/index.js';
import type { DifferenceMap, DifferenceTotals } from '../../contract/index.js';

const cells = 512;
const columns = ['same', 'changed', 'left', 'right', 'moved'] as const;

/** What pairs come to: totals, where the differences stand, and a map of them. */
export class Outcome {
  readonly totals: DifferenceTotals;
  /** Positions of the pairs that are not the same, ascending. */
  readonly different: Int32Array;
  readonly map: DifferenceMap;

  private constructor(
    readonly pairs: Pairs,
    totals: Record<(typeof columns)[number], number>,
    different: Int32Array,
    map: DifferenceMap,
  ) {
    this.totals = totals;
    this.different = different;
    this.map = map;
  }

  static *of(pairs: Pairs): Generator<void, Outcome> {
    const totals = { same: 0, changed: 0, left: 0, right: 0, moved: 0 };
    const { length, state } = pairs;
    const width = Math.max(1, Math.ceil(length / cells));
    const cell = (): Uint32Array => new Uint32Array(Math.ceil(length / width));
    const map = { width, changed: cell(), left: cell(), right: cell(), moved: cell() };
    for (let at = 0; at < length; at++) {
      if (isTurn(at)) yield;
      const name = columns[state[at] ?? 0] ?? 'same';
      totals[name]++;
      if (name === 'same') continue;
      const column = map[name];
      const into = Math.floor(at / width);
      column[into] = (column[into] ?? 0) + 1;
    }
    const different = new Int32Array(length - totals.same);
    let next = 0;
    for (let at = 0; at < length; at++) {
      if (isTurn(at)) yield;
      if (state[at] !== PairState.same) different[next++] = at;
    }
    return new Outcome(pairs, totals, different, map);
  }

  /** The difference at or after a position (0), or the next before (-1) or after it (1). */
  seek(position: number, by: -1 | 0 | 1): { readonly position: number; readonly different: number } | null {
    const { different } = this;
    const from = by === 1 ? position + 1 : position;
    let low = 0;
    let high = different.length;
    while (low < high) {
      const half = (low + high) >>> 1;
      if ((different[half] ?? 0) < from) low = half + 1;
      else high = half;
    }
    const index = by === -1 ? low - 1 : low;
    const found = different[index];
    return found === undefined ? null : { position: found, different: index };
  }
}
