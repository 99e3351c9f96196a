import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHex } from './hex.js';
import { decodeUtf8Lossy, encodeUtf8, utf8Error, Utf8Validator } from './utf8.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** The platform's own judgement. */
function isWellFormed(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('utf8Error', () => {
  it.each(['', '41', 'c3 a9', 'e2 82 ac', 'ed 9f bf', 'ee 80 80', 'f0 90 80 80', 'f4 8f bf bf', 'ef bb bf'])(
    'accepts %s',
    (hex) => {
      expect(utf8Error(bytesOf(hex))).toBeNull();
    },
  );

  it.each([
    ['a continuation byte alone', '41 80', 1],
    ['an overlong slash', 'c0 af', 0],
    ['an overlong two-byte form', '41 c1 bf', 1],
    ['an overlong three-byte form', 'e0 9f bf', 0],
    ['an overlong four-byte form', 'f0 8f bf bf', 0],
    ['a surrogate', '41 42 ed a0 80', 2],
    ['a code point beyond U+10FFFF', 'f4 90 80 80', 0],
    ['a lead byte beyond F4', 'f5 80 80 80', 0],
    ['FF', 'ff', 0],
    ['a character cut by another', '41 e2 82 41', 1],
    ['a lead byte within a character', 'e2 c3 a9', 0],
    ['a last character cut short', '41 f0 9f 98', 1],
  ])('finds %s', (_name, hex, offset) => {
    expect(utf8Error(bytesOf(hex))).toBe(offset);
  });

  it('agrees with the platform and leaves a well-formed prefix', () => {
    const near = fc.array(
      fc.constantFrom(
        0x00,
        0x41,
        0x7f,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc2,
        0xe0,
        0xe1,
        0xed,
        0xf0,
        0xf1,
        0xf4,
        0xf5,
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(near, (numbers) => {
        const bytes = Uint8Array.from(numbers);
        const error = utf8Error(bytes);
        expect(error === null).toBe(isWellFormed(bytes));
        if (error !== null) expect(isWellFormed(bytes.subarray(0, error))).toBe(true);
      }),
      { seed: 6, numRuns: 5000 },
    );
  });
});

describe('Utf8Validator', () => {
  it('says the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(encodeUtf8)),
        fc.array(fc.integer({ min: 1, max: 4 })),
        (bytes, cuts) => {
          const validator = new Utf8Validator();
          let at = 0;
          for (const size of [...cuts, bytes.length]) {
            validator.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(validator.end()).toBe(utf8Error(bytes));
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  it('says the same byte at a time', () => {
    const bytes = bytesOf('41 e2 82 ac f0 9f 98 80 ed a0 80 41');
    const validator = new Utf8Validator();
    const answers = [...bytes].map((byte) => validator.push(Uint8Array.of(byte)));
    expect(answers).toEqual([null, null, null, null, null, null, null, null, null, 8, 8, 8]);
    expect(validator.end()).toBe(8);
    expect(validator.unfinished).toBeNull();
  });

  it('tells an unfinished character from an error until the end', () => {
    const validator = new Utf8Validator();
    expect(validator.push(bytesOf('41 e2 82'))).toBeNull();
    expect(validator.unfinished).toBe(1);
    expect(validator.end()).toBe(1);
    expect(new Utf8Validator().unfinished).toBeNull();
  });
});

describe('decodeUtf8Lossy', () => {
  it('keeps a byte order mark and marks what is ill-formed', () => {
    expect(decodeUtf8Lossy(bytesOf('ef bb bf 41 ff'))).toBe('\ufeffA\ufffd');
  });
});
