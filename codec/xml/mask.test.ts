import { expect, it } from 'vitest';
import { templateSpans } from '../template/blanks.js';
import { maskXml } from './mask.js';

it('puts letters where placeholders stand and leaves escaped braces', () => {
  const text = '<a>{{hash md5 "<b>"}}</a>\\{{';
  expect(maskXml(text, templateSpans(text))).toBe(`<a>${'x'.repeat(18)}</a>\\{{`);
  expect(maskXml('<a/>', [])).toBe('<a/>');
});
