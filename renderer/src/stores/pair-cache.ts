import type { DifferencePairs } from '../../../contract/index.js';
import { rowAt } from './row-cache.js';
import type { Row } from './row-cache.js';

/** A pair of rows as the screen reads it. */
export interface RowPairing {
  /** `PairState`. */
  readonly state: number;
  /** Among all pairs, from 0. */
  readonly position: number;
  readonly left: Row | null;
  readonly right: Row | null;
  /** Where the rows stand in their sides, for reading payloads; -1 without a row. */
  readonly leftAt: number;
  readonly rightAt: number;
  /** How many-th peers of their sides they are of, from 1; 0 for none. */
  readonly leftPeer: number;
  readonly rightPeer: number;
}

/** Pairs a page holds: one request. */
export const pairsAtOnce = 128;
/** Pages kept: 8 000 pairs around what was looked at last. */
const keptPages = 64;

/** The pages of pairs that were looked at last; the oldest goes first. */
export class PairCache {
  private readonly pages = new Map<number, DifferencePairs>();

  put(pairs: DifferencePairs): void {
    const page = Math.floor(pairs.from / pairsAtOnce);
    this.pages.delete(page);
    this.pages.set(page, pairs);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= keptPages) break;
      this.pages.delete(oldest);
    }
  }

  has(page: number): boolean {
    return this.pages.has(page);
  }

  clear(): void {
    this.pages.clear();
  }

  pair(index: number): RowPairing | null {
    const page = this.pages.get(Math.floor(index / pairsAtOnce));
    if (page === undefined) return null;
    const i = index - page.from;
    const state = page.state[i];
    if (i < 0 || state === undefined) return null;
    return {
      state,
      position: page.position[i] ?? 0,
      left: rowAt(page.leftRows, page.left[i] ?? -1),
      right: rowAt(page.rightRows, page.right[i] ?? -1),
      leftAt: page.leftAt[i] ?? -1,
      rightAt: page.rightAt[i] ?? -1,
      leftPeer: page.leftPeer[i] ?? 0,
      rightPeer: page.rightPeer[i] ?? 0,
    };
  }
}
