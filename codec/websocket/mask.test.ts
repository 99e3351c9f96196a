import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { maskKeyBytes, maskKeyOf, unmask } from './mask.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** RFC 6455 §5.3 word for word: transformed-octet-i = original-octet-i XOR masking-key-octet-(i MOD 4). */
function byTheBook(payload: Uint8Array, key: Uint8Array, phase: number): Uint8Array {
  return payload.map((byte, i) => byte ^ (key[(i + phase) % 4] ?? 0));
}

describe('unmask', () => {
  it('reads the masked Hello of RFC 6455 §5.7', () => {
    const payload = bytesOf('7f 9f 4d 51 58');
    unmask(payload, 0, 5, 0x37fa213d);
    expect(new TextDecoder().decode(payload)).toBe('Hello');
  });

  it('does what §5.3 says at any length, place and phase, and touches nothing else', () => {
    const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
    const property = fc.property(
      fc.uint8Array({ maxLength: 700 }),
      key,
      fc.nat(7),
      fc.nat(9),
      (bytes, keyBytes, phase, at) => {
        const target = new Uint8Array(bytes.length + at + 5).fill(0xee);
        target.set(bytes, at);
        unmask(target, at, at + bytes.length, maskKeyOf(keyBytes), phase);
        expect(target.subarray(at, at + bytes.length)).toEqual(byTheBook(bytes, keyBytes, phase));
        expect(target.subarray(0, at).every((byte) => byte === 0xee)).toBe(true);
        expect(target.subarray(at + bytes.length).every((byte) => byte === 0xee)).toBe(true);
      },
    );
    fc.assert(property, { seed: 6455, numRuns: 500 });
  });

  it('works in a view that lies anywhere in its buffer', () => {
    const buffer = new Uint8Array(1000);
    for (let offset = 0; offset < 9; offset++) {
      const view = buffer.fill(0).subarray(offset, offset + 500);
      unmask(view, 0, 500, 0x01020304);
      expect(formatHex(view.subarray(0, 6))).toBe('01 02 03 04 01 02');
      expect(formatHex(view.subarray(494))).toBe('03 04 01 02 03 04');
      expect(buffer[offset + 500]).toBe(0);
    }
  });
});

describe('maskKeyOf', () => {
  it('is undone by maskKeyBytes, the top bit included', () => {
    for (const hex of ['00 00 00 00', '37 fa 21 3d', 'ff 00 00 01', 'ff ff ff ff']) {
      const key = maskKeyOf(bytesOf(hex));
      expect(key).toBeGreaterThanOrEqual(0);
      expect(formatHex(maskKeyBytes(key))).toBe(hex);
    }
    expect(maskKeyOf(bytesOf('aa 37 fa 21 3d'), 1)).toBe(0x37fa213d);
  });
});
