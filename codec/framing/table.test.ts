import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { createFramer } from './framer.js';
import { validateFraming } from './spec.js';
import { framings } from './table.js';

describe('framings', () => {
  it('lists each kind once', () => {
    expect(framings.map((one) => one.id)).toEqual([
      'raw',
      'line',
      'delimiter',
      'length-prefix',
      'fixed',
      'idle',
      'slip',
      'cobs',
    ]);
  });

  it.each(framings)('has valid defaults for $id, which make a framer', ({ id, defaults }) => {
    expect(defaults.kind).toBe(id);
    expect(validateFraming(defaults)).toEqual(ok(defaults));
    expect(createFramer(defaults).pending()).toBeNull();
  });

  it.each(framings)('has a field for each default of $id', ({ defaults, fields }) => {
    const names = fields.map((one) => one.name);
    for (const name of Object.keys(defaults)) if (name !== 'kind') expect(names).toContain(name);
  });
});
