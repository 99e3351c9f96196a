import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampTop,
  drawnRows,
  isScaled,
  maxSpacerPx,
  maxTop,
  pageRows,
  scrollForTop,
  spacerHeight,
  topAfter,
  topForIndex,
  topForScroll,
  windowAt,
  type VirtualGeometry,
} from './virtual-window.js';

const small: VirtualGeometry = { count: 100, rowHeight: 24, viewport: 240 };
const huge: VirtualGeometry = { count: 10_000_000, rowHeight: 24, viewport: 614 };

const geometries = fc.record({
  count: fc.integer({ min: 0, max: 200_000_000 }),
  rowHeight: fc.integer({ min: 1, max: 60 }),
  viewport: fc.integer({ min: 0, max: 4_000 }),
});

describe('a list that fits', () => {
  it('uses its own height and maps the scrollbar one to one', () => {
    expect(isScaled(small)).toBe(false);
    expect(spacerHeight(small)).toBe(2_400);
    expect(scrollForTop(small, 123.5)).toBe(123.5);
    expect(topForScroll(small, 123.5)).toBe(123.5);
  });

  it('draws the rows of which a pixel shows, and the overscan', () => {
    expect(windowAt(small, 0, 0)).toEqual({ from: 0, to: 11, firstVisible: 0, lastVisible: 9 });
    expect(windowAt(small, 12, 2)).toEqual({ from: 0, to: 15, firstVisible: 0, lastVisible: 10 });
    expect(windowAt(small, 240, 2)).toEqual({ from: 8, to: 23, firstVisible: 10, lastVisible: 19 });
  });

  it('holds a top beyond the end at the end', () => {
    expect(windowAt(small, 1e9, 0)).toEqual({ from: 89, to: 100, firstVisible: 90, lastVisible: 99 });
  });
});

describe('an empty list', () => {
  it('draws nothing and does not scroll', () => {
    const empty = { ...small, count: 0 };
    expect(windowAt(empty, 50, 4)).toEqual({ from: 0, to: 0, firstVisible: 0, lastVisible: -1 });
    expect(maxTop(empty)).toBe(0);
    expect(topForIndex(empty, 5, 'auto', 0)).toBe(0);
  });
});

describe('a list of ten million rows', () => {
  it('keeps its spacer under the height browsers clamp', () => {
    expect(isScaled(huge)).toBe(true);
    expect(spacerHeight(huge)).toBe(maxSpacerPx);
  });

  it('reaches the first and the last row at the ends of the scrollbar', () => {
    const range = maxSpacerPx - huge.viewport;
    expect(topForScroll(huge, 0)).toBe(0);
    expect(topForScroll(huge, range)).toBe(maxTop(huge));
    expect(windowAt(huge, topForScroll(huge, range - 0.4), 0).lastVisible).toBe(9_999_999);
  });

  it('shows exactly the row asked for, everywhere', () => {
    for (let index = 0; index < 9_999_900; index += 99_991) {
      const top = topForIndex(huge, index, 'start', 0);
      expect(windowAt(huge, top, 0).firstVisible).toBe(index);
      expect(top % huge.rowHeight).toBe(0);
    }
    for (let index = 100; index < 10_000_000; index += 99_991) {
      expect(windowAt(huge, topForIndex(huge, index, 'end', 0), 0).lastVisible).toBe(index);
    }
  });

  it('moves ten rows for a wheel of ten rows of pixels', () => {
    const top = topForIndex(huge, 5_000_000, 'start', 0);
    expect(windowAt(huge, clampTop(huge, top + 240), 0).firstVisible).toBe(5_000_010);
  });
});

describe('showing a row', () => {
  it('does not move for a row that shows whole', () => {
    expect(topForIndex(small, 12, 'auto', 240)).toBe(240);
    expect(topForIndex(small, 19, 'auto', 240)).toBe(240);
  });

  it('moves just as far as a row above or below needs', () => {
    expect(topForIndex(small, 9, 'auto', 240)).toBe(216);
    expect(topForIndex(small, 20, 'auto', 240)).toBe(264);
    expect(topForIndex(small, 20, 'auto', 250)).toBe(264);
  });

  it('centres, and holds to the ends', () => {
    expect(topForIndex(small, 50, 'center', 0)).toBe(50 * 24 - 108);
    expect(topForIndex(small, 0, 'center', 500)).toBe(0);
    expect(topForIndex(small, 99, 'start', 0)).toBe(2_160);
    expect(topForIndex(small, 1_000, 'end', 0)).toBe(2_160);
  });

  it('pages by a screenful less a row, and at least by one', () => {
    expect(pageRows(small)).toBe(9);
    expect(pageRows({ ...small, viewport: 0 })).toBe(1);
  });
});

describe('every geometry', () => {
  it('draws rows that exist, and covers the viewport', () => {
    fc.assert(
      fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (g, share) => {
        const top = share * maxTop(g);
        const w = windowAt(g, top, 4);
        expect(w.from).toBeGreaterThanOrEqual(0);
        expect(w.to).toBeLessThanOrEqual(g.count);
        if (g.count === 0) return;
        expect(w.to - w.from).toBe(drawnRows(g, 4));
        expect(w.from).toBeLessThanOrEqual(w.firstVisible);
        expect(w.to).toBeGreaterThan(w.lastVisible);
        expect(w.firstVisible * g.rowHeight).toBeLessThanOrEqual(top);
        const bottom = Math.min(top + g.viewport, g.count * g.rowHeight);
        // Binary fractions: a hair of a pixel is not a row.
        expect((w.lastVisible + 1) * g.rowHeight).toBeGreaterThanOrEqual(bottom - 1e-3);
      }),
    );
  });

  it('maps the scrollbar to a top and back within a pixel', () => {
    fc.assert(
      fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (g, share) => {
        const scroll = share * Math.max(0, spacerHeight(g) - g.viewport);
        expect(Math.abs(scrollForTop(g, topForScroll(g, scroll)) - scroll)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('a list whose rows become lower', () => {
  const lower = { ...small, rowHeight: 20 };
  it('keeps the row on top, to the pixel within it', () => {
    expect(topAfter(lower, small, 240, false)).toBe(200);
    expect(topAfter(small, lower, 200, false)).toBe(240);
    expect(topAfter({ ...small, count: 200 }, small, 77, false)).toBe(77);
  });

  it('stays at its end where it follows', () => {
    expect(topAfter(lower, small, 0, true)).toBe(maxTop(lower));
  });
});
