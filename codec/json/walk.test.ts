import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../result.js';
import { walkJson } from './walk.js';

function events(text: string): string[] {
  const seen: string[] = [];
  const walked = walkJson(text, {
    open: (kind, start) => seen.push(`open ${kind} ${start}`),
    close: (kind, end) => seen.push(`close ${kind} ${end}`),
    key: (start, end) => seen.push(`key ${text.slice(start, end)}`),
    scalar: (kind, start, end) => seen.push(`${kind} ${text.slice(start, end)}`),
  });
  expect(walked).toEqual(ok(undefined));
  return seen;
}

describe('walkJson', () => {
  it('tells what stands in the text, in its order', () => {
    expect(events(' {"a" : [1, -2.50], "a":{}, "b":[true,null,"x"]} ')).toEqual([
      'open object 1',
      'key "a"',
      'open array 8',
      'number 1',
      'number -2.50',
      'close array 18',
      'key "a"',
      'open object 24',
      'close object 26',
      'key "b"',
      'open array 32',
      'true true',
      'null null',
      'string "x"',
      'close array 47',
      'close object 48',
    ]);
  });

  it('takes a scalar alone, and a byte order mark before it', () => {
    expect(events('\ufefffalse')).toEqual(['false false']);
  });

  it.each([
    ['', 'the text ends where a value belongs, line 1, column 1'],
    ['[1,]', "']' where a value belongs, line 1, column 4"],
    ['[1 2]', "'2' where ',' or the closing bracket belongs, line 1, column 4"],
    ['[1}', "'}' where ',' or the closing bracket belongs, line 1, column 3"],
    ['[}', `'}' where a value or ']' belongs, line 1, column 2`],
    ['{]', `']' where a key in double quotes or '}' belongs, line 1, column 2`],
    ['{"a":1,}', `'}' where a key in double quotes belongs, line 1, column 8`],
    ['{"a" 1}', `'1' where ':' belongs, line 1, column 6`],
    ['{"a":}', `'}' where a value belongs, line 1, column 6`],
    ['{a:1}', `'a' where a key in double quotes or '}' belongs, line 1, column 2`],
    ['1 1', `'1' where nothing more belongs, line 1, column 3`],
    ['{\n  "a": nul\n}', `'n' where a value belongs, line 2, column 8`],
    ['["abc', 'the string is not closed, line 1, column 2'],
    ['{"abc', 'the string is not closed, line 1, column 2'],
    ['["a\tb"]', 'U+0009 must be escaped in a string, line 1, column 4'],
    ['["\\q"]', 'unknown escape in a string, line 1, column 3'],
    ['[01]', 'the number is not as JSON writes it, line 1, column 3'],
    ['[', "the text ends where a value or ']' belongs, line 1, column 2"],
  ])('refuses %j saying what and where', (text, message) => {
    expect(walkJson(text, {})).toMatchObject({ ok: false, error: { code: 'json.syntax', message } });
  });

  it('names the depth it refuses, and overflows nothing', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(walkJson(deep, {})).toMatchObject({
      error: {
        code: 'json.depth',
        message: 'nested deeper than 1000 brackets at line 1, column 1001',
        detail: { maxDepth: 1000, offset: 1000 },
      },
    });
    expect(walkJson(deep, {}, { maxDepth: 100_000 }).ok).toBe(true);
  });

  it('stops where it is told', () => {
    expect(walkJson('[1,2]', { stop: () => fail('a.b', 'enough') })).toEqual(fail('a.b', 'enough'));
  });

  it('judges as the platform does', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '}', ']', ',', '"', '0', '\\', 'e', '-', ' '))
      .map(([text, at, junk]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + junk + text.slice(place + (junk === '' ? 1 : 0));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
        let theirs = true;
        try {
          JSON.parse(text);
        } catch {
          theirs = false;
        }
        expect(walkJson(text, {}).ok).toBe(theirs);
      }),
      { seed: 22, numRuns: 3000 },
    );
  });
});
