import { describe, expect, it } from 'vitest';
import { Direction } from '../contract/index.js';
import { RateMeter } from './rates.js';

const second = 1e9;

describe('RateMeter', () => {
  it('counts what lies in the last second, each direction by itself', () => {
    const rates = new RateMeter();
    rates.add(0.1 * second, Direction.in, 1, 100);
    rates.add(0.5 * second, Direction.in, 1, 50);
    rates.add(0.6 * second, Direction.out, 1, 7);
    expect(rates.at(0.9 * second)).toEqual({ messagesIn: 2, messagesOut: 1, bytesIn: 150, bytesOut: 7 });
  });

  it('forgets what is older than a second', () => {
    const rates = new RateMeter();
    rates.add(0.1 * second, Direction.in, 1, 100);
    rates.add(1.0 * second, Direction.in, 1, 10);
    expect(rates.at(1.5 * second).bytesIn).toBe(10);
    expect(rates.at(9 * second)).toEqual({ messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 });
  });

  it('counts of the slot that leaves the window the part that is still in it', () => {
    const rates = new RateMeter();
    rates.add(0, Direction.in, 100, 1_000);
    expect(rates.at(1.025 * second).messagesIn).toBe(50);
  });

  it('shows a steady rate as what it is', () => {
    const rates = new RateMeter();
    for (let ms = 0; ms < 5_000; ms++) rates.add(ms * 1e6, Direction.out, 1, 3);
    expect(rates.at(4.999 * second).messagesOut).toBeGreaterThan(990);
    expect(rates.at(4.999 * second).messagesOut).toBeLessThan(1_010);
  });
});
