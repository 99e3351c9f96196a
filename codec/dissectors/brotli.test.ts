import fc from 'fast-check';
import { brotliCompressSync, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { brotli, decompressBrotli } from './brotli.js';
import { noContext } from './dissector.js';

function compress(bytes: Uint8Array, window = 22, quality = 11): Uint8Array {
  return new Uint8Array(
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_LGWIN]: window, [constants.BROTLI_PARAM_QUALITY]: quality },
    }),
  );
}

describe('brotli', () => {
  it('decompresses, and shows the window', () => {
    // An uncompressed meta-block of one byte and an empty last one (RFC 7932 §9.2).
    expect(decompressBrotli(hex('0b 00 80 58 03'))).toEqual({
      output: utf8('X'),
      limited: false,
      error: null,
    });
    const text = utf8('a text that is said again, a text that is said again');
    const bytes = compress(text);
    expect(brotli.dissect(bytes, noContext)).toMatchObject({ kind: 'done', unwrapped: { bytes: text } });
    expect(outlineOf(brotli, bytes)[0]).toBe('WBITS @0+1 = window of 4194288 bytes');
    expect(outlineOf(brotli, compress(text, 10))[0]).toBe('WBITS @0+1 = window of 1008 bytes');
    expect(outlineOf(brotli, compress(text, 16))[0]).toBe('WBITS @0+1 = window of 65520 bytes');
    expect(outlineOf(brotli, compress(text, 17))[0]).toBe('WBITS @0+1 = window of 131056 bytes');
  });

  it('agrees with the reference encoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 10, max: 24 }), (bytes, window) => {
        expect(decompressBrotli(compress(bytes, window))).toEqual({
          output: bytes,
          limited: false,
          error: null,
        });
      }),
      { seed: 46, numRuns: 40 },
    );
  });

  it('stops at the limit, however little was asked for', () => {
    const bomb = compress(new Uint8Array(20_000_000), 18, 1);
    expect(bomb.length).toBeLessThan(5000);
    const { output, limited, error } = decompressBrotli(bomb);
    expect([output.length, limited, error]).toEqual([16 * 1024 * 1024, true, null]);
  }, 120_000);

  it('notices a stream that is cut short', () => {
    const whole = compress(utf8('the quick brown fox jumps over the lazy dog, the quick brown fox'));
    for (let end = 0; end < whole.length; end++)
      expect(decompressBrotli(whole.subarray(0, end)).error, `${end}`).not.toBeNull();
    expect(brotli.dissect(new Uint8Array(), noContext).kind).toBe('need-more');
    expect(brotli.dissect(hex('11 00'), noContext)).toMatchObject({
      reason: 'its window size is reserved (RFC 7932 §9.1)',
    });
  });

  it('does not run on without end', () => {
    // Empty metadata blocks, one after another.
    expect(decompressBrotli(new Uint8Array(50_000).fill(0x06).fill(0x0c, 0, 1)).error).not.toBeNull();
  });

  it('is never sure, and hardly of text', () => {
    expect(brotli.sniff(compress(utf8('hello hello hello hello hello hello')), noContext)).toBeLessThan(0.5);
    expect(brotli.sniff(compress(utf8('hello hello hello hello hello hello')), noContext)).toBeGreaterThan(
      0.2,
    );
    const long = utf8(Array.from({ length: 60_000 }, (_, at) => String(at * 7919)).join(' '));
    expect(brotli.sniff(compress(long, 22, 4), noContext)).toBeGreaterThan(0.2);
    expect(brotli.sniff(utf8('hello hello'), noContext)).toBe(0);
  });

  it('takes any bytes', () => {
    expectSoundPrefixes(brotli, compress(utf8('hello hello')));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expectSound(brotli, bytes);
      }),
      { seed: 47, numRuns: 150 },
    );
  }, 120_000);
});
