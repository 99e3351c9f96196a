import { describe, expect, it } from 'vitest';
import { Waiting } from './waiting.js';

describe('requests that wait', () => {
  it('are answered by key, the oldest of a key first', () => {
    const waiting = new Waiting(10);
    for (const [at, key] of ['a', 'b', 'a'].entries()) expect(waiting.add(key, at)).toBe(-1);
    expect([waiting.take('a'), waiting.take('a'), waiting.take('a'), waiting.take('b')]).toEqual([
      0, 2, -1, 1,
    ]);
    expect(waiting.size).toBe(0);
  });

  it('give up the oldest of all beyond the limit', () => {
    const waiting = new Waiting(2);
    expect([waiting.add('a', 0), waiting.add('b', 1), waiting.add('c', 2), waiting.add('d', 3)]).toEqual([
      -1, -1, 0, 1,
    ]);
    expect([...waiting.positions()]).toEqual([2, 3]);
  });

  it('hold no more behind one that is never answered than the limit allows', () => {
    const limit = 100;
    const waiting = new Waiting(limit);
    waiting.add('never', 0);
    let most = 0;
    let answered = 0;
    for (let at = 1; at <= 100_000; at++) {
      waiting.add('soon', at);
      if (waiting.take('soon') === at) answered++;
      most = Math.max(most, waiting.held);
    }
    expect(answered).toBe(100_000);
    expect(most).toBeLessThan(2_000);
    // Still in order: the one that waits longest is given up first.
    for (let at = 1; at < limit; at++) expect(waiting.add('late', 100_000 + at)).toBe(-1);
    expect(waiting.add('one more', 200_000)).toBe(0);
    expect(waiting.add('and one', 200_001)).toBe(100_001);
  });
});
