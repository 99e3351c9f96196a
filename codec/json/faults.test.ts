import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaults } from './faults.js';
import { walkJson } from './walk.js';

const faults = (text: string): string[] =>
  jsonFaults(text).map(({ start, end, message }) => `${text.slice(start, end)} | ${message}`);

describe('jsonFaults', () => {
  it('names every fault at its place', () => {
    const text = [
      '{',
      '  a: 01,',
      "  'b': 'c'",
      '  "d" true, // why',
      '  "e": [1, 2,],',
      '  "f": undefined,',
      '  "g": "\\q",',
      '  "h": "open',
      '}',
    ].join('\n');
    expect(faults(text)).toEqual([
      'a | a key is in double quotes: "a"',
      '01 | the number is not as JSON writes it',
      "'b' | JSON strings are in double quotes",
      "'c' | JSON strings are in double quotes",
      "\" | ',' is missing before this",
      "t | ':' is missing before this",
      '// why | JSON has no comments',
      ", | ',' before ']': nothing follows it",
      'undefined | undefined is no JSON value: a text is in double quotes',
      "\\q | unknown escape \\ 'q' in a string",
      '"open | the string is not closed on its line',
    ]);
  });

  it.each([
    ['', [' | the text ends where a value belongs']],
    ['[1}', ["[ | '[' is not closed: ']' is missing at the end", "} | '}' closes nothing"]],
    ['{"a":[1}', ["[ | '[' is not closed: ']' is missing"]],
    ['{"a":}', ["} | '}' where the value of a key belongs"]],
    ['{"a"}', ["} | '}' where the value of a key belongs"]],
    ['[,1]', [", | ',' where a value belongs"]],
    ['{,"a":1}', [", | ',' where a key belongs"]],
    ['{[1]:2}', ["[ | '[' where a key in double quotes belongs"]],
    ['1 2', ["2 | '2' after the value: JSON is one value"]],
    ['[:1]', [": | ':' belongs between a key and its value"]],
    ['"a\tb"', ['\tb | U+0009 must be escaped in a string']],
    ['{"broken":', ["{ | '{' is not closed: '}' is missing at the end"]],
  ])('says of %j what is wrong', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('warns of a key that is repeated, however it is escaped', () => {
    expect(jsonFaults('{"a":1,"b":{"a":2},"\\u0061":3}')).toMatchObject([
      { start: 19, end: 27, severity: 'warning' },
    ]);
  });

  it('stops after as many as were asked for', () => {
    expect(jsonFaults('[' + 'x '.repeat(10_000), 9)).toHaveLength(9);
    expect(jsonFaults('['.repeat(100_000)).length).toBeLessThanOrEqual(100);
  });

  it('is content exactly where the walker is', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b',
        '1',
        '-',
        '01',
        'true',
        'nul',
        ' ',
        '\n',
        '"\\',
        '"',
        '1e5',
        '/',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        const wrong = jsonFaults(text).some(({ severity }) => severity === 'error');
        expect([text, wrong]).toEqual([text, !walkJson(text, {}).ok]);
      }),
      { numRuns: 5000 },
    );
  });
});
