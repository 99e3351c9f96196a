import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8Lossy, encodeUtf8 } from '../utf8.js';
import { locateSingleByte, locateUtf16, locateUtf8 } from './text-offsets.js';

describe('locateUtf8', () => {
  it('finds each character in the bytes', () => {
    const located = locateUtf8(encodeUtf8('aé€😀z'));
    expect(located.text).toBe('aé€😀z');
    expect([0, 1, 2, 3, 4, 5, 6].map((unit) => located.at(unit))).toEqual([0, 1, 3, 6, 6, 10, 11]);
    expect(located.at(1)).toBe(1);
  });

  it('answers offsets of the whole, of a part too', () => {
    const located = locateUtf8(encodeUtf8('xxéab'), 2, 5);
    expect(located.text).toBe('éa');
    expect([0, 1, 2].map((unit) => located.at(unit))).toEqual([2, 4, 5]);
  });

  it('agrees with the decoder on ill-formed bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: 0, max: 255 }),
            fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf),
          ),
          { maxLength: 24 },
        ),
        (list) => {
          const bytes = Uint8Array.from(list);
          const located = locateUtf8(bytes);
          for (let unit = 0; unit <= located.text.length; unit++) {
            const second = /[\udc00-\udfff]/.test(located.text[unit] ?? '');
            if (!second)
              expect(decodeUtf8Lossy(bytes.subarray(0, located.at(unit)))).toBe(located.text.slice(0, unit));
          }
          expect(located.at(located.text.length)).toBe(bytes.length);
        },
      ),
      { seed: 31, numRuns: 2000 },
    );
  });
});

describe('locateUtf16 and locateSingleByte', () => {
  it('count two bytes a unit, or one a character', () => {
    const wide = locateUtf16(Uint8Array.of(0x41, 0, 0x3d, 0xd8, 0x00, 0xde, 0x42), true);
    expect(wide.text).toBe('A😀\ufffd');
    expect([wide.at(1), wide.at(3), wide.at(4)]).toEqual([2, 6, 7]);
    const narrow = locateSingleByte(Uint8Array.of(0x41, 0xe9), 'iso-8859-1');
    expect([narrow.text, narrow.at(1), narrow.at(9)]).toEqual(['Aé', 1, 2]);
  });
});
