import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiColumn, formatCArray, formatHex, hexDigit, hexDumpLine, parseHex } from './hex.js';
import { ok } from './result.js';

const hello = Uint8Array.of(0x48, 0x65, 0x6c, 0x6c, 0x6f);

describe('parseHex', () => {
  it.each([
    '48656c6c6f',
    '48 65 6C 6C 6F',
    '0x48, 0x65, 0x6c, 0x6c, 0x6f',
    '0X48650x6c6c6f',
    '\\x48\\x65\\x6c\\X6c\\x6f',
    '48:65:6c-6c_6f;',
    ' 48\t65\r\n6c\n6c\u00a06f\u2028',
    '0x48656c6c6f',
  ])('reads %j', (text) => {
    expect(parseHex(text)).toEqual(ok(hello));
  });

  it('reads nothing as no bytes', () => {
    expect(parseHex(' \n')).toEqual(ok(new Uint8Array(0)));
  });

  it('names the character it cannot read and where it stands', () => {
    const result = parseHex('48 65\n6c zz');
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: 'hex.digit',
        message: "'z' at offset 9 (line 2, column 4) is not a hex digit",
        detail: { offset: 9, line: 2, column: 4 },
      },
    });
  });

  it('names an odd last digit', () => {
    expect(parseHex('48 65 6c 6c 6f 7 ')).toMatchObject({
      error: {
        code: 'hex.odd',
        message: "odd number of hex digits: the last digit '7' at offset 15 has no pair",
      },
    });
    expect(parseHex('abc')).toMatchObject({ error: { code: 'hex.odd', detail: { offset: 2 } } });
  });

  it('puts no pair together across a separator or prefix', () => {
    expect(parseHex('1 2')).toMatchObject({ error: { code: 'hex.odd', detail: { offset: 0 } } });
    expect(parseHex('0x1\\x22')).toMatchObject({ error: { code: 'hex.odd', detail: { offset: 2 } } });
  });

  it('names a prefix without digits', () => {
    expect(parseHex('48 0x')).toMatchObject({
      error: { code: 'hex.digit', message: "'0x' at offset 3 has no hex digits after it" },
    });
    expect(parseHex('48\\q')).toMatchObject({ error: { code: 'hex.digit', detail: { offset: 2 } } });
  });

  it('reads back what formatHex writes, however it is separated', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('', ' ', ', ', ':', '-', '\n', ' 0x', '\\x'),
        fc.boolean(),
        (bytes, separator, uppercase) => {
          expect(parseHex(formatHex(bytes, { separator, uppercase }))).toEqual(ok(bytes));
        },
      ),
      { seed: 1 },
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('0', 'x', '\\', 'a', ' ', 'é', '\n', '9') }), (text) => {
        const result = parseHex(text);
        if (!result.ok) expect(result.error.detail?.['offset']).toBeLessThan(text.length);
      }),
      { seed: 2 },
    );
  });
});

describe('formatHex and its kin', () => {
  it('writes pairs', () => {
    expect(formatHex(hello)).toBe('48 65 6c 6c 6f');
    expect(formatHex(hello, { perLine: 2 })).toBe('48 65\n6c 6c\n6f');
    expect(formatHex(hello, { perLine: 5, separator: '' })).toBe('48656c6c6f');
    expect(formatHex(new Uint8Array(), { perLine: 2 })).toBe('');
    expect(formatHex(hello, { separator: '', uppercase: true })).toBe('48656C6C6F');
  });

  it('writes dump lines whose columns stand under each other', () => {
    const bytes = Uint8Array.of(0xc1, 0x7e, 0x00, 0x83, 0x20, 0x7f);
    expect(hexDumpLine(bytes, 0, 4)).toBe('0000  c1 7e 00 83  .~..');
    expect(hexDumpLine(bytes, 4, 4)).toBe(`0004  20 7f${' '.repeat(9)}.`);
    expect(hexDumpLine(new Uint8Array(0x10010), 0x10000)).toBe(
      `10000  ${'00 '.repeat(16)} ${'.'.repeat(16)}`,
    );
    expect(asciiColumn(bytes)).toBe('.~.. .');
  });

  it('writes a C array', () => {
    expect(formatCArray(Uint8Array.of(0x48, 0x0a))).toBe('{ 0x48, 0x0a }');
    expect(formatCArray(new Uint8Array(0))).toBe('{ }');
  });

  it('knows the digits', () => {
    const digits = [...Array(128).keys()].filter((unit) => hexDigit(unit) >= 0);
    expect(String.fromCharCode(...digits)).toBe('0123456789ABCDEFabcdef');
    expect([...'09afAF'].map((digit) => hexDigit(digit.charCodeAt(0)))).toEqual([0, 9, 10, 15, 10, 15]);
  });
});
