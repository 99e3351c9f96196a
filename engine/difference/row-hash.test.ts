import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  ContentHash,
  decodeUtf8Lossy,
  looksLikeJson,
  parseJsonPath,
} from '../../codec/index.js';
import type { IgnoredPath } from '../../codec/index.js';
import { value } from '../log/fixture.js';
import { RowHash } from './row-hash.js';

/** As it was before meanings were remembered: each payload is read for itself. */
function plainly(
  kind: number,
  direction: number,
  payload: Uint8Array,
  ignored: readonly IgnoredPath[],
): string {
  const hash = new ContentHash(7);
  hash.number((direction << 8) | kind);
  hash.number(9);
  hash.number(2);
  const json = looksLikeJson(String.fromCharCode(...payload.subarray(0, 16)));
  const canonical = json ? canonicalJson(decodeUtf8Lossy(payload), ignored) : null;
  if (canonical === null) hash.bytes(payload);
  else {
    hash.number(1);
    hash.text(canonical);
  }
  hash.finish();
  return `${hash.high} ${hash.low}`;
}

const payload = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('{"a":1,"b":2}', '{"b":2,"a":1}', '{ "a": 1, "b": 2 }', '{"a":1', '[1]'),
    },
    fc.json({ maxDepth: 2 }),
    fc.string(),
  )
  .map((text) => Buffer.from(text));

describe('hashes of rows by meaning', () => {
  it('are those of each payload for itself, however often it comes', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 3, max: 4 }), fc.integer({ min: 1, max: 2 }), payload), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, fc.boolean(), (some, ignores) => {
        const ignored: IgnoredPath[] = ignores ? [value(parseJsonPath('$.b'))] : [];
        const hash = new RowHash(7, true, ignored);
        for (const [kind, direction, bytes] of [...some, ...some.toReversed()]) {
          hash.whole({ kind, direction, facts: 9, peer: 2 }, bytes);
          expect(`${hash.hash.high} ${hash.hash.low}`).toBe(plainly(kind, direction, bytes, ignored));
        }
      }),
      { seed: 46 },
    );
  });
});
