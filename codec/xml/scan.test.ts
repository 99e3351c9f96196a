import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanXml } from './scan.js';

const tokens = (text: string): string[] =>
  Array.from(
    scanXml(text),
    ({ kind, start, end, cut }) => `${kind}${cut ? '!' : ''} ${text.slice(start, end)}`,
  );

it('cuts a document into markup and text', () => {
  const text =
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e ">">]><a x="1>2" y=\'/\'>t<b/><!--<c>--><![CDATA[<d>]]></a >\n';
  expect(tokens(text)).toEqual([
    'pi <?xml version="1.0"?>',
    'doctype <!DOCTYPE a [<!ENTITY e ">">]>',
    'open <a x="1>2" y=\'/\'>',
    'text t',
    'empty <b/>',
    'comment <!--<c>-->',
    'cdata <![CDATA[<d>]]>',
    'close </a >',
    'text \n',
  ]);
});

it('says what runs into the end, and goes on behind a tag that another one cuts short', () => {
  expect(tokens('<a <b>')).toEqual(['open! <a ', 'open <b>']);
  expect(tokens('<a x="1><b/>')).toEqual(['open <a x="1>', 'empty <b/>']);
  for (const text of ['<!--', '<![CDATA[', '<?x', '<!DOCTYPE a [', '<!DOCTYPE <!--']) {
    expect(tokens(text)[0]).toMatch(/^\w+! /);
  }
  expect(tokens('1 < 2')).toEqual(['text 1 ', 'text < 2']);
});

it('puts every character into a token', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    "'",
    '!--',
    '-->',
    '[',
    ']',
    'a',
    ' ',
    '<?',
    '?>',
    '<![CDATA[',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(Array.from(scanXml(text), ({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    }),
  );
});
