import { describe, expect, it } from 'vitest';
import { RowKind } from '../../../contract/index.js';
import type { DifferencePairs } from '../../../contract/index.js';
import { PairCache, pairsAtOnce } from './pair-cache.js';
import { testBatch } from './test-batch.js';

/** A page of pairs of one row each, left and right alone by turns. */
function page(number: number, length = pairsAtOnce): DifferencePairs {
  const from = number * pairsAtOnce;
  const left = Int32Array.from({ length }, (_, i) => (i % 2 === 0 ? i / 2 : -1));
  const right = Int32Array.from({ length }, (_, i) => (i % 2 === 1 ? (i - 1) / 2 : -1));
  const rows = testBatch(
    Array.from({ length: Math.ceil(length / 2) }, () => ({ kind: RowKind.text, payload: 'x' })),
  );
  return {
    ...{
      from,
      length,
      left,
      right,
      leftAt: left,
      rightAt: right,
      leftPeer: new Uint32Array(length),
      rightPeer: new Uint32Array(length),
      leftRows: rows,
      rightRows: rows,
    },
    state: Uint8Array.from({ length }, (_, i) => (i % 2 === 0 ? 2 : 3)),
    position: Float64Array.from({ length }, (_, i) => from + i),
  };
}

describe('PairCache', () => {
  it('has the pairs of the pages that came, and no others', () => {
    const cache = new PairCache();
    cache.put(page(2, 3));
    expect(cache.has(2)).toBe(true);
    expect(cache.has(1)).toBe(false);
    const at = 2 * pairsAtOnce;
    expect(cache.pair(at)).toMatchObject({ state: 2, position: at, leftAt: 0, rightAt: -1, right: null });
    expect(cache.pair(at)?.left?.seq).toBe(1);
    expect(cache.pair(at + 1)).toMatchObject({ state: 3, left: null, rightAt: 0 });
    expect(cache.pair(at + 3)).toBeNull();
    expect(cache.pair(at - 1)).toBeNull();
  });

  it('keeps 64 pages, those that came last', () => {
    const cache = new PairCache();
    for (let number = 0; number < 64; number++) cache.put(page(number, 1));
    // One that comes again is of the last.
    cache.put(page(0, 1));
    cache.put(page(64, 1));
    expect([0, 1, 2, 64].map((number) => cache.has(number))).toEqual([true, false, true, true]);
  });

  it('forgets all of them', () => {
    const cache = new PairCache();
    cache.put(page(0));
    cache.clear();
    expect(cache.pair(0)).toBeNull();
  });
});
