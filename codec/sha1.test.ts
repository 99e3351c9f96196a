import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from './hex.js';
import { sha1 } from './sha1.js';

function digest(message: string): string {
  return formatHex(sha1(new TextEncoder().encode(message)), { separator: '' });
}

describe('sha1', () => {
  // RFC 3174 §7.3.
  it.each([
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
    ['a'.repeat(1_000_000), '34aa973cd4c4daa4f61eeb2bdbad27316534016f'],
    ['01234567'.repeat(80), 'dea356a2cddd90c7a7ecedc5ebb563934f460452'],
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ])('digests a known message', (message, expected) => {
    expect(digest(message)).toBe(expected);
  });

  it('agrees with the platform at every length around a block', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 50, maxLength: 140 }), async (bytes) => {
        const theirs = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes.slice()));
        expect(sha1(bytes)).toEqual(theirs);
      }),
      { seed: 9 },
    );
  });
});
