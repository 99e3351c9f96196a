import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { ContentHash, HashNumbers } from './hash.js';

const hashed = (feed: (hash: ContentHash) => void, seed = 7): string => {
  const hash = new ContentHash(seed);
  feed(hash);
  hash.finish();
  return `${hash.high.toString(16)} ${hash.low.toString(16)}`;
};

describe('ContentHash', () => {
  it('is the same however the pieces are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, at) => {
        const cut = Math.min(at, bytes.length);
        const whole = hashed((hash) => hash.bytes(bytes));
        expect(
          hashed((hash) => {
            hash.bytes(bytes, 0, cut);
            hash.bytes(bytes.subarray(cut));
          }),
        ).toBe(whole);
      }),
      { seed: 48 },
    );
  });

  it('tells contents apart, and depends on the seed', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 20_000; i++) seen.add(hashed((hash) => hash.bytes(encodeUtf8(`tick ${i}`))));
    for (let i = 0; i < 1_000; i++) seen.add(hashed((hash) => hash.number(i)));
    expect(seen.size).toBe(21_000);
    expect(hashed((hash) => hash.text('a'), 1)).not.toBe(hashed((hash) => hash.text('a'), 2));
    const hash = new ContentHash(7);
    hash.text('x');
    hash.reset();
    hash.text('a');
    hash.finish();
    expect(`${hash.high.toString(16)} ${hash.low.toString(16)}`).toBe(hashed((one) => one.text('a')));
  });
});

describe('HashNumbers', () => {
  it('numbers what is new in order and knows it again, growing as it must', () => {
    const numbers = new HashNumbers(1);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5_000; i++) expect(numbers.of(i % 3, i)).toBe(i);
    }
    expect(numbers.count).toBe(5_000);
  });

  it('knows what it has numbered in whatever order it comes back, also while it moves house', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 400 }), (hashes) => {
        const numbers = new HashNumbers(1);
        const known = new Map<string, number>();
        for (const [high, low] of hashes) {
          const expected = known.get(`${high} ${low}`) ?? known.size;
          known.set(`${high} ${low}`, expected);
          expect(numbers.of(high, low)).toBe(expected);
        }
        expect(numbers.count).toBe(known.size);
      }),
      { seed: 44 },
    );
  });

  it('never moves more than a few of them at once, however many there are', () => {
    const numbers = new HashNumbers(1);
    const lookups = vi.spyOn(Math, 'imul');
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      lookups.mockClear();
      numbers.of(i, i);
      most = Math.max(most, lookups.mock.calls.length);
    }
    lookups.mockRestore();
    expect(numbers.count).toBe(20_000);
    // Each place that is looked for is one call.
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(10);
  });
});
