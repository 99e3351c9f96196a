import { describe, expect, it } from 'vitest';
import { hexLayout } from './hex-layout.js';

describe('hexLayout', () => {
  it('shows sixteen bytes where they fit, and before the width is known', () => {
    expect(hexLayout(560, 4)).toEqual({ columns: 16, tight: false });
    expect(hexLayout(0, 4)).toEqual({ columns: 16, tight: false });
  });

  it('shows eight, then eight set closer', () => {
    expect(hexLayout(432, 4)).toEqual({ columns: 8, tight: false });
    expect(hexLayout(275, 4)).toEqual({ columns: 8, tight: true });
  });

  it('falls to four where longer offsets leave no room for eight', () => {
    expect(hexLayout(275, 8)).toEqual({ columns: 4, tight: true });
    expect(hexLayout(120, 4)).toEqual({ columns: 4, tight: true });
  });

  it('keeps the columns it was told, set closer where they would be clipped', () => {
    expect(hexLayout(900, 4, 16)).toEqual({ columns: 16, tight: false });
    expect(hexLayout(300, 4, 16)).toEqual({ columns: 16, tight: true });
  });

  it('gives larger type fewer bytes a row', () => {
    expect(hexLayout(560, 4, 'auto', 15)).toEqual({ columns: 8, tight: false });
    expect(hexLayout(740, 4, 'auto', 15)).toEqual({ columns: 16, tight: false });
  });

  it('never takes a layout wider than the width while a narrower one is left', () => {
    for (let width = 200; width < 700; width++) {
      for (const digits of [4, 5, 6, 8]) {
        const { columns, tight } = hexLayout(width, digits);
        const cells = digits + 3 * columns + (columns > 8 ? 1 : 0) - 1 + columns + (tight ? 2 : 5);
        const px = cells * (tight ? 6.6 : 6.9) + (tight ? 24 : 40);
        expect(columns === 4 || px <= width).toBe(true);
      }
    }
  });
});
