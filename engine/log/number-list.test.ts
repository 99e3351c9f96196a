import { expect, it } from 'vitest';
import { NumberList, numbers, words } from './number-list.js';

it('keeps numbers across its pieces and finds the first at least as large', () => {
  const list = new NumberList(numbers);
  for (let i = 0; i < 40_000; i++) list.push(i * 2);
  expect([list.length, list.get(0), list.get(16_384), list.get(39_999)]).toEqual([40_000, 0, 32_768, 79_998]);
  for (const wanted of [-1, 0, 1, 32_767, 32_768, 79_998, 79_999]) {
    expect(list.firstAtLeast(wanted)).toBe(Math.min(40_000, Math.max(0, Math.ceil(wanted / 2))));
  }
  expect(new NumberList(words).firstAtLeast(1)).toBe(0);
});
