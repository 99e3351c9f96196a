import { describe, expect, it } from 'vitest';
import { stepOnMap } from './map-steps.js';

describe('a map by keys', () => {
  it('goes by a hundredth, by a tenth and to either end, and not past them', () => {
    expect(stepOnMap('ArrowDown', 0, 1_000)).toBe(10);
    expect(stepOnMap('ArrowUp', 500, 1_000)).toBe(490);
    expect(stepOnMap('PageDown', 500, 1_000)).toBe(600);
    expect(stepOnMap('PageUp', 40, 1_000)).toBe(0);
    expect(stepOnMap('Home', 500, 1_000)).toBe(0);
    expect(stepOnMap('End', 500, 1_000)).toBe(999);
  });

  it('moves by a row at least, and leaves other keys', () => {
    expect(stepOnMap('ArrowDown', 3, 61)).toBe(4);
    expect(stepOnMap('Tab', 3, 61)).toBeNull();
  });
});
