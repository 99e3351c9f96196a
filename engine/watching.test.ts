import { describe, expect, it } from 'vitest';
import { Watching } from './watching.js';

const ms = 1e6;
const second = 1e9;

/** A machine whose time goes on by a step whenever somebody looks, and whose loop turns when told. */
function machine(cores = 2): {
  readonly watching: Watching;
  readonly rung: number[];
  pass(ns: number): void;
  at(): number;
  turn(): void;
  waits(): boolean;
} {
  const step = 100;
  let now = 5 * second;
  const turns: (() => void)[] = [];
  const rung: number[] = [];
  const watching = new Watching(() => rung.push(now), {
    now: () => (now += step),
    later: (turn) => turns.push(turn),
    cores,
  });
  return {
    watching,
    rung,
    pass: (ns) => (now += ns),
    at: () => now,
    turn: () => turns.shift()?.(),
    waits: () => turns.length > 0,
  };
}

describe('Watching', () => {
  it('leaves deadlines to others until one was missed', () => {
    const { watching, at, waits } = machine();
    expect(watching.takes(at() + ms)).toBe(false);
    watching.missed(0.2 * ms);
    expect(watching.takes(at() + ms)).toBe(false);
    watching.missed(0.4 * ms);
    expect(watching.takes(at() + ms)).toBe(true);
    expect(waits()).toBe(true);
  });

  it('rings with the deadline, never before, and lets the loop turn meanwhile', () => {
    const { watching, rung, at, turn, waits } = machine();
    watching.missed(ms);
    const deadline = at() + ms;
    expect(watching.takes(deadline)).toBe(true);
    let turns = 0;
    while (waits()) {
      turn();
      turns++;
    }
    expect(rung).toHaveLength(1);
    expect(rung[0]).toBeGreaterThanOrEqual(deadline);
    // A turn is of 50 microseconds at most.
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('only glances at the clock in a loop that has other work', () => {
    const { watching, rung, at, pass, turn } = machine();
    watching.missed(ms);
    watching.takes(at() + ms);
    for (let i = 0; i < 5; i++) {
      pass(0.1 * ms);
      const before = at();
      turn();
      expect(at() - before).toBeLessThan(1_000);
    }
    expect(rung).toEqual([]);
    pass(ms);
    turn();
    expect(rung).toHaveLength(1);
  });

  it('forgets a deadline that was moved, that went far off or that was stopped', () => {
    const { watching, rung, at, turn, waits } = machine();
    const run = (): void => {
      while (waits()) turn();
    };
    watching.missed(ms);
    watching.takes(at() + 0.1 * ms);
    const later = at() + ms;
    expect(watching.takes(later)).toBe(true);
    run();
    expect(rung).toHaveLength(1);
    expect(rung[0]).toBeGreaterThanOrEqual(later);
    watching.takes(at() + ms);
    expect(watching.takes(at() + 3 * ms)).toBe(false);
    run();
    watching.takes(at() + ms);
    expect(watching.takes(Infinity)).toBe(false);
    run();
    watching.takes(at() + ms);
    watching.stop();
    run();
    expect(rung).toHaveLength(1);
    expect(watching.takes(at() + ms)).toBe(false);
  });

  it('ends a quarter of a second after the last missed one', () => {
    const { watching, at, pass } = machine();
    watching.missed(ms);
    pass(240 * ms);
    expect(watching.takes(at() + ms)).toBe(true);
    pass(20 * ms);
    expect(watching.takes(at() + ms)).toBe(false);
  });

  it('takes no core of a machine that has one', () => {
    const { watching, at } = machine(1);
    watching.missed(ms);
    expect(watching.takes(at() + ms)).toBe(false);
  });

  it('takes four seconds at once, and a fifteenth of the time from then on', () => {
    const { watching, at, turn, waits, pass } = machine();
    /** Watches for as long as it may, and answers for how long. */
    const watched = (): number => {
      let sum = 0;
      for (;;) {
        watching.missed(ms);
        const begun = at();
        if (!watching.takes(begun + 1.9 * ms)) return sum;
        // The loop is busy: a turn takes as long as the deadline is off.
        pass(1.9 * ms);
        while (waits()) turn();
        sum += at() - begun;
      }
    };
    expect(watched() / second).toBeCloseTo(4 * (15 / 14), 1);
    expect(watched()).toBe(0);
    pass(15 * second);
    expect(watched() / second).toBeCloseTo(15 / 14, 1);
    pass(1_000 * second);
    expect(watched() / second).toBeCloseTo(4 * (15 / 14), 1);
  });
});
