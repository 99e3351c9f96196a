import { describe, expect, it } from 'vitest';
import { at, depthOf, entriesOf, isOff, listAt, scalarText, textAt } from './reading.js';

describe('reading', () => {
  it('looks at own properties alone', () => {
    const value: unknown = { a: { b: [1] }, n: 1, t: true };
    expect(at(value, 'a', 'b')).toEqual([1]);
    expect(at(value, 'toString')).toBeUndefined();
    expect(at(value, '__proto__')).toBeUndefined();
    expect(at(null, 'a')).toBeUndefined();
    expect([textAt(value, 'n'), textAt(value, 't'), textAt(value, 'a'), textAt(value, 'x')]).toEqual([
      '1',
      'true',
      '',
      '',
    ]);
    expect([listAt(value, 'a', 'b'), listAt(value, 'a')]).toEqual([[1], []]);
    expect(entriesOf([1])).toEqual([]);
    expect(scalarText(null)).toBeNull();
    expect([
      isOff({ disabled: true }),
      isOff({ enabled: false }),
      isOff({ enabled: true }),
      isOff(1),
    ]).toEqual([true, true, false, false]);
  });

  it('measures depth without recursion, up to a bound', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(depthOf(deep, 50)).toBe(50);
    expect(depthOf({ a: [1, { b: 2 }] }, 50)).toBe(3);
    expect(depthOf(1, 50)).toBe(0);
  });
});
