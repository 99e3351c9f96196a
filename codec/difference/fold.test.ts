import { describe, expect, it } from 'vitest';
import { parseJsonTree } from '../json/tree.js';
import { foldJson, ordered } from './fold.js';
import { parseJsonPath } from './paths.js';

const tree = (text: string) => {
  const read = parseJsonTree(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
};

describe('foldJson', () => {
  it('makes leaves before what holds them, members in order of their names', () => {
    const text = '{"b":[1,2],"a":"x"}';
    const made = foldJson<string>(tree(text), [], (node, inside) =>
      inside.length === 0
        ? text.slice(node.start, node.end)
        : `(${ordered(node, inside)
            .map(({ step, value }) => `${step}=${value}`)
            .join(' ')})`,
    );
    expect(made).toBe('(a="x" b=(0=1 1=2))');
  });

  it('leaves out what is ignored, and does not recurse', () => {
    const skip = parseJsonPath('b');
    if (!skip.ok) throw new Error(skip.error.message);
    const count = (text: string, paths = [skip.value]): number =>
      foldJson<number>(tree(text), paths, (_, inside) => inside.reduce((sum, { value }) => sum + value, 1));
    expect(count('{"a":1,"b":{"c":[1,2,3]}}')).toBe(2);
    expect(count('['.repeat(1_000) + ']'.repeat(1_000), [])).toBe(1_000);
  });
});
