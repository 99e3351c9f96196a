import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isText, isTextInParts } from './websocket-text.js';

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ed a0 80', 'f0 80 80 80', 'c0 af', 'f4 90 80 80', 'e2 82', '80')
      .map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex')),
  },
);
const bytes = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.concat(pieces)) },
);

it('agrees with Node on what is UTF-8, wherever the bytes lie and however they are cut', () => {
  let good = 0;
  let bad = 0;
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(210), { maxLength: 8 }), (whole, places) => {
      const wanted = isUtf8(whole);
      if (wanted) good++;
      else bad++;
      const around = Buffer.concat([Buffer.of(0xff, 0x80), whole, Buffer.of(0xc3)]);
      expect(isText(around, 2, 2 + whole.length)).toBe(wanted);
      const cuts = [0, ...places.map((at) => Math.min(at, whole.length)).sort((a, b) => a - b), whole.length];
      const parts = cuts.slice(1).map((end, i) => ({ bytes: around, start: 2 + cuts[i]!, end: 2 + end }));
      expect(isTextInParts(parts)).toBe(wanted);
    }),
    { numRuns: 3_000, seed: 7 },
  );
  expect(Math.min(good, bad)).toBeGreaterThan(500);
});
