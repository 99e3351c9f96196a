import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { cbor } from './cbor.js';
import { noContext } from './dissector.js';

/** Value of the outermost item, and the lines within it without their places. */
function read(bytes: string): string[] {
  return outlineOf(cbor, hex(bytes)).map((line) =>
    line.replace(/^Item 1 @\d+\+\d+ = /, '').replace(/ @\d+\+\d+/, ''),
  );
}

describe('cbor', () => {
  // RFC 8949 appendix A.
  it.each([
    ['00', '0'],
    ['0a', '10'],
    ['17', '23'],
    ['18 18', '24'],
    ['18 64', '100'],
    ['19 03e8', '1000'],
    ['1a 000f4240', '1000000'],
    ['1b 000000e8d4a51000', '1000000000000'],
    ['1b ffffffffffffffff', '18446744073709551615'],
    ['3b ffffffffffffffff', '-18446744073709551616'],
    ['20', '-1'],
    ['29', '-10'],
    ['38 63', '-100'],
    ['39 03e7', '-1000'],
    ['f9 0000', '0.0 (float16)'],
    ['f9 8000', '-0.0 (float16)'],
    ['f9 3c00', '1.0 (float16)'],
    ['fb 3ff199999999999a', '1.1 (float64)'],
    ['f9 3e00', '1.5 (float16)'],
    ['f9 7bff', '65504.0 (float16)'],
    ['fa 47c35000', '100000.0 (float32)'],
    ['fa 7f7fffff', '3.4028235e+38 (float32)'],
    ['fb 7e37e43c8800759c', '1e+300 (float64)'],
    ['f9 c400', '-4.0 (float16)'],
    ['fb c010666666666666', '-4.1 (float64)'],
    ['f9 7c00', 'Infinity (float16)'],
    ['f9 7e00', 'NaN (float16)'],
    ['fb fff0000000000000', '-Infinity (float64)'],
    ['f4', 'false'],
    ['f5', 'true'],
    ['f6', 'null'],
    ['f7', 'undefined'],
    ['f0', 'simple(16)'],
    ['f8 ff', 'simple(255)'],
    ['40', "h''"],
    ['44 01020304', "h'01 02 03 04'"],
    ['60', '""'],
    ['61 61', '"a"'],
    ['62 225c', '""\\"'],
    ['63 e6b0b4', '"水"'],
    ['64 f0908591', '"𐅑"'],
    ['80', '[ 0 items ]'],
    ['a0', '{ 0 pairs }'],
    ['9f ff', '[ 0 items ], indefinite length'],
  ])('reads %s as %s', (bytes, value) => {
    expect(read(bytes)).toEqual([value]);
  });

  it.each([
    [
      'c2 49 010000000000000000',
      ['18446744073709551616 (tag 2, unsigned bignum)', "  value = h'01 00 00 00 00 00 00 00 00'"],
    ],
    [
      'c3 49 010000000000000000',
      ['-18446744073709551617 (tag 3, negative bignum)', "  value = h'01 00 00 00 00 00 00 00 00'"],
    ],
    ['c1 1a 514b67b0', ['2013-03-21T20:04:00Z (tag 1, seconds since 1970)', '  value = 1363896240']],
    [
      'c0 74 323031332d30332d32315432303a30343a30305a',
      ['tag 0, date and time as text (RFC 3339)', '  value = "2013-03-21T20:04:00Z"'],
    ],
    ['d8 18 45 6449455446', ['tag 24, encoded CBOR data item', "  value = h'64 49 45 54 46'"]],
    [
      '83 01 82 02 03 82 04 05',
      [
        '[ 3 items ]',
        '  [0] = 1',
        '  [1] = [ 2 items ]',
        '    [0] = 2',
        '    [1] = 3',
        '  [2] = [ 2 items ]',
        '    [0] = 4',
        '    [1] = 5',
      ],
    ],
    ['a2 01 02 03 04', ['{ 2 pairs }', '  1 = 2', '  3 = 4']],
    [
      'a2 61 61 01 61 62 82 02 03',
      ['{ 2 pairs }', '  a = 1', '  b = [ 2 items ]', '    [0] = 2', '    [1] = 3'],
    ],
    ['5f 42 0102 43 030405 ff', ['byte string in pieces', "  piece 1 = h'01 02'", "  piece 2 = h'03 04 05'"]],
    [
      '7f 65 7374726561 64 6d696e67 ff',
      ['text string in pieces', '  piece 1 = "strea"', '  piece 2 = "ming"'],
    ],
    [
      '9f 01 82 02 03 9f 04 05 ff ff',
      [
        '[ 3 items ], indefinite length',
        '  [0] = 1',
        '  [1] = [ 2 items ]',
        '    [0] = 2',
        '    [1] = 3',
        '  [2] = [ 2 items ], indefinite length',
        '    [0] = 4',
        '    [1] = 5',
      ],
    ],
    ['bf 63 46756e f5 63 416d74 21 ff', ['{ 2 pairs }, indefinite length', '  Fun = true', '  Amt = -2']],
  ])('reads %s with what it holds', (bytes, lines) => {
    expect(read(bytes)).toEqual(lines);
  });

  // RFC 8949 appendix F: not well-formed.
  it.each([
    ['18', 'its head needs 2 bytes, 1 there'],
    ['1b 01020304050607', 'its head needs 9 bytes, 8 there'],
    ['61', 'the string needs 1 byte, 0 there'],
    ['5b ffffffffffffffff 01', 'the string needs 18446744073709552000 bytes, 1 there'],
    ['82 00', 'the bytes end where an item belongs'],
    ['a1 01', 'the bytes end where an item belongs'],
    ['c0', 'the bytes end where an item belongs'],
    ['9f 81 00', 'the bytes end where an item belongs'],
    ['1c', 'additional information 28 is reserved'],
    ['fe', 'additional information 30 is reserved'],
    ['f8 18', 'a simple value below 32 has no second byte'],
    ['5f 00 ff', 'a piece must be a string of definite length and the same type'],
    ['7f 41 00 ff', 'a piece must be a string'],
    ['5f 5f 41 00 ff ff', 'a piece must be a string'],
    ['ff', 'a break where nothing is to be ended'],
    ['81 ff', 'a break where nothing is to be ended'],
    ['bf 00 ff', 'a break between a key and its value'],
    ['1f', 'major type 0 has no indefinite length'],
    ['df', 'major type 6 has no indefinite length'],
    ['62 c328', 'ill-formed UTF-8 at byte 1'],
  ])('names what is wrong with %s', (bytes, error) => {
    expect(read(bytes).filter((line) => line.includes(` !${error}`))).toHaveLength(1);
  });

  it('gives each item its bytes', () => {
    expect(outlineOf(cbor, hex('a1 63 616263 c1 1a 514b67b0 f5'))).toEqual([
      'Item 1 @0+11 = { 1 pair }',
      '  abc @1+10 = 2013-03-21T20:04:00Z (tag 1, seconds since 1970)',
      '    value @6+5 = 1363896240',
      'Item 2 @11+1 = true',
    ]);
  });

  it('is sure of self-described CBOR and of maps with text for keys', () => {
    const sure = (bytes: Uint8Array): number => cbor.sniff(bytes, noContext);
    expect(sure(hex('d9d9f7 00'))).toBeGreaterThan(0.9);
    expect(sure(hex('a1 61 61 01'))).toBeGreaterThanOrEqual(0.5);
    expect([utf8('hello'), hex('00'), hex('82 01'), new Uint8Array()].map(sure)).toEqual([0, 0, 0, 0]);
    expect(cbor.dissect(new Uint8Array(), noContext).kind).toBe('need-more');
  });

  it('bounds depth', () => {
    expectSound(cbor, new Uint8Array(300_000).fill(0x9f));
    expectSound(cbor, new Uint8Array(300_000).fill(0xc1));
    expect(read('81'.repeat(1000)).at(-1)).toContain('deeper than 200 levels');
  });

  it('takes any bytes', () => {
    expectSoundPrefixes(cbor, hex('d9d9f7 a3 61 61 9f 01 f9 3c00 ff 20 5f 41 00 ff c2 42 0100 7f 61 61 ff'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectSound(cbor, bytes);
      }),
      { seed: 44, numRuns: 1500 },
    );
  });
});
