import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultHeight, lineAt, lineHeight, linesShown, lineTops, topShowing } from './line-window.js';

const plain = lineTops(1_000, new Set());

describe('the lines of a table in sight', () => {
  it('gives a line with something wrong the room to say it', () => {
    expect([...lineTops(3, new Set([1]))]).toEqual([
      0,
      lineHeight,
      2 * lineHeight + faultHeight,
      3 * lineHeight + faultHeight,
    ]);
  });

  it('draws few of many, whichever are in sight', () => {
    const shown = linesShown(plain, { top: 500 * lineHeight, height: 10 * lineHeight, kept: -1 });
    expect(shown.length).toBeLessThan(30);
    expect([shown.includes(500), shown.includes(509), shown.includes(0)]).toEqual([true, true, false]);
  });

  it('keeps the line the keyboard is on, in its place among them', () => {
    const at = { top: 500 * lineHeight, height: 100 };
    expect(linesShown(plain, { ...at, kept: 3 })[0]).toBe(3);
    expect(linesShown(plain, { ...at, kept: 999 }).at(-1)).toBe(999);
    expect(linesShown(plain, { ...at, kept: 501 }).filter((one) => one === 501)).toHaveLength(1);
    expect(linesShown(plain, { ...at, kept: 4_000 })).not.toContain(4_000);
  });

  it('draws nothing of an empty table', () => {
    expect(linesShown(lineTops(0, new Set()), { top: 0, height: 300, kept: -1 })).toEqual([]);
  });

  it('finds the line at any height', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.nat(199)),
        fc.nat(6_000),
        (count, faults, y) => {
          const tops = lineTops(count, new Set(faults));
          const found = lineAt(tops, y);
          const wanted = tops.findLastIndex((top, index) => index < count && top <= y);
          expect(found).toBe(wanted);
        },
      ),
    );
  });

  it('scrolls no further than a line needs', () => {
    const view = { top: 260, height: 260 };
    expect(topShowing(plain, 15, view)).toBe(260);
    expect(topShowing(plain, 5, view)).toBe(5 * lineHeight);
    expect(topShowing(plain, 20, view)).toBe(21 * lineHeight - 260);
    expect(topShowing(plain, 20, { top: 0, height: 0 })).toBe(20 * lineHeight);
  });
});
