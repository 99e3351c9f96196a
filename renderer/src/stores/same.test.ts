import { expect, it } from 'vitest';
import { sameJson } from './same.js';

it('finds values the same whatever the order of their keys', () => {
  expect(sameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
});

it('passes over keys without a value', () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
});

it.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], { 0: 1 }],
  [null, {}],
  ['1', 1],
])('tells %j from %j', (a, b) => {
  expect(sameJson(a, b)).toBe(false);
});
