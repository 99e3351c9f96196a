import { describe, expect, it } from 'vitest';
import { caretAfter, caretAt, parseOffset, selectionOf } from './hex-caret.js';
import type { HexCaret } from './hex-caret.js';

const shape = { size: 40, columns: 16, page: 2 };
const press = (
  caret: HexCaret,
  key: string,
  held: { shift?: boolean; mod?: boolean } = {},
): HexCaret | null => caretAfter(caret, { key, shift: held.shift ?? false, mod: held.mod ?? false }, shape);

describe('caretAfter', () => {
  it.each([
    ['ArrowLeft', 20, 19],
    ['ArrowRight', 20, 21],
    ['ArrowUp', 20, 4],
    ['ArrowUp', 4, 4],
    ['ArrowDown', 20, 36],
    ['ArrowDown', 36, 40],
    ['PageUp', 36, 4],
    ['PageDown', 4, 36],
    ['Home', 20, 16],
    ['End', 20, 31],
    ['End', 35, 40],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 40, 40],
  ])('moves by %s from %i to %i', (key, from, to) => {
    expect(press(caretAt(from, 'hex'), key)).toEqual(caretAt(to, 'hex'));
  });

  it('goes to either end with Ctrl, and selects everything with Ctrl+A', () => {
    expect(press(caretAt(20, 'text'), 'Home', { mod: true })).toEqual(caretAt(0, 'text'));
    expect(press(caretAt(20, 'hex'), 'End', { mod: true })).toEqual(caretAt(40, 'hex'));
    expect(press(caretAt(20, 'hex'), 'a', { mod: true })).toMatchObject({ anchor: 0, head: 40 });
  });

  it('selects with Shift, and falls to an end of the selection without', () => {
    const one = press(caretAt(5, 'hex'), 'ArrowRight', { shift: true });
    expect(one).toMatchObject({ anchor: 5, head: 6 });
    const two = one === null ? null : press(one, 'ArrowDown', { shift: true });
    expect(two === null ? null : selectionOf(two)).toEqual({ from: 5, to: 22 });
    expect(two === null ? null : press(two, 'ArrowLeft')).toEqual(caretAt(5, 'hex'));
    expect(two === null ? null : press(two, 'ArrowRight')).toEqual(caretAt(22, 'hex'));
  });

  it('goes back to the first digit of a byte that is half typed', () => {
    expect(press({ ...caretAt(5, 'hex'), low: true }, 'ArrowLeft')).toEqual(caretAt(5, 'hex'));
  });

  it('leaves other keys to others', () => {
    expect(press(caretAt(5, 'hex'), 'Enter')).toBeNull();
    expect(press(caretAt(5, 'hex'), 'a')).toBeNull();
  });
});

it('reads offsets, relative ones too, and refuses what lies outside', () => {
  expect(parseOffset('16', 5, 40)).toBe(16);
  expect(parseOffset('0x10', 5, 40)).toBe(16);
  expect(parseOffset(' 1Fh ', 5, 40)).toBe(31);
  expect(parseOffset('+0xA', 5, 40)).toBe(15);
  expect(parseOffset('-5', 5, 40)).toBe(0);
  for (const text of ['', '41', '-6', 'x', '1F', '0x']) expect(parseOffset(text, 5, 40)).toBeNull();
});
