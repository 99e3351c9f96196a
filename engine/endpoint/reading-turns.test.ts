import { describe, expect, it } from 'vitest';
import { ReadingTurns } from './reading-turns.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('turns of reading', () => {
  it('let a socket read until a turn is spent, and go on in the next', async () => {
    const turns = new ReadingTurns();
    const went: string[] = [];
    expect(turns.spend(0.5)).toBe(true);
    expect(turns.spend(0.5)).toBe(false);
    turns.wait(() => went.push('one'));
    expect(went).toEqual([]);
    await turn();
    expect(went).toEqual(['one']);
    expect(turns.spend(0.9)).toBe(true);
    await turn();
    expect(went).toEqual(['one']);
  });

  it('count what all sockets read together, and let some at a time go on in the order they stopped', async () => {
    const turns = new ReadingTurns();
    const went: number[] = [];
    turns.spend(1);
    turns.wait(() => went.push(0));
    for (let socket = 1; socket < 10; socket++) {
      expect(turns.spend(0.01)).toBe(false);
      turns.wait(() => went.push(socket));
    }
    await turn();
    expect(went).toEqual([0, 1, 2, 3]);
    await turn();
    expect(went).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await turn();
    expect(went).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
