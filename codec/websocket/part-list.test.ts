import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PartList, joinParts } from './part-list.js';

it('joins what was pushed, in order', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 40 });
  const property = fc.property(parts, (pushed) => {
    const list = new PartList();
    for (const part of pushed) list.push(part);
    const expected = pushed.flatMap((part) => [...part]);
    expect([...list.joined()]).toEqual(expected);
    expect([...joinParts(pushed)]).toEqual(expected);
  });
  fc.assert(property, { seed: 6455, numRuns: 100 });
});

it('keeps long parts as they are and a thousand short ones in few', () => {
  const list = new PartList();
  const long = new Uint8Array(5000);
  list.push(long);
  for (let i = 0; i < 100_000; i++) list.push(Uint8Array.of(i));
  expect(list.parts[0]).toBe(long);
  expect(list.parts.length).toBeLessThan(10);
  expect(list.joined().length).toBe(105_000);
  expect(list.joined()[105_000 - 1]).toBe(99_999 & 0xff);
});

it('forgets on request', () => {
  const list = new PartList();
  list.push(Uint8Array.of(1));
  list.push(Uint8Array.of(2));
  list.clear();
  list.push(Uint8Array.of(3));
  list.push(Uint8Array.of(4));
  expect([...list.joined()]).toEqual([3, 4]);
});
