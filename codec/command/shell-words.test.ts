import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { scanQuotes, splitShellWords } from './shell-words.js';

describe('splitShellWords', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['  a  b\tc ', ['a', 'b', 'c']],
    [`'a b' "c d"`, ['a b', 'c d']],
    [`a'b'"c"d`, ['abcd']],
    [`'' ""`, ['', '']],
    ['a\\ b \\"', ['a b', '"']],
    ['a \\\n  b \\\r\nc', ['a', 'b', 'c']],
    [`"a\\"b\\\\c\\$d\\\`e\\nf"`, ['a"b\\c$d`e\\nf']],
    [`"a\\\nb"`, ['ab']],
    [`'a\\b'`, ['a\\b']],
    [`$'it\\'s\\n\\x41\\u00e9\\q\\t'`, ["it's\nAéq\t"]],
    ['a$b', ['a$b']],
    ['end\\', ['end\\']],
  ])('splits %j', (text, words) => {
    expect(splitShellWords(text)).toEqual(ok(words));
  });

  it.each([
    [`a 'b`, 2],
    [`a "b\\`, 2],
    [`$'b`, 1],
  ])('names the quote that is not closed in %j', (text, offset) => {
    expect(splitShellWords(text)).toMatchObject({
      ok: false,
      error: { code: 'command.quote', detail: { offset } },
    });
  });

  it('reads back words in single quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        expect(splitShellWords(line)).toEqual(ok(words));
      }),
      { seed: 13 },
    );
  });
});

describe('scanQuotes', () => {
  it.each([
    ["a 'b", "'"],
    ['a "b', '"'],
    [String.raw`$'it\'s`, '$'],
    [String.raw`$'it\'s'`, ''],
    [String.raw`\$'a\'`, ''],
    [String.raw`'a\'`, ''],
    [String.raw`"a\"`, '"'],
  ] as const)('finds after %s the open quote %j', (text, open) => {
    expect(scanQuotes(text, '')).toBe(open);
  });

  it('goes on within a quote, and tells what stands outside', () => {
    const outside: number[] = [];
    expect(scanQuotes("b' c | 'd", "'", (at) => outside.push(at))).toBe("'");
    expect(outside).toEqual([2, 3, 4, 5, 6]);
  });
});
