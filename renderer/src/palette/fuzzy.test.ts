import { expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy.js';

it('finds letters in order and nothing else', () => {
  expect(fuzzyScore('rot', 'Reopen the closed tab')).toBeGreaterThan(0);
  expect(fuzzyScore('xyz', 'Reopen the closed tab')).toBe(0);
  expect(fuzzyScore('bat', 'tab')).toBe(0);
});

it('passes over white space and lets an empty text find everything', () => {
  expect(fuzzyScore('new t', 'New tab')).toBeGreaterThan(0);
  expect(fuzzyScore('  ', 'anything')).toBeGreaterThan(0);
});

it.each([
  ['nt', 'New tab', 'Disconnect'],
  ['echo', 'Echo listener', 'Each old thing'],
  ['tab', 'New tab', 'Stop a baud'],
  ['set', 'Settings', 'Reset'],
])('ranks for "%s" %s before %s', (typed, better, worse) => {
  expect(fuzzyScore(typed, better)).toBeGreaterThan(fuzzyScore(typed, worse));
});
