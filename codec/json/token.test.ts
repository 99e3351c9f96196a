import { describe, expect, it } from 'vitest';
import {
  isJsonSpace,
  jsonStringValue,
  readJsonLiteral,
  readJsonNumber,
  readJsonString,
  skipJsonSpace,
} from './token.js';

describe('JSON tokens', () => {
  it.each([
    ['""', 2, null],
    ['"a\\"b" x', 6, null],
    ['"\\u00e9\\n\\/"', 12, null],
    ['"abc', 4, 4],
    ['"abc\\', 5, 5],
    ['"a\nb"', 5, 2],
    ['"\\q"', 4, 1],
    ['"\\u12g4"', 8, 1],
    ['"\\q', 3, 1],
  ])('reads the string %j', (text, end, errorAt) => {
    expect(readJsonString(text, 0)).toEqual({ end, errorAt });
  });

  it.each([
    ['0', 1, null],
    ['-0.5e+10,', 8, null],
    ['123E-2', 6, null],
    ['12345678901234567890', 20, null],
    ['-', 1, 1],
    ['01', 2, 1],
    ['1.', 2, 2],
    ['1e', 2, 2],
    ['1e+', 3, 3],
  ])('reads the number %j', (text, end, errorAt) => {
    expect(readJsonNumber(text, 0)).toEqual({ end, errorAt });
  });

  it('reads literals and white space', () => {
    expect(['true', 'false', 'null', 'nil'].map((text) => readJsonLiteral(text, 0))).toEqual([
      'true',
      'false',
      'null',
      null,
    ]);
    expect(skipJsonSpace(' \t\r\n\u00a0x', 0)).toBe(4);
    expect(isJsonSpace(0x0b)).toBe(false);
  });

  it('undoes escapes', () => {
    expect(jsonStringValue('"plain"')).toBe('plain');
    expect(jsonStringValue('"a\\u0041\\n"')).toBe('aA\n');
  });

  it('reads strings and numbers of megabytes', () => {
    const long = `"${'a'.repeat(8_000_000)}"`;
    expect(readJsonString(long, 0)).toEqual({ end: long.length, errorAt: null });
    expect(readJsonNumber('9'.repeat(8_000_000), 0)).toEqual({ end: 8_000_000, errorAt: null });
  });
});
