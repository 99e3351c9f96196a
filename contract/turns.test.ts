import { describe, expect, it } from 'vitest';
import { Turns, mostWaiting } from './turns.js';

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

describe('turns', () => {
  it('are taken one after the other, in the order they were asked for', async () => {
    const turns = new Turns();
    const { opened, open } = gate();
    const seen: string[] = [];
    const first = turns.take(async () => {
      seen.push('first begins');
      await opened;
      seen.push('first ends');
      return 1;
    });
    const second = turns.take(() => {
      seen.push('second');
      return 2;
    });
    await Promise.resolve();
    expect(seen).toEqual(['first begins']);
    open();
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(seen).toEqual(['first begins', 'first ends', 'second']);
  });

  it('go on after one that fails, which only whoever asked for it hears of', async () => {
    const turns = new Turns();
    const rejects = turns.take(() => Promise.reject(new Error('the disk is gone')));
    const throws = turns.take(() => {
      throw new Error('a bug');
    });
    const last = turns.take(() => 'done');
    await expect(rejects).rejects.toThrow('the disk is gone');
    await expect(throws).rejects.toThrow('a bug');
    expect(await last).toBe('done');
    await turns.idle();
  });

  it('are idle once everything asked for until then is over, failed or not', async () => {
    const turns = new Turns();
    await turns.idle();
    const { opened, open } = gate();
    const seen: string[] = [];
    const failed = turns.take(async () => {
      await opened;
      throw new Error('no room');
    });
    const idle = turns.idle().then(() => seen.push('idle'));
    void failed.catch(() => seen.push('failed'));
    open();
    await idle;
    expect(seen).toEqual(['failed', 'idle']);
  });

  it('may be asked for within one: they come after it, and do not wait for themselves', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    let inner: Promise<unknown> = Promise.resolve();
    await turns.take(() => {
      inner = turns.take(() => seen.push('inner'));
      seen.push('outer');
    });
    await inner;
    expect(seen).toEqual(['outer', 'inner']);
  });

  it('that are offered come in the same order as those that are taken', async () => {
    const turns = new Turns();
    const { opened, open } = gate();
    const seen: string[] = [];
    turns.offer(() => opened.then(() => void seen.push('first')));
    const second = turns.take(() => seen.push('second'));
    turns.offer(() => Promise.resolve(void seen.push('last')));
    await Promise.resolve();
    expect(seen).toEqual([]);
    open();
    expect(await second).toBe(2);
    await turns.idle();
    expect(seen).toEqual(['first', 'second', 'last']);
  });

  it('that are offered are refused where too many wait, and given again once some are done', async () => {
    const turns = new Turns();
    const one = (): boolean => turns.offer(() => Promise.resolve());
    expect(Array.from({ length: mostWaiting }, one).every(Boolean)).toBe(true);
    expect(one()).toBe(false);
    await turns.idle();
    expect(one()).toBe(true);
  });
});
