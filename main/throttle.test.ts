import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from './throttle.js';

let told: string[];
let throttle: Throttle<string>;
let interval: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  told = [];
  interval = 100;
  throttle = new Throttle(
    (key) => {
      told.push(key);
    },
    () => interval,
  );
});

afterEach(() => {
  throttle.close();
  vi.useRealTimers();
});

describe('Throttle', () => {
  it('tells the first change at once and the last one when the interval is over', () => {
    for (let n = 0; n < 10; n++) throttle.touch('a');
    expect(told).toEqual(['a']);
    vi.advanceTimersByTime(99);
    expect(told).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['a', 'a']);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a', 'a']);
  });

  it('tells at most once an interval under a flood', () => {
    for (let ms = 0; ms < 1_000; ms++) {
      throttle.touch('a');
      vi.advanceTimersByTime(1);
    }
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(told.length).toBeLessThanOrEqual(11);
  });

  it('keeps keys apart', () => {
    throttle.touch('a');
    throttle.touch('b');
    expect(told).toEqual(['a', 'b']);
  });

  it('hurries what waits, and nothing that does not', () => {
    throttle.hurry('a');
    throttle.touch('a');
    throttle.touch('a');
    throttle.hurry('a');
    throttle.hurry('a');
    expect(told).toEqual(['a', 'a']);
  });

  it('is silent about dropped keys and after it was closed', () => {
    throttle.touch('a');
    throttle.touch('a');
    throttle.drop('a');
    throttle.touch('b');
    throttle.touch('b');
    throttle.close();
    throttle.touch('c');
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a', 'b']);
  });
});
