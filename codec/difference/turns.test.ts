import { describe, expect, it } from 'vitest';
import { SequenceAligner } from './align.js';
import { arrange, OrderPairing, pairEqual } from './pair.js';
import type { SideColumns } from './pair.js';
import { isTurn, stepsAtOnce } from './turns.js';

/** Enough that a loop over all of them stands out. */
const rows = 12 * stepsAtOnce;
/** What one step may look at. */
const looks = 8;

/** Counts what is looked at in columns: work, and not time. */
class Work {
  reads = 0;

  column<T extends object>(column: T): T {
    return new Proxy(column, {
      get: (target, key) => {
        if (typeof key === 'string' && key !== 'length') this.reads++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  side(content: (row: number) => number, time: (row: number) => number = (row) => row): SideColumns {
    return {
      length: rows,
      content: this.column(Int32Array.from({ length: rows }, (_, row) => content(row))),
      sort: this.column(new Uint8Array(rows)),
      time: this.column(Float64Array.from({ length: rows }, (_, row) => time(row))),
    };
  }

  /** The most that was looked at between two yields, and in all. */
  of(work: Generator<void, unknown>): { most: number; all: number } {
    let [most, all] = [0, 0];
    for (let done = false; !done;) {
      this.reads = 0;
      done = work.next().done === true;
      all += this.reads;
      most = Math.max(most, this.reads);
    }
    return { most, all };
  }
}

function expectTurns({ most, all }: { most: number; all: number }, least = rows): void {
  expect(all).toBeGreaterThanOrEqual(least);
  expect(most).toBeLessThanOrEqual(looks * stepsAtOnce);
}

describe('turns', () => {
  it('come every so many steps, and not with the first', () => {
    expect([0, 1, stepsAtOnce - 2].map(isTurn)).toEqual([false, false, false]);
    expect([stepsAtOnce - 1, 2 * stepsAtOnce - 1].map(isTurn)).toEqual([true, true]);
  });

  it('are offered while rows are paired in order', () => {
    const work = new Work();
    const pairing = new OrderPairing(
      work.side((row) => row),
      work.side((row) => row),
      rows,
    );
    expectTurns(work.of(pairing.contents()));
    expect(pairing.partner[rows - 1]).toBe(rows - 1);
    const own = pairing.partner;
    Object.assign(pairing, { partner: work.column(own) });
    expectTurns(work.of(pairing.unclear()));
    expectTurns(work.of(pairing.rest(new Int32Array(rows), new Int32Array(rows), 1)));
  });

  it('are offered while many edits are tried', () => {
    const work = new Work();
    // Two elements in no order: nothing to cut at, and far more edits than are tried at once.
    let state = 1;
    const some = (): number => (state = Math.imul(state, 1_103_515_245) + 12_345) >>> 31;
    const [a, b] = [Array.from({ length: 4_096 }, some), Array.from({ length: 4_096 }, some)];
    const aligner = new SequenceAligner(work.column(a), work.column(b), 2);
    expectTurns(work.of(aligner.align()), 3 * looks * stepsAtOnce);
  });

  it('are offered where sequences are cut at what stands once', () => {
    const work = new Work();
    const a = Int32Array.from({ length: rows }, (_, at) => at);
    // Every two have changed places: as many edits as rows.
    const b = a.map((at) => at ^ 1);
    const aligner = new SequenceAligner(work.column(a), work.column(b), rows, 16);
    expectTurns(work.of(aligner.align()));
    expect(aligner.partner.filter((at) => at >= 0)).toHaveLength(rows / 2);
  });

  it('are offered while rows of one number are passed that came too early', () => {
    const work = new Work();
    const left = work.side(
      () => 0,
      () => 10 * rows,
    );
    const right = work.side(() => 0);
    const by = { left: left.content, right: right.content, numbers: 1 };
    const timing = { tolerance: 1, offset: 0 };
    const partner = work.column(new Int32Array(rows).fill(-1));
    expectTurns(work.of(pairEqual(left, right, partner, by, { timing })));
    expectTurns(work.of(pairEqual(left, right, partner, by, { alone: true })));
    expectTurns(work.of(pairEqual(left, right, partner, by)));
    expect(partner[rows - 1]).toBe(rows - 1);
  });

  it('are offered while pairs are put in order, though all rows of a side come before one', () => {
    for (const byTime of [false, true]) {
      const work = new Work();
      const left = work.side((row) => row);
      const right = work.side(
        (row) => row,
        () => 10 * rows,
      );
      const partner = work.column(new Int32Array(rows).fill(-1));
      const timing = { tolerance: 1, offset: 0 };
      expectTurns(work.of(arrange(left, right, partner, { timing, byTime })));
    }
  });
});
