import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEscapes, parseEscapes } from './escapes.js';
import { ok } from './result.js';

describe('parseEscapes', () => {
  it.each([
    ['abc', [0x61, 0x62, 0x63]],
    ['\\x00\\xFf', [0x00, 0xff]],
    ['\\0\\a\\b\\t\\n\\v\\f\\r\\e', [0, 7, 8, 9, 10, 11, 12, 13, 27]],
    ['\\\\\\"\\\'', [0x5c, 0x22, 0x27]],
    ['a\\nb\\x01c', [0x61, 0x0a, 0x62, 0x01, 0x63]],
    ['\\u0041\\u20ac', [0x41, 0xe2, 0x82, 0xac]],
    ['\\u{1F600}\\u{41}', [0xf0, 0x9f, 0x98, 0x80, 0x41]],
    ['\\uD83D\\uDE00', [0xf0, 0x9f, 0x98, 0x80]],
    ['\\{{x}}', [0x7b, 0x7b, 0x78, 0x7d, 0x7d]],
    ['é', [0xc3, 0xa9]],
    ['', []],
  ])('reads %j', (text, bytes) => {
    expect(parseEscapes(text)).toEqual(ok(Uint8Array.from(bytes)));
  });

  it.each([
    ['ab\\', 2],
    ['\\q', 0],
    ['a\\x4', 1],
    ['\\xg0', 0],
    ['\\u12', 0],
    ['\\u{110000}', 0],
    ['\\u{D800}', 0],
    ['\\u{DFFF}', 0],
    ['\\u{}', 0],
    ['\\uD83D', 0],
    ['\\uD83Dx', 0],
    ['\\uD83D\\u0041', 0],
    ['\\uD83D\\uE000', 0],
    ['\\uDE00', 0],
  ])('refuses %j at %i', (text, offset) => {
    expect(parseEscapes(text)).toMatchObject({
      ok: false,
      error: { code: 'escape.invalid', detail: { offset } },
    });
  });
});

describe('formatEscapes', () => {
  it('keeps what can be read and escapes the rest', () => {
    const bytes = Uint8Array.of(
      0x48,
      0x0a,
      0x00,
      0x01,
      0x7f,
      0x5c,
      0x22,
      0xc3,
      0xa9,
      0xff,
      0xe2,
      0x80,
      0xae,
      0xe2,
      0x82,
    );
    expect(formatEscapes(bytes)).toBe('H\\n\\0\\x01\\x7f\\\\"é\\xff\\u{202e}\\xe2\\x82');
    expect(formatEscapes(Uint8Array.of(0xf0, 0x9f, 0x98, 0x80, 0xf0))).toBe('😀\\xf0');
  });

  it('is read back to the same bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        expect(parseEscapes(formatEscapes(some))).toEqual(ok(some));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
