import { describe, expect, it } from 'vitest';
import { hex } from '../../tests/payloads/sound.js';
import { floatText, halfToNumber, isoTime, readVarint, wholeNumber } from './numbers.js';

describe('halfToNumber', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0x3e00, 1.5],
    [0x7bff, 65504],
    [0x0001, 5.960464477539063e-8],
    [0x0400, 0.00006103515625],
    [0xc400, -4],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i', (bits, value) => {
    expect(halfToNumber(bits)).toBe(value);
  });
});

describe('floatText', () => {
  it('is short, and tells a float from an integer', () => {
    expect(floatText(1, 64)).toBe('1.0');
    expect(floatText(-0, 32)).toBe('-0.0');
    expect(floatText(Math.fround(0.1), 32)).toBe('0.1');
    expect(floatText(Math.fround(3.4028234663852886e38), 32)).toBe('3.4028235e+38');
    expect(floatText(0.1, 64)).toBe('0.1');
    expect(floatText(1e300, 64)).toBe('1e+300');
    expect([NaN, Infinity, -Infinity].map((value) => floatText(value, 16))).toEqual([
      'NaN',
      'Infinity',
      '-Infinity',
    ]);
  });

  it('tells any two halves apart', () => {
    const seen = new Set<string>();
    for (let bits = 0; bits < 0x7c00; bits++) {
      const text = floatText(halfToNumber(bits), 16);
      expect(seen.has(text)).toBe(false);
      seen.add(text);
    }
  });
});

describe('isoTime', () => {
  it('writes nanoseconds and refuses what no calendar has', () => {
    expect(isoTime(0n)).toBe('1970-01-01T00:00:00Z');
    expect(isoTime(-1n, 500_000_000)).toBe('1969-12-31T23:59:59.5Z');
    expect(isoTime(1514862245n, 678901234)).toBe('2018-01-02T03:04:05.678901234Z');
    expect(isoTime(8_640_000_000_001n)).toBeNull();
    expect(isoTime(0n, 1_000_000_000)).toBeNull();
  });
});

describe('wholeNumber', () => {
  it('is exact in both byte orders', () => {
    const bytes = hex('ff fe fd fc fb fa f9 f8');
    expect(wholeNumber(bytes, 0, 8)).toBe(0xfffefdfcfbfaf9f8n);
    expect(wholeNumber(bytes, 0, 8, { littleEndian: true })).toBe(0xf8f9fafbfcfdfeffn);
    expect(wholeNumber(bytes, 0, 2, { signed: true })).toBe(-2n);
    expect(wholeNumber(bytes, 7, 1)).toBe(0xf8n);
  });
});

describe('readVarint', () => {
  it('reads up to ten bytes', () => {
    expect(readVarint(hex('96 01 ff'), 0)).toEqual({ value: 150n, end: 2, error: null });
    expect(readVarint(hex('ff ff ff ff ff ff ff ff ff 01'), 0)).toEqual({
      value: 2n ** 64n - 1n,
      end: 10,
      error: null,
    });
    expect(readVarint(hex('96'), 0)).toEqual({ value: 22n, end: 1, error: 'cut' });
    expect(readVarint(hex('96 01'), 0, 1)).toEqual({ value: 22n, end: 1, error: 'cut' });
    expect(readVarint(hex('80 80 80 80 80 80 80 80 80 80 01'), 0)).toEqual({
      value: 0n,
      end: 10,
      error: 'long',
    });
  });
});
