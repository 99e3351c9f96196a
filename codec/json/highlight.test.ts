import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightJson, looksLikeJson } from './highlight.js';

function tokens(text: string): string[] {
  return highlightJson(text).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

describe('highlightJson', () => {
  it('names the tokens', () => {
    expect(tokens('{"a": [1, "x", true]}')).toEqual([
      'punct {',
      'key "a"',
      'punct :',
      'punct [',
      'number 1',
      'punct ,',
      'string "x"',
      'punct ,',
      'literal true',
      'punct ]',
      'punct }',
    ]);
  });

  it.each([
    ['{"ab', ['punct {', 'key "ab']],
    ['{"a":"b', ['punct {', 'key "a"', 'punct :', 'string "b']],
    ['{"a":1,"b', ['punct {', 'key "a"', 'punct :', 'number 1', 'punct ,', 'key "b']],
    ['["a","b', ['punct [', 'string "a"', 'punct ,', 'string "b']],
    [
      '[{"a":1},"b"',
      ['punct [', 'punct {', 'key "a"', 'punct :', 'number 1', 'punct }', 'punct ,', 'string "b"'],
    ],
    ['[-1.', ['punct [', 'number -1.']],
    ['[tru', ['punct [']],
  ])('goes on to where %j is cut', (text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  it('takes keys of what is no longer an object, and leaves out junk', () => {
    expect(tokens('"a": null} x')).toEqual(['key "a"', 'punct :', 'literal null', 'punct }']);
  });

  it('looks past white space made visible', () => {
    expect(tokens('␊{␍␊␉"a":1}')).toEqual(['punct {', 'key "a"', 'punct :', 'number 1', 'punct }']);
  });

  it('covers any text in order, without overlap', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.constantFrom(...'{}[],:"\\-01tnulre.␊ ') }), fc.json()),
        (text) => {
          let last = 0;
          for (const { start, end } of highlightJson(text)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            last = end;
          }
          expect(last).toBeLessThanOrEqual(text.length);
        },
      ),
      { seed: 25, numRuns: 1000 },
    );
  });
});

describe('looksLikeJson', () => {
  it('looks at the first character', () => {
    expect(['{', ' [1', '␊{'].every(looksLikeJson)).toBe(true);
    expect(['', '1', '"a"', 'x{'].some(looksLikeJson)).toBe(false);
  });
});
