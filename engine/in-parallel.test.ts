import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.js';

it('runs no more at a time than it may, and answers in the order of what was asked', async () => {
  const waiting: (() => void)[] = [];
  let under = 0;
  let most = 0;
  const answers = inParallel(['a', 'b', 'c', 'd', 'e'], 2, async (one) => {
    most = Math.max(most, ++under);
    await new Promise<void>((resolve) => waiting.push(resolve));
    under--;
    return one.toUpperCase();
  });
  let over = false;
  void answers.then(() => (over = true));
  // The last to begin ends first.
  while (!over) {
    waiting.pop()?.();
    await new Promise(setImmediate);
  }
  expect(await answers).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(most).toBe(2);
});

it('answers nothing where nothing is asked, and fails with the first that does', async () => {
  expect(await inParallel([], 4, () => Promise.resolve(1))).toEqual([]);
  await expect(inParallel([1, 2], 1, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
