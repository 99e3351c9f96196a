import { describe, expect, it } from 'vitest';
import { widthAfter, widthFor, widthStyle } from './column-widths.js';

const press = (key: string, held: Partial<KeyboardEvent> = {}): number | null | undefined =>
  widthAfter({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held }, 100);

describe('widths of the columns', () => {
  it('leave the tracks alone where nobody chose one', () => {
    expect(widthStyle({})).toEqual({});
    expect(widthStyle({ colour: 90, time: Number.NaN })).toEqual({});
  });

  it('are the most of their tracks, within what a column may be', () => {
    expect(widthStyle({ time: 180, kind: 1e9, size: -4 })).toEqual({
      '--preview-least': '96px',
      '--time-wish': 'minmax(32px, 180px)',
      '--kind-wish': 'minmax(32px, 800px)',
      '--size-wish': 'minmax(32px, 32px)',
    });
  });

  it('take from the preview what it can spare, and give it back', () => {
    expect(widthFor(180, 112, 400)).toBe(180);
    expect(widthFor(600, 112, 400)).toBe(416);
    expect(widthFor(180, 112, 20)).toBe(112);
    expect(widthFor(3, 112, 400)).toBe(32);
  });

  it('follow arrows, Shift, Home, End and Enter, and no key of others', () => {
    expect(press('ArrowRight')).toBe(116);
    expect(press('ArrowLeft', { shiftKey: true })).toBe(99);
    expect(press('Home')).toBe(32);
    expect(press('End')).toBe(800);
    expect(press('Enter')).toBeNull();
    expect(press('ArrowDown')).toBeUndefined();
    expect(press('ArrowRight', { altKey: true })).toBeUndefined();
  });
});
