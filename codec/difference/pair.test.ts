import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, OrderPairing, pairEqual, PairState } from './pair.js';
import type { Pairs, SideColumns, Timing } from './pair.js';

interface Side extends SideColumns {
  readonly shape: Int32Array;
}

/** Rows by content; those of one ten are of one shape, which is always of one sort. */
function side(rows: readonly (readonly [content: number, time?: number, sort?: number])[]): Side {
  return {
    length: rows.length,
    content: Int32Array.from(rows, ([content]) => content),
    shape: Int32Array.from(rows, ([content, , sort]) => 3 * Math.floor(content / 10) + (sort ?? 1)),
    sort: Uint8Array.from(rows, ([, , sort]) => sort ?? 1),
    time: Float64Array.from(rows, ([, time], at) => time ?? at),
  };
}

const of = (...contents: number[]): Side => side(contents.map((one) => [one]));

function run<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const letters = ['=', '~', '-', '+', '>'];
const shown = ({ left, right, state, length }: Pairs): string[] =>
  Array.from({ length }, (_, at) => `${letters[state[at] ?? 0]}${left[at]},${right[at]}`);

function inOrder(left: Side, right: Side, timing: Timing | null = null): Pairs {
  const pairing = new OrderPairing(left, right, 1_000);
  run(pairing.contents());
  run(pairing.rest(left.shape, right.shape, 100));
  return run(arrange(left, right, pairing.partner, { timing, byTime: false }));
}

function expectWhole({ left, right, state, length }: Pairs, one: Side, other: Side): void {
  const seen = (column: Int32Array): number[] => [...column.subarray(0, length)].filter((at) => at >= 0);
  expect(seen(left).toSorted((a, b) => a - b)).toEqual(Array.from({ length: one.length }, (_, at) => at));
  expect(seen(right).toSorted((a, b) => a - b)).toEqual(Array.from({ length: other.length }, (_, at) => at));
  for (let at = 0; at < length; at++) {
    const [i, j] = [left[at] ?? -1, right[at] ?? -1];
    const alone = i < 0 ? PairState.right : j < 0 ? PairState.left : null;
    if (alone !== null) expect(state[at]).toBe(alone);
    else expect(state[at] === PairState.changed).toBe(one.content[i] !== other.content[j]);
    if (alone === null) expect(one.sort[i]).toBe(other.sort[j]);
  }
}

const sides = fc
  .array(fc.tuple(fc.nat(40), fc.nat(60), fc.integer({ min: 1, max: 2 })), { maxLength: 30 })
  .map(
    // Time ascends, and a content is of one sort.
    (rows) =>
      side(
        rows
          .toSorted((a, b) => a[1] - b[1])
          .map(([content, time]) => [content, time, 1 + (content % 2)] as const),
      ),
  );

describe('pairs in order', () => {
  it('show an inserted row as inserted and a changed one as changed', () => {
    expect(shown(inOrder(of(1, 12, 3), of(1, 13, 3)))).toEqual(['=0,0', '~1,1', '=2,2']);
    expect(shown(inOrder(of(1, 2, 3), of(1, 99, 2, 3)))).toEqual(['=0,0', '+-1,1', '=1,2', '=2,3']);
    expect(shown(inOrder(of(1, 2, 3), of(1, 3)))).toEqual(['=0,0', '-1,-1', '=2,1']);
  });

  it('pair by shape where several could go together', () => {
    // Between equal rows: 12 is of the shape of 13, and 55 of none.
    expect(shown(inOrder(of(1, 12, 3), of(1, 55, 13, 3)))).toEqual(['=0,0', '+-1,1', '~1,2', '=2,3']);
  });

  it('never pair rows of two sorts', () => {
    expect(shown(inOrder(side([[1, 0, 1]]), side([[2, 0, 2]])))).toEqual(['-0,-1', '+-1,0']);
  });

  it('tell equal rows that came at another time', () => {
    const timing = { tolerance: 5, offset: 100 };
    const pairs = inOrder(
      side([
        [1, 0],
        [2, 10],
      ]),
      side([
        [1, 104],
        [2, 116],
      ]),
      timing,
    );
    expect(shown(pairs)).toEqual(['=0,0', '>1,1']);
  });

  it('ask for shapes only where it is not clear', () => {
    const pairing = new OrderPairing(of(1, 12, 3, 14, 15), of(1, 13, 3, 16), 1_000);
    run(pairing.contents());
    expect([...run(pairing.unclear()).left]).toEqual([0, 0, 0, 1, 1]);
    expect([...run(pairing.unclear()).right]).toEqual([0, 0, 0, 1]);
  });

  it('hold every row once', () => {
    fc.assert(
      fc.property(sides, sides, (one, other) => {
        expectWhole(inOrder(one, other), one, other);
      }),
      { seed: 51, numRuns: 500 },
    );
  });
});

describe('pairEqual', () => {
  const pair = (one: Side, other: Side, options: Parameters<typeof pairEqual>[4]): number[] => {
    const partner = new Int32Array(one.length).fill(-1);
    run(pairEqual(one, other, partner, { left: one.content, right: other.content, numbers: 1_000 }, options));
    return [...partner];
  };

  it('pairs within the tolerance, the earliest first, with an offset', () => {
    const one = side([
      [7, 0],
      [7, 10],
      [8, 20],
    ]);
    const other = side([
      [7, 108],
      [7, 113],
      [8, 160],
    ]);
    expect(pair(one, other, { timing: { tolerance: 5, offset: 100 } })).toEqual([-1, 0, -1]);
    expect(pair(one, other, { timing: { tolerance: 50, offset: 100 } })).toEqual([0, 1, 2]);
    expect(pair(one, other, {})).toEqual([0, 1, 2]);
  });

  it('takes only what stands once where that is asked', () => {
    expect(pair(of(7, 7, 8), of(8, 7), { alone: true })).toEqual([-1, -1, 0]);
    expect(pair(of(7, 8), of(8, 8, 7), { alone: true })).toEqual([2, -1]);
  });

  it('pairs as many within a tolerance as any way can', () => {
    const naive = (one: Side, other: Side, tolerance: number): number => {
      const partner = new Int32Array(other.length).fill(-1);
      const find = (i: number, seen: Set<number>): boolean => {
        for (let j = 0; j < other.length; j++) {
          const apart = Math.abs((one.time[i] ?? 0) - (other.time[j] ?? 0));
          if (seen.has(j) || one.content[i] !== other.content[j] || apart > tolerance) continue;
          seen.add(j);
          if ((partner[j] ?? -1) >= 0 && !find(partner[j] ?? 0, seen)) continue;
          partner[j] = i;
          return true;
        }
        return false;
      };
      return one.time.reduce((sum, _, i) => sum + (find(i, new Set()) ? 1 : 0), 0);
    };
    fc.assert(
      fc.property(sides, sides, fc.nat(20), (one, other, tolerance) => {
        const found = pair(one, other, { timing: { tolerance, offset: 0 } }).filter((j) => j >= 0);
        expect(found.length).toBe(naive(one, other, tolerance));
      }),
      { seed: 52, numRuns: 500 },
    );
  });

  it('is arranged with every row once, also where pairs cross', () => {
    expect(
      shown(run(arrange(of(1, 2, 3), of(3, 9, 1), Int32Array.of(2, -1, 0), { timing: null, byTime: false }))),
    ).toEqual(['=0,2', '-1,-1', '=2,0', '+-1,1']);
    fc.assert(
      fc.property(sides, sides, fc.boolean(), (one, other, byTime) => {
        const partner = new Int32Array(one.length).fill(-1);
        run(pairEqual(one, other, partner, { left: one.content, right: other.content, numbers: 1_000 }));
        expectWhole(run(arrange(one, other, partner, { timing: null, byTime })), one, other);
      }),
      { seed: 53, numRuns: 500 },
    );
  });

  it('shows what is on the right alone by its time where time leads', () => {
    const one = side([
      [1, 0],
      [2, 100],
    ]);
    const other = side(
      [
        [5, 50],
        [6, 150],
        [7, -1],
      ].toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0)) as [number, number][],
    );
    const pairs = run(
      arrange(one, other, Int32Array.of(-1, -1), { timing: { tolerance: 1, offset: 0 }, byTime: true }),
    );
    expect(shown(pairs)).toEqual(['+-1,0', '-0,-1', '+-1,1', '-1,-1', '+-1,2']);
  });
});
