import { describe, expect, it } from 'vitest';
import { importPath } from './path.js';

describe('importPath', () => {
  it.each([
    ['a.json', 'a.json'],
    ['a/./b//c.bru', 'a/b/c.bru'],
    ['a\\b.bru', 'a/b.bru'],
    ['a..b/..c', 'a..b/..c'],
  ])('takes %s', (typed, path) => {
    expect(importPath(typed)).toEqual({ ok: true, value: path });
  });

  it.each(['../a', 'a/../b', '/a', 'c:/a', 'C:\\a', '\\\\host\\a', 'a\0b', '.', ''])(
    'refuses %j',
    (typed) => {
      expect(importPath(typed)).toMatchObject({ ok: false, error: { code: 'import.path' } });
    },
  );
});
