import { expect, it } from 'vitest';
import { scanXml } from './scan.js';
import { findReferenceFaults, findTagFaults, xmlName } from './tag.js';

const faults = (text: string): string[] => {
  const [token] = scanXml(text);
  if (token === undefined) return [];
  return findTagFaults(text, token, false).map(({ start, end }) => text.slice(start, end));
};

it('takes the names XML takes', () => {
  for (const name of ['a', 'a:b', '_', 'é', 'a-1.2', '\u{10000}x']) expect(name).toMatch(xmlName);
  for (const name of ['', '1', '-a', 'a b', '×', 'a&']) expect(name).not.toMatch(xmlName);
});

it('finds what is wrong with attributes, each at its place', () => {
  expect(faults('<a b="1" c = \'2\' />')).toEqual([]);
  expect(faults('<a b="1>')).toEqual(['"1']);
  expect(faults('<a b= c="1">')).toEqual(['c="1"']);
  expect(faults('<a b=>')).not.toEqual([]);
  expect(faults('<a / b="1">')).toEqual(['/']);
  expect(faults('<a "b">')).not.toEqual([]);
  expect(faults('<a b="&x;&#xD800;&#65;&gt;">')).toEqual(['&x;', '&#xD800;']);
});

it('takes unknown entities for declared where there is a DTD', () => {
  expect(findReferenceFaults('&x;', 0, 3, true)).toEqual([]);
  expect(findReferenceFaults('&x;&', 0, 4, true)).toHaveLength(1);
});
