import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceAligner } from './align.js';

function partners(a: readonly number[], b: readonly number[], cost = 512): Int32Array {
  const aligner = new SequenceAligner(a, b, 16, cost);
  for (const _ of aligner.align()) continue;
  return aligner.partner;
}

/** Length of the longest common subsequence, by the book. */
function naive(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) {
      next.push(one === b[j] ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const matched = (partner: Int32Array): number => partner.filter((one) => one >= 0).length;

function expectSound(a: readonly number[], b: readonly number[], partner: Int32Array): void {
  let last = -1;
  for (const [i, j] of partner.entries()) {
    if (j < 0) continue;
    expect(a[i]).toBe(b[j]);
    expect(j).toBeGreaterThan(last);
    last = j;
  }
}

const sequence = fc.array(fc.nat(4), { maxLength: 40 });

describe('SequenceAligner', () => {
  it('shows an insertion as one, and nothing behind it as changed', () => {
    expect([...partners([1, 2, 3, 4], [1, 9, 2, 3, 4])]).toEqual([0, 2, 3, 4]);
    expect([...partners([1, 2, 3, 4], [1, 2, 4])]).toEqual([0, 1, -1, 2]);
    expect([...partners([], [1])]).toEqual([]);
    expect([...partners([1, 2], [])]).toEqual([-1, -1]);
  });

  it('finds as much in common as the naive way does', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const partner = partners(a, b);
        expectSound(a, b, partner);
        expect(matched(partner)).toBe(naive(a, b));
      }),
      { seed: 41, numRuns: 1000 },
    );
  });

  it('finds as much from either side', () => {
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        expect(matched(partners(a, b))).toBe(matched(partners(b, a)));
      }),
      { seed: 42 },
    );
  });

  it('stays in order where edits are too many to be exact', () => {
    fc.assert(
      fc.property(sequence, sequence, fc.integer({ min: 1, max: 3 }), (a, b, cost) => {
        expectSound(a, b, partners(a, b, cost));
      }),
      { seed: 43, numRuns: 1000 },
    );
  });

  it('cuts at what stands once, so that far insertions cost little', () => {
    const length = 20_000;
    const a = Array.from({ length }, (_, at) => at);
    const b = [...a.slice(0, 5_000), ...Array.from({ length: 4_000 }, () => length), ...a.slice(5_000)];
    b[15_000] = length + 1;
    const aligner = new SequenceAligner(a, b, length + 2, 16);
    for (const _ of aligner.align()) continue;
    expect(matched(aligner.partner)).toBe(length - 1);
    expect(aligner.partner[5_000]).toBe(9_000);
  });
});
