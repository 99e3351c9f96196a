import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { byteDifferences } from './bytes.js';
import type { ByteDifference } from './bytes.js';

function differences(left: Uint8Array, right: Uint8Array): readonly ByteDifference[] {
  const run = byteDifferences(left, right);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

/** The right side, made of the left one and what differs. */
function applied(left: Uint8Array, right: Uint8Array, all: readonly ByteDifference[]): number[] {
  const made: number[] = [];
  let at = 0;
  for (const { leftFrom, leftTo, rightFrom, rightTo } of all) {
    made.push(...left.subarray(at, leftFrom), ...right.subarray(rightFrom, rightTo));
    at = leftTo;
  }
  return [...made, ...left.subarray(at)];
}

describe('byteDifferences', () => {
  it('finds what was put in, left out and replaced', () => {
    const of = (left: string, right: string) => differences(encodeUtf8(left), encodeUtf8(right));
    expect(of('order 17 filled', 'order 17 was filled')).toEqual([
      { leftFrom: 9, leftTo: 9, rightFrom: 9, rightTo: 13 },
    ]);
    expect(of('px=101.25', 'px=99.5')).toEqual([{ leftFrom: 3, leftTo: 8, rightFrom: 3, rightTo: 6 }]);
    expect(of('same', 'same')).toEqual([]);
    expect(of('', 'ab')).toEqual([{ leftFrom: 0, leftTo: 0, rightFrom: 0, rightTo: 2 }]);
  });

  it('makes the right side of the left one', () => {
    const bytes = fc.uint8Array({ maxLength: 60, max: 5 });
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const all = differences(left, right);
        expect(applied(left, right, all)).toEqual([...right]);
        for (const { leftFrom, leftTo, rightFrom, rightTo } of all) {
          expect(leftTo - leftFrom + (rightTo - rightFrom)).toBeGreaterThan(0);
        }
      }),
      { seed: 44, numRuns: 1000 },
    );
  });

  it('turns around with its sides', () => {
    const bytes = fc.uint8Array({ maxLength: 40, max: 3 });
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const mirrored = differences(right, left).map((one) => ({
          ...{ leftFrom: one.rightFrom, leftTo: one.rightTo, rightFrom: one.leftFrom, rightTo: one.leftTo },
        }));
        expect(mirrored).toEqual(differences(left, right));
      }),
      { seed: 49, numRuns: 500 },
    );
  });

  it('is bounded where nothing is alike', () => {
    const left = new Uint8Array(60_000).fill(1);
    const right = Uint8Array.from({ length: 60_000 }, (_, at) => (at % 7 === 0 ? 1 : 2 + (at % 5)));
    expect(applied(left, right, differences(left, right))).toEqual([...right]);
  });
});
