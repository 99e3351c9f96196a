import { describe, expect, it } from 'vitest';
import { bitField, field, fieldPathAt } from './field.js';

const header = field('header', 0, 2, '', [
  bitField('FIN', 0, 1, { first: 0, count: 1 }, 'final'),
  field('length', 1, 1, '5'),
]);
const tree = [header, field('payload', 2, 5, 'hello')];

describe('field', () => {
  it('describes bytes and bits', () => {
    expect(field('a', 1, 2, 'x')).toEqual({ name: 'a', start: 1, length: 2, value: 'x', children: [] });
    expect(header.children[0]?.bits).toEqual({ first: 0, count: 1 });
  });

  it('finds the path to a byte, outermost first', () => {
    expect(fieldPathAt(tree, 1).map((one) => one.name)).toEqual(['header', 'length']);
    expect(fieldPathAt(tree, 0).map((one) => one.name)).toEqual(['header', 'FIN']);
    expect(fieldPathAt(tree, 6).map((one) => one.name)).toEqual(['payload']);
    expect(fieldPathAt(tree, 7)).toEqual([]);
  });
});
