import { expect, it } from 'vitest';
import { Directory } from './directory.js';

it('finds the block of every row and passes over blocks without a kind', () => {
  const directory = new Directory(32);
  const firsts: number[] = [];
  for (let i = 0; i < 200; i++) {
    firsts.push(directory.nextSeq);
    directory.add(1 + (i % 7), 100 + i, i * 10, i === 5 ? 1 << 4 : 1 << 1, i === 9 ? 1 << 10 : 0);
  }
  for (let seq = 1; seq < directory.nextSeq; seq++) {
    const i = directory.find(seq);
    expect(directory.firstSeq(i) <= seq && seq < directory.firstSeq(i + 1)).toBe(true);
  }
  expect(Array.from({ length: 200 }, (_, i) => directory.firstSeq(i))).toEqual(firsts);
  expect([directory.offset(0), directory.offset(1), directory.offset(200)]).toEqual([32, 132, directory.end]);
  expect(directory.baseTime(3)).toBe(30);
  expect([4, 5, 6].map((i) => directory.mayHold(i, 1 << 4, 0))).toEqual([false, true, false]);
  expect([8, 9].map((i) => directory.mayHold(i, 0, 1 << 10))).toEqual([false, true]);
});
