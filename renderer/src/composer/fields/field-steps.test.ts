import { describe, expect, it } from 'vitest';
import { KeptSteps, noSteps, stepTo } from './field-steps.js';

describe('steps of a table of fields', () => {
  it('holds a bounded number of them, and of characters', () => {
    let steps = noSteps;
    for (let count = 0; count < 300; count++) steps = stepTo(steps, String(count));
    expect([steps.past.length, steps.past.at(-1)]).toEqual([200, '299']);
    const long = 'x'.repeat(10 * 1024 * 1024);
    for (let count = 0; count < 5; count++) steps = stepTo(steps, long);
    expect(steps.past).toHaveLength(3);
  });

  it('gives back what was kept of a tab, once', () => {
    const kept = new KeptSteps();
    kept.put('a', { past: ['1'], future: ['3'] }, '2');
    expect(kept.take('b', '2')).toEqual(noSteps);
    expect(kept.take('a', '2')).toEqual({ past: ['1'], future: ['3'] });
    expect(kept.take('a', '2')).toEqual(noSteps);
  });

  it('takes what somebody else wrote meanwhile for a step', () => {
    const kept = new KeptSteps();
    kept.put('a', { past: ['1'], future: ['3'] }, '2');
    expect(kept.take('a', 'other')).toEqual({ past: ['1', '2'], future: [] });
  });

  it('keeps so many tabs, the ones used last', () => {
    const kept = new KeptSteps();
    for (let tab = 0; tab < 20; tab++) kept.put(String(tab), { past: ['1'], future: [] }, '');
    expect([kept.take('3', ''), kept.take('4', '').past]).toEqual([noSteps, ['1']]);
  });
});
