import { describe, expect, it } from 'vitest';
import { Pace } from './pace.js';

function paced(perSecond: number, burst: number) {
  const clock = { ms: 1_000_000 };
  const pace = new Pace(perSecond, burst, () => clock.ms);
  const taken = () => {
    let count = 0;
    while (pace.take()) count++;
    return count;
  };
  return { clock, taken };
}

describe('Pace', () => {
  it('gives a burst at once, and then as much as time brings', () => {
    const { clock, taken } = paced(10, 5);
    expect(taken()).toBe(5);
    expect(taken()).toBe(0);
    clock.ms += 99;
    expect(taken()).toBe(0);
    clock.ms += 1;
    expect(taken()).toBe(1);
    clock.ms += 300;
    expect(taken()).toBe(3);
  });

  it('saves up no more than a burst', () => {
    const { clock, taken } = paced(10, 5);
    taken();
    clock.ms += 3_600_000;
    expect(taken()).toBe(5);
  });

  it('neither gives nor takes anything when the clock is set back', () => {
    const { clock, taken } = paced(10, 5);
    taken();
    clock.ms -= 3_600_000;
    expect(taken()).toBe(0);
    clock.ms += 200;
    expect(taken()).toBe(2);
  });
});
