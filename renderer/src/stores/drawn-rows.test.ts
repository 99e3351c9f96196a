import { describe, expect, it } from 'vitest';
import { readDrawn } from './drawn-rows.js';

describe('readDrawn', () => {
  it('asks one at a time, and for the newest range behind the one under way', async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const rows = readDrawn(({ from, to }) => {
      asked.push(`${from}-${to}`);
      return new Promise((resolve) => answers.push(resolve));
    });
    rows.want(0, 10);
    rows.want(10, 20);
    rows.want(20, 30);
    expect(asked).toEqual(['0-10']);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual(['0-10', '20-30']);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    rows.again();
    expect(asked).toEqual(['0-10', '20-30', '20-30']);
  });

  it('asks for nothing while nothing is drawn', () => {
    const asked: number[] = [];
    const rows = readDrawn(({ from }) => {
      asked.push(from);
      return Promise.resolve();
    });
    rows.again();
    expect(asked).toEqual([]);
  });
});
