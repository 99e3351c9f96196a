import { describe, expect, it } from 'vitest';
import { Reconnect, attemptText } from './reconnect.js';

const options = { enabled: true, attempts: 4, delayMs: 100, maxDelayMs: 500, factor: 2, jitter: 0 };

describe('Reconnect', () => {
  it('gives nothing while it is off', () => {
    expect(new Reconnect({ ...options, enabled: false }).next()).toBeNull();
  });

  it('multiplies the delay up to its bound and then gives up', () => {
    const reconnect = new Reconnect(options);
    expect([1, 2, 3, 4, 5].map(() => reconnect.next()?.delayMs)).toEqual([100, 200, 400, 500, undefined]);
  });

  it('begins again after a connection was open', () => {
    const reconnect = new Reconnect(options);
    reconnect.next();
    reconnect.next();
    reconnect.reset();
    expect(reconnect.next()).toEqual({ attempt: 1, delayMs: 100 });
  });

  it('never gives up where no number of attempts is set, and stays within the bound', () => {
    const reconnect = new Reconnect({ ...options, attempts: 0 });
    for (let n = 0; n < 5_000; n++) reconnect.next();
    expect(reconnect.next()).toEqual({ attempt: 5_001, delayMs: 500 });
  });

  it('draws the share of the delay that is random', () => {
    const delays = [0, 0.5, 1].map(
      (drawn) => new Reconnect({ ...options, jitter: 0.5 }, () => drawn).next()?.delayMs,
    );
    expect(delays).toEqual([50, 75, 100]);
  });

  it('names an attempt with the end where there is one', () => {
    expect(attemptText(2, 5)).toBe('attempt 2 of 5');
    expect(attemptText(2, 0)).toBe('attempt 2');
  });
});
