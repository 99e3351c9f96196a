import { expect, it } from 'vitest';
import { Turns } from './stream-turns.js';

it('lets one pass at a time, in the order they came', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const work = async (name: string) => {
    await turns.take();
    order.push(`${name} in`);
    await Promise.resolve();
    order.push(`${name} out`);
    turns.give();
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(turns.busy).toBe(false);
});
