import { expect, test } from 'vitest';
import { judgeLock } from './check-lock.mjs';

test('accepts an optional package found beside its parent or further up', () => {
  const packages = {
    '': {},
    'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
    'node_modules/a-linux': {},
    'node_modules/b/node_modules/a': { optionalDependencies: { 'a-linux': '2' } },
    'node_modules/b/node_modules/a-linux': {},
    'node_modules/a-darwin': {},
  };
  expect(judgeLock(packages)).toEqual([]);
});

test('names an optional package that the lock lacks', () => {
  const packages = { 'node_modules/@s/a': { optionalDependencies: { '@s/a-win32': '1' } } };
  expect(judgeLock(packages)).toEqual([expect.stringContaining('node_modules/@s/a wants @s/a-win32')]);
});

test('refuses the address of a registry but not a link to a folder', () => {
  expect(judgeLock({ 'node_modules/a': { resolved: 'https://registry.npmjs.org/a.tgz' } })).toHaveLength(1);
  expect(judgeLock({ 'node_modules/a': { resolved: 'packages/a', link: true } })).toEqual([]);
});
