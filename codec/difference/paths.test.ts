import { describe, expect, it } from 'vitest';
import { isIgnored, parseJsonPath } from './paths.js';
import type { IgnoredPath } from './paths.js';

const ignore = (text: string): IgnoredPath[] => {
  const read = parseJsonPath(text);
  if (!read.ok) throw new Error(read.error.message);
  return [read.value];
};

describe('isIgnored', () => {
  it.each([
    ['ts', ['a', 0, 'ts'], true],
    ['ts', ['ts', 'a'], false],
    ['$.a[*].ts', ['a', 3, 'ts'], true],
    ['$.a[1]', ['a', 1], true],
    ['$.a[1]', ['a', 2], false],
    ['$.a', ['b', 'a'], false],
    ['$["odd name"]', ['odd name'], true],
    ['$', [], true],
  ])('%s at %j: %s', (path, place, expected) => {
    expect(isIgnored(ignore(path), place)).toBe(expected);
  });

  it('asks any of them', () => {
    expect(isIgnored([...ignore('a'), ...ignore('b')], ['x', 'b'])).toBe(true);
  });
});
