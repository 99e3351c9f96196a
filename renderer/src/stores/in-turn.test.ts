import { describe, expect, it } from 'vitest';
import { inTurn, mostWaiting } from './in-turn.js';

describe('turns', () => {
  it('are taken one after the other', async () => {
    const turns = inTurn();
    const done: string[] = [];
    let go: () => void = () => undefined;
    turns.offer(() => new Promise<void>((resolve) => (go = resolve)).then(() => void done.push('first')));
    const second = turns.take(() => done.push('second'));
    turns.offer(() => Promise.resolve(void done.push('last')));
    await Promise.resolve();
    expect(done).toEqual([]);
    go();
    expect(await second).toBe(2);
    await turns.idle();
    expect(done).toEqual(['first', 'second', 'last']);
  });

  it('go on after one that fails, which only whoever asked for it hears of', async () => {
    const turns = inTurn();
    const rejects = turns.take(() => Promise.reject(new Error('the host is gone')));
    const throws = turns.take(() => {
      throw new Error('a bug');
    });
    const last = turns.take(() => 'done');
    await expect(rejects).rejects.toThrow('the host is gone');
    await expect(throws).rejects.toThrow('a bug');
    expect(await last).toBe('done');
    await turns.idle();
  });

  it('are refused where too many wait, and given again once some are done', async () => {
    const turns = inTurn();
    const one = (): boolean => turns.offer(() => Promise.resolve());
    expect(Array.from({ length: mostWaiting }, one).every(Boolean)).toBe(true);
    expect(one()).toBe(false);
    await turns.idle();
    expect(one()).toBe(true);
  });
});
