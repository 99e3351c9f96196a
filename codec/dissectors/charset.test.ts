import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../tests/payloads/sound.js';
import { charsets, decodeCharset, isCharset, type CharsetId } from './charset.js';

describe('decodeCharset', () => {
  it.each([
    ['utf-8', 'c3a9 e282ac', 'é€'],
    ['utf-16le', 'fffe e900 3dd800de', '\ufeffé😀'],
    ['utf-16be', '00e9 d83dde00', 'é😀'],
    ['latin1', '41 80 e9 ff', 'A\u0080éÿ'],
    ['windows-1250', '8a e8', 'Šč'],
    ['windows-1251', 'cf f0 e8', 'При'],
    ['windows-1252', '80 92 9f e9 81', '€’Ÿé\u0081'],
    ['windows-1253', 'e1 e2', 'αβ'],
    ['windows-1254', 'f0 fe', 'ğş'],
    ['windows-1255', 'e0 e1', 'אב'],
    ['windows-1256', 'c7 c8', 'اب'],
    ['windows-1257', 'e0 f0', 'ąš'],
    ['windows-1258', 'd5 fe', 'Ơ₫'],
    ['gb18030', 'c4e3 bac3 8130 8130', '你好\u0080'],
    ['shift_jis', '82b1 82f1', 'こん'],
    ['euc-kr', 'b0a1 b3aa', '가나'],
  ] as const)('reads %s', (id, bytes, text) => {
    expect(decodeCharset(hex(bytes), id)).toEqual({ text, replaced: 0 });
  });

  it('counts what means nothing, and not a U+FFFD that was sent', () => {
    expect(decodeCharset(hex('61 ff fe 62 e2 82'), 'utf-8')).toEqual({
      text: 'a\ufffd\ufffdb\ufffd',
      replaced: 3,
    });
    expect(decodeCharset(utf8('\ufffd'), 'utf-8')).toEqual({ text: '\ufffd', replaced: 0 });
    expect(decodeCharset(hex('fdff 00d8 4100 42'), 'utf-16le')).toEqual({
      text: '\ufffd\ufffdA\ufffd',
      replaced: 2,
    });
    expect(decodeCharset(hex('82'), 'shift_jis').replaced).toBe(1);
    expect(decodeCharset(hex('ff'), 'euc-kr').replaced).toBe(1);
    expect(decodeCharset(hex('8431a437 ff'), 'gb18030').replaced).toBe(1);
    expect(decodeCharset(hex('d2'), 'windows-1253').replaced).toBe(1);
  });

  it('takes any bytes in any charset of the menu', () => {
    const all = Uint8Array.from({ length: 1024 }, (_, at) => (at * 167) & 0xff);
    for (const { id } of charsets) {
      const { text, replaced } = decodeCharset(all, id);
      expect(text.length).toBeGreaterThan(200);
      expect(replaced).toBeGreaterThanOrEqual(0);
      expect(decodeCharset(new Uint8Array(), id)).toEqual({ text: '', replaced: 0 });
    }
  });
});

describe('isCharset', () => {
  it('knows the menu', () => {
    const known: CharsetId = 'euc-kr';
    expect(isCharset(known)).toBe(true);
    expect(isCharset('ebcdic')).toBe(false);
  });
});
