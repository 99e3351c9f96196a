import { describe, expect, it } from 'vitest';
import { cursorAfter, rangeOf, toneAt, type HexCursor } from './hex-selection.js';
import { asciiByte, copyHex, hexByte, offsetDigits } from './hex-text.js';

const shape = { size: 100, columns: 16, page: 3 };
const at = (head: number, anchor = head): HexCursor => ({ anchor, head });
const after = (
  cursor: HexCursor | undefined,
  key: string,
  shift = false,
  mod = false,
): HexCursor | undefined => cursorAfter(cursor, { key, shift, mod }, shape);

describe('cursorAfter', () => {
  it('puts the cursor on the first byte with the first key', () => {
    expect(after(undefined, 'ArrowDown')).toEqual(at(0));
  });

  it('moves by byte, row, page and to the ends of row and payload', () => {
    expect(after(at(20), 'ArrowLeft')).toEqual(at(19));
    expect(after(at(20), 'ArrowRight')).toEqual(at(21));
    expect(after(at(20), 'ArrowUp')).toEqual(at(4));
    expect(after(at(20), 'ArrowDown')).toEqual(at(36));
    expect(after(at(20), 'PageDown')).toEqual(at(68));
    expect(after(at(70), 'PageUp')).toEqual(at(22));
    expect(after(at(20), 'PageUp')).toEqual(at(4));
    expect(after(at(20), 'Home')).toEqual(at(16));
    expect(after(at(20), 'End')).toEqual(at(31));
    expect(after(at(20), 'Home', false, true)).toEqual(at(0));
    expect(after(at(20), 'End', false, true)).toEqual(at(99));
  });

  it('stays inside at the edges and in the short last row', () => {
    expect(after(at(0), 'ArrowLeft')).toEqual(at(0));
    expect(after(at(4), 'ArrowUp')).toEqual(at(4));
    expect(after(at(99), 'ArrowRight')).toEqual(at(99));
    expect(after(at(90), 'ArrowDown')).toEqual(at(90));
    expect(after(at(97), 'End')).toEqual(at(99));
    expect(after(at(90), 'PageDown')).toEqual(at(99));
  });

  it('stretches from the anchor with Shift, in both directions', () => {
    const down = after(at(20), 'ArrowDown', true);
    expect(down).toEqual(at(36, 20));
    expect(rangeOf(at(36, 20))).toEqual({ from: 20, to: 37 });
    expect(rangeOf(at(4, 20))).toEqual({ from: 4, to: 21 });
    expect(after(at(36, 20), 'ArrowRight')).toEqual(at(37));
  });

  it('takes everything with Ctrl+A and nothing from other keys or an empty payload', () => {
    expect(after(at(5), 'a', false, true)).toEqual(at(99, 0));
    expect(after(at(5), 'x')).toBeUndefined();
    expect(
      cursorAfter(undefined, { key: 'End', shift: false, mod: true }, { ...shape, size: 0 }),
    ).toBeUndefined();
  });
});

describe('toneAt', () => {
  it('lets the later mark win where two cover a byte', () => {
    const wide = { from: 0, to: 10, tone: 'in' as const };
    const narrow = { from: 2, to: 4, tone: 'out' as const };
    expect(toneAt([wide, narrow], 3)).toBe(narrow);
    expect(toneAt([wide, narrow], 4)).toBe(wide);
    expect(toneAt([wide, narrow], 10)).toBeUndefined();
  });
});

describe('hex text', () => {
  it('writes pairs, sixteen to a line', () => {
    expect(hexByte(0x0a)).toBe('0a');
    expect(copyHex(Uint8Array.from({ length: 18 }, (_, i) => i))).toBe(
      '00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11',
    );
  });

  it('shows printable ASCII alone, one cell for each byte', () => {
    expect([0x00, 0x1f, 0x20, 0x41, 0x7e, 0x7f, 0xe2].map(asciiByte).join('')).toBe('·· A~··');
  });

  it('makes offsets as wide as the last one, four digits at least', () => {
    expect([0, 16, 0x1_0000, 0x1_0001, 2 ** 31].map(offsetDigits)).toEqual([4, 4, 4, 5, 8]);
  });
});
