import { expect, it } from 'vitest';
import { templateSpans } from './blanks.js';

it('finds placeholders, quotes in them included, and escaped braces with their backslashes', () => {
  const text = 'a {{x}} \\{{y}} \\\\{{hash md5 "}}"}}{{z}}';
  expect(templateSpans(text).map(({ start, end, call }) => [text.slice(start, end), call])).toEqual([
    ['{{x}}', true],
    ['\\{{', false],
    ['\\\\{{hash md5 "}}"}}', true],
    ['{{z}}', true],
  ]);
});

it('finds nothing in a text without templates, or in one that cannot be read', () => {
  expect(templateSpans('{"a":{"b":1}}')).toEqual([]);
  expect(templateSpans('{{x}} {{')).toEqual([]);
});
