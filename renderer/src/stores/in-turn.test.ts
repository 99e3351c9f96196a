import { describe, expect, it } from 'vitest';
import { inTurn, mostWaiting } from './in-turn.js';

describe('turns', () => {
  it('are taken one after the other', async () => {
    const turns = inTurn();
    const done: string[] = [];
    let go: () => void = () => undefined;
    turns.take(() => new Promise<void>((resolve) => (go = resolve)).then(() => void done.push('first')));
    turns.take(() => Promise.resolve(void done.push('last')));
    await Promise.resolve();
    expect(done).toEqual([]);
    go();
    await turns.idle();
    expect(done).toEqual(['first', 'last']);
  });

  it('are refused where too many wait, and given again once some are done', async () => {
    const turns = inTurn();
    const one = (): boolean => turns.take(() => Promise.resolve());
    expect(Array.from({ length: mostWaiting }, one).every(Boolean)).toBe(true);
    expect(one()).toBe(false);
    await turns.idle();
    expect(one()).toBe(true);
  });
});
