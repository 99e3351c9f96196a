import { expect, test } from 'vitest';
import { judgeLock } from './check-lock.mjs';

/** Of no package, but what one looks like. */
const integrity = `sha512-${'a'.repeat(86)}==`;

test('refuses a package without a hash that cannot be imitated', () => {
  const judged = (locked: object) => judgeLock({ '': {}, 'node_modules/a': locked });
  expect(judged({ integrity })).toEqual([]);
  expect(judged({})).toEqual([expect.stringContaining('node_modules/a has no SHA-512')]);
  for (const weak of ['sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', `${integrity} sha1-x`, 'sha512-', '']) {
    expect(judged({ integrity: weak }), weak).toHaveLength(1);
  }
  // Within the archive of another package, whose hash holds for it.
  expect(judged({ inBundle: true })).toEqual([]);
});

test('refuses a package that runs a program of its own when it is installed', () => {
  const judged = (path: string) => judgeLock({ [path]: { integrity, hasInstallScript: true } });
  expect(judged('node_modules/electron-winstaller')).toEqual([]);
  expect(judged('node_modules/a')).toEqual([expect.stringContaining('runs a program when it is installed')]);
  expect(judged('node_modules/a/node_modules/electron-winstaller')).toHaveLength(1);
  // Our own, which links the hooks of the repository.
  expect(judgeLock({ '': { hasInstallScript: true } })).toEqual([]);
});

test('accepts an optional package found beside its parent or further up', () => {
  const packages = {
    '': {},
    'node_modules/a': { integrity, optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
    'node_modules/a-linux': { integrity },
    'node_modules/b/node_modules/a': { integrity, optionalDependencies: { 'a-linux': '2' } },
    'node_modules/b/node_modules/a-linux': { integrity },
    'node_modules/a-darwin': { integrity },
  };
  expect(judgeLock(packages)).toEqual([]);
});

test('names an optional package that the lock lacks', () => {
  const packages = { 'node_modules/@s/a': { integrity, optionalDependencies: { '@s/a-win32': '1' } } };
  expect(judgeLock(packages)).toEqual([expect.stringContaining('node_modules/@s/a wants @s/a-win32')]);
});

test('refuses the address of a registry but not a link to a folder', () => {
  const resolved = 'https://registry.npmjs.org/a.tgz';
  expect(judgeLock({ 'node_modules/a': { integrity, resolved } })).toHaveLength(1);
  expect(judgeLock({ 'node_modules/a': { resolved: 'packages/a', link: true } })).toEqual([]);
});
