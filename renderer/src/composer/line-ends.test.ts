import { expect, it } from 'vitest';
import { lineEndsOf, withLineEnds } from './line-ends.js';

it('tells the ends of lines apart', () => {
  expect(lineEndsOf('a')).toEqual([]);
  expect(lineEndsOf('a\r\nb\r\n')).toEqual(['crlf']);
  expect(lineEndsOf('a\nb\r\nc\rd\n')).toEqual(['lf', 'crlf', 'cr']);
  expect(lineEndsOf('a\n\r')).toEqual(['lf', 'cr']);
});

it('ends all lines alike', () => {
  expect(withLineEnds('a\nb\r\nc\r', 'crlf')).toBe('a\r\nb\r\nc\r\n');
  expect(withLineEnds('a\r\nb', 'lf')).toBe('a\nb');
  expect(withLineEnds('a\nb', 'cr')).toBe('a\rb');
});
