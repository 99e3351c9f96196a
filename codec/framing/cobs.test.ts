import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../hex.js';
import { ok } from '../result.js';
import { cobsDecode, cobsEncode } from './cobs.js';

const run = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('cobs', () => {
  // Cheshire and Baker, "Consistent Overhead Byte Stuffing", and the examples known from it.
  it.each<[number[], number[]]>([
    [[], [1, 0]],
    [[0], [1, 1, 0]],
    [
      [0, 0],
      [1, 1, 1, 0],
    ],
    [
      [0x11, 0x22, 0, 0x33],
      [3, 0x11, 0x22, 2, 0x33, 0],
    ],
    [
      [0x11, 0, 0, 0],
      [2, 0x11, 1, 1, 1, 0],
    ],
    [run(1, 254), [255, ...run(1, 254), 0]],
    [
      [0, ...run(1, 254)],
      [1, 255, ...run(1, 254), 0],
    ],
    [run(1, 255), [255, ...run(1, 254), 2, 255, 0]],
    [
      [...run(2, 255), 0],
      [255, ...run(2, 255), 1, 1, 0],
    ],
  ])('codes a known packet', (payload, coded) => {
    expect(formatHex(cobsEncode(Uint8Array.from(payload)))).toBe(formatHex(Uint8Array.from(coded)));
    expect(cobsDecode(Uint8Array.from(coded.slice(0, -1)))).toEqual(ok(Uint8Array.from(payload)));
  });

  it.each([[[3, 0x11]], [[1, 0]]])('names a code that cannot be in %j', (body) => {
    expect(cobsDecode(Uint8Array.from(body))).toMatchObject({ ok: false, error: { code: 'cobs.code' } });
  });

  it('reads back what it writes, which holds no zero but the last byte', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 1200 }),
      fc
        .array(fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 1, 1, 0), { minLength: 240, maxLength: 800 })
        .map((n) => Uint8Array.from(n)),
      fc.nat(1100).map((length) => new Uint8Array(length).fill(7)),
    );
    fc.assert(
      fc.property(payload, (bytes) => {
        const coded = cobsEncode(bytes);
        expect(coded.indexOf(0)).toBe(coded.length - 1);
        expect(cobsDecode(coded.subarray(0, -1))).toEqual(ok(bytes));
      }),
      { seed: 19, numRuns: 300 },
    );
  });
});
