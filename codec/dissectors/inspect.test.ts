import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../tests/payloads/sound.js';
import { visibleText } from '../text.js';
import { inspectBytes } from './inspect.js';
import type { InspectRow } from './inspect-row.js';

function rowsOf(bytes: Uint8Array, offset = 0): string[] {
  return inspectBytes(bytes, offset).map(line);
}

function line({ label, value, bytes, littleEndian }: InspectRow): string {
  const order = littleEndian === undefined ? '' : littleEndian ? ' LE' : ' BE';
  return `${label}${order} = ${value} (${bytes})`;
}

describe('inspectBytes', () => {
  it('reads every width in both byte orders, exactly', () => {
    const rows = rowsOf(hex('00 ff fe fd fc fb fa f9 f8'), 1);
    expect(rows.slice(0, 15)).toEqual([
      'bits = 11111111 (1)',
      'u8 = 255 (1)',
      'i8 = -1 (1)',
      'u16 LE = 65279 (2)',
      'u16 BE = 65534 (2)',
      'i16 LE = -257 (2)',
      'i16 BE = -2 (2)',
      'u32 LE = 4244504319 (4)',
      `u32 BE = ${0xfffefdfc} (4)`,
      'i32 LE = -50462977 (4)',
      'i32 BE = -66052 (4)',
      `u64 LE = ${0xf8f9fafbfcfdfeffn} (8)`,
      `u64 BE = ${0xfffefdfcfbfaf9f8n} (8)`,
      `i64 LE = ${BigInt.asIntN(64, 0xf8f9fafbfcfdfeffn)} (8)`,
      `i64 BE = ${BigInt.asIntN(64, 0xfffefdfcfbfaf9f8n)} (8)`,
    ]);
  });

  it('reads floats', () => {
    expect(rowsOf(hex('3c 00'))).toContain('f16 BE = 1.0 (2)');
    expect(rowsOf(hex('cd cc cc 3d'))).toContain('f32 LE = 0.1 (4)');
    expect(rowsOf(hex('3f b9 99 99 99 99 99 9a'))).toContain('f64 BE = 0.1 (8)');
    expect(rowsOf(hex('7f c0 00 00'))).toContain('f32 BE = NaN (4)');
  });

  it('reads LEB128', () => {
    expect(rowsOf(hex('e5 8e 26'))).toContain('LEB128 unsigned = 624485 (3)');
    expect(rowsOf(hex('c0 bb 78'))).toContain('LEB128 signed = -123456 (3)');
    expect(rowsOf(hex('ff ff ff ff ff ff ff ff ff 01'))).toContain('LEB128 signed = -1 (10)');
    expect(rowsOf(hex('80 80')).filter((row) => row.startsWith('LEB'))).toEqual([]);
  });

  it('reads text', () => {
    const rows = rowsOf(utf8('xé😀 \u202e\u0000z'), 1);
    expect(rows).toContain('UTF-8 character = é (U+00E9) (2)');
    expect(rows).toContain('UTF-8 text = é😀 ⟨U+202E⟩ (10)');
    expect(rowsOf(utf8('😀'))).toContain('UTF-8 character = 😀 (U+1F600) (4)');
    expect(rowsOf(hex('3d d8 00 de'))).toContain('UTF-16 character LE = 😀 (U+1F600) (4)');
    expect(rowsOf(hex('00 1b'))).toContain('UTF-16 character BE = ␛ (U+001B) (2)');
    expect(rowsOf(utf8('a'.repeat(500))).at(-1)).toBe(`UTF-8 text = ${'a'.repeat(64)}… (64)`);
    expect(rowsOf(hex('ff')).some((row) => row.startsWith('UTF'))).toBe(false);
  });

  it('reads times', () => {
    expect(rowsOf(hex('5a 4a f6 a5'))).toContain('Unix time, s BE = 2018-01-02T03:04:05Z (4)');
  });

  it('has no rows outside the bytes', () => {
    expect([-1, 1, 0.5, NaN].map((offset) => inspectBytes(hex('00'), offset))).toEqual([[], [], [], []]);
    expect(inspectBytes(new Uint8Array(), 0)).toEqual([]);
  });

  it('stays within the bytes and fit for the screen', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, offset) => {
        for (const row of inspectBytes(bytes, offset)) {
          expect(row.bytes).toBeGreaterThan(0);
          expect(offset + row.bytes).toBeLessThanOrEqual(bytes.length);
          expect(visibleText(row.value)).toBe(row.value);
        }
      }),
      { seed: 53, numRuns: 500 },
    );
  });
});
