import fc from 'fast-check';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { deflate, gzip, zlib } from './compressed.js';
import { noContext } from './dissector.js';

const named = hex(
  '1f 8b 08 1e 80e1e55f 02 03 0200 4142 612e747874 00 c3a9 00 0000 cb48cdc9c90700 86a61036 05000000',
);

describe('gzip', () => {
  it('shows the header, the data and the trailer', () => {
    const lines = outlineOf(gzip, named);
    expect(lines.slice(0, 4)).toEqual([
      'Member 1 @0+40 = 5 B inflated from 7 B',
      '  Header @0+25 = 25 bytes',
      '    ID @0+2 = 1f 8b',
      '    CM @2+1 = 8, deflate',
    ]);
    expect(lines).toContain('    MTIME @4+4 = 2020-12-25T12:56:32Z');
    expect(lines).toContain('    OS @9+1 = 3, Unix');
    expect(lines).toContain('    FEXTRA @10+4 = 2 bytes');
    expect(lines).toContain('    FNAME @14+6 = a.txt');
    expect(lines.find((line) => line.includes('FCOMMENT @20'))).toBe('    FCOMMENT @20+3 = Ã©');
    expect(lines.find((line) => line.includes('FHCRC @23'))).toContain('!the header has 0x');
    expect(lines.slice(-3)).toEqual([
      '  Deflate data @25+7 = 5 B inflated from 7 B',
      '  CRC32 @32+4 = 0x3610a686',
      '  ISIZE @36+4 = 5 bytes',
    ]);
    expect(gzip.dissect(named, noContext)).toMatchObject({
      consumed: 40,
      unwrapped: { bytes: utf8('hello') },
    });
  });

  it('joins members and checks their sums', () => {
    const two = Uint8Array.of(...gzipSync('one'), ...gzipSync('two'));
    expect(gzip.dissect(two, noContext)).toMatchObject({
      summary: 'gzip, 2 members, 6 B inflated',
      unwrapped: { bytes: utf8('onetwo') },
    });
    const wrong = new Uint8Array(gzipSync('one'));
    wrong[wrong.length - 8]! ^= 1;
    expect(outlineOf(gzip, wrong).at(-2)).toContain('!the output has 0x');
    expect(gzip.dissect(Uint8Array.of(...gzipSync('one'), 0, 0), noContext)).toMatchObject({ consumed: 23 });
  });

  it('inflates what is cut as far as it goes', () => {
    const whole = new Uint8Array(gzipSync(Array.from({ length: 4000 }, String).join(' ')));
    const cut = whole.subarray(0, 60);
    const dissection = gzip.dissect(cut, noContext);
    expect(outlineOf(gzip, cut).at(-1)).toContain('!the data ends before its last block does');
    expect(dissection).toMatchObject({ consumed: 60, unwrapped: { label: 'inflated gzip' } });
  });

  it('stops at 16 MiB and says so', () => {
    const dissection = gzip.dissect(new Uint8Array(gzipSync(new Uint8Array(20_000_000))), noContext);
    expect(dissection).toMatchObject({
      kind: 'done',
      summary: 'gzip, more than 16.8 MB, the rest is not inflated',
    });
    expect(dissection).toHaveProperty('unwrapped.bytes.length', 16 * 1024 * 1024);
  }, 120_000);

  it('tells by the signature', () => {
    expect(gzip.sniff(named, noContext)).toBeGreaterThan(0.9);
    expect(gzip.sniff(utf8('hello'), noContext)).toBe(0);
    expect(gzip.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
    expect(gzip.dissect(hex('1f 8b 08'), noContext).kind).toBe('need-more');
    expect(gzip.dissect(hex('1f 8b 07 00 00 00 00 00 00 00'), noContext).kind).toBe('not-mine');
  });
});

describe('zlib', () => {
  const bytes = hex('78 9c cb 48 cd c9 c9 07 00 06 2c 02 15');

  it('shows the header, the data and the checksum', () => {
    expect(outlineOf(zlib, bytes)).toEqual([
      'CMF @0+1 = 0x78',
      '  CINFO @0+1 = 7, window of 32768 bytes',
      '  CM @0+1 = 8, deflate',
      'FLG @1+1 = 0x9c',
      '  FLEVEL @1+1 = 2, default',
      '  FDICT @1+1 = 0, no dictionary',
      '  FCHECK @1+1 = 28, right',
      'Deflate data @2+7 = 5 B inflated from 7 B',
      'ADLER32 @9+4 = 0x062c0215',
    ]);
    expect(zlib.dissect(bytes, noContext)).toMatchObject({
      consumed: 13,
      unwrapped: { bytes: utf8('hello') },
    });
    expect(outlineOf(zlib, hex('78 9c cb 48 cd c9 c9 07 00 06 2c 02 16')).at(-1)).toContain(
      '!the output has 0x062c0215',
    );
    expect(outlineOf(zlib, hex('78 9c cb 48 cd c9 c9 07 00 06 2c')).at(-1)).toContain(
      '!the checksum has 4 bytes',
    );
  });

  it('is sure of a header of the usual window, unless it is text', () => {
    expect(zlib.sniff(bytes, noContext)).toBeGreaterThan(0.5);
    expect(zlib.sniff(utf8('x^hello'), noContext)).toBeLessThan(0.1);
    expect(zlib.sniff(hex('78 9d 00 00 00 00'), noContext)).toBe(0);
    expect(zlib.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
  });
});

describe('deflate', () => {
  it('inflates and is sure only of what is whole', () => {
    const text = new Uint8Array(deflateRawSync('a text long enough to be told, a text long enough'));
    expect(deflate.dissect(text, noContext)).toMatchObject({ kind: 'done', consumed: text.length });
    expect(deflate.sniff(text, noContext)).toBeGreaterThanOrEqual(0.5);
    expect(deflate.sniff(Uint8Array.of(...text, 1, 2), noContext)).toBe(0);
    expect(deflate.sniff(utf8('a text long enough to be told'), noContext)).toBe(0);
    expect(deflate.dissect(hex('07 01'), noContext).kind).toBe('not-mine');
  });
});

describe('compressed data', () => {
  it('may be any bytes', () => {
    expectSoundPrefixes(gzip, named);
    expectSoundPrefixes(zlib, new Uint8Array(deflateSync('hello hello hello')));
    expectSoundPrefixes(deflate, new Uint8Array(deflateRawSync('hello hello hello')));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectSound(gzip, Uint8Array.of(0x1f, 0x8b, 8, ...bytes));
        expectSound(zlib, Uint8Array.of(0x78, 0x9c, ...bytes));
        expectSound(deflate, bytes);
      }),
      { seed: 45, numRuns: 500 },
    );
  });
});
