import { describe, expect, it } from 'vitest';
import { dropMove, flatten, stepMove, typeahead, type FlatNode, type TreeNode } from './tree-model.js';

const nodes: TreeNode[] = [
  {
    id: 'orders',
    label: 'Orders',
    children: [
      { id: 'a', label: 'alpha' },
      { id: 'b', label: 'beta' },
      { id: 'in', label: 'inner', children: [{ id: 'x', label: 'axis' }] },
    ],
  },
  { id: 'empty', label: 'Empty', children: [] },
  { id: 'z', label: 'zeta' },
];
const rows = flatten(nodes, new Set(['orders', 'in', 'empty']));
const row = (id: string): FlatNode<TreeNode> => rows.find((candidate) => candidate.node.id === id)!;

describe('flatten', () => {
  it('lists open folders before their children, with levels and places', () => {
    expect(rows.map((r) => `${r.level}${r.node.id}${r.index}/${r.siblings}`)).toEqual([
      '1orders0/3',
      '2a0/3',
      '2b1/3',
      '2in2/3',
      '3x0/1',
      '1empty1/3',
      '1z2/3',
    ]);
  });

  it('keeps the children of closed folders to themselves', () => {
    expect(flatten(nodes, new Set(['in'])).map((r) => r.node.id)).toEqual(['orders', 'empty', 'z']);
  });
});

describe('dropMove', () => {
  it('puts before and after a row of another folder', () => {
    expect(dropMove(row('z'), row('b'), 0.2)).toEqual({ id: 'z', parentId: 'orders', index: 1 });
    expect(dropMove(row('z'), row('b'), 0.8)).toEqual({ id: 'z', parentId: 'orders', index: 2 });
  });

  it('counts places without the moved row', () => {
    expect(dropMove(row('a'), row('b'), 0.8)).toEqual({ id: 'a', parentId: 'orders', index: 1 });
    expect(dropMove(row('b'), row('a'), 0.2)).toEqual({ id: 'b', parentId: 'orders', index: 0 });
  });

  it('puts into the middle of a folder, at its end', () => {
    expect(dropMove(row('z'), row('orders'), 0.5)).toEqual({ id: 'z', parentId: 'orders', index: 3 });
    expect(dropMove(row('a'), row('empty'), 0.5)).toEqual({ id: 'a', parentId: 'empty', index: 0 });
  });

  it('puts under the row of an open folder as its first child', () => {
    expect(dropMove(row('z'), row('orders'), 0.9)).toEqual({ id: 'z', parentId: 'orders', index: 0 });
  });

  it('refuses itself, its own inside, and the place it has', () => {
    expect(dropMove(row('orders'), row('orders'), 0.5)).toBeUndefined();
    expect(dropMove(row('orders'), row('x'), 0.5)).toBeUndefined();
    expect(dropMove(row('a'), row('b'), 0.2)).toBeUndefined();
  });
});

describe('stepMove', () => {
  it('passes a sibling, and leaves its folder at either end', () => {
    expect(stepMove(rows, 'a', 1)).toEqual({ id: 'a', parentId: 'orders', index: 1 });
    expect(stepMove(rows, 'a', -1)).toEqual({ id: 'a', parentId: null, index: 0 });
    expect(stepMove(rows, 'x', 1)).toEqual({ id: 'x', parentId: 'orders', index: 3 });
    expect(stepMove(rows, 'z', 1)).toBeUndefined();
  });

  it('takes a leaf into the folder beside it, and a folder past it', () => {
    expect(stepMove(rows, 'z', -1)).toEqual({ id: 'z', parentId: 'empty', index: 0 });
    expect(stepMove(rows, 'b', 1)).toEqual({ id: 'b', parentId: 'in', index: 0 });
    expect(stepMove(rows, 'empty', -1)).toEqual({ id: 'empty', parentId: null, index: 0 });
  });

  it('takes a leaf from the end of its folder into the one that follows, else out', () => {
    const closed = flatten(nodes, new Set(['orders']));
    const inFolder = (id: string) => closed.find((one) => one.node.id === id)?.parentId;
    expect(inFolder('b')).toBe('orders');
    const last = flatten(
      [
        { id: 'f', label: 'f', children: [{ id: 'only', label: 'only' }] },
        { id: 'g', label: 'g', children: [{ id: 'x1', label: 'x1' }] },
      ],
      new Set(['f']),
    );
    expect(stepMove(last, 'only', 1)).toEqual({ id: 'only', parentId: 'g', index: 0 });
    expect(stepMove(last, 'only', -1)).toEqual({ id: 'only', parentId: null, index: 0 });
  });
});

describe('typeahead', () => {
  it('takes a letter as the next match, round the end, and a word as the one it stands on', () => {
    expect(typeahead(rows, 1, 'a')).toBe(4);
    expect(typeahead(rows, 4, 'a')).toBe(1);
    expect(typeahead(rows, 1, 'al')).toBe(1);
    expect(typeahead(rows, 0, 'Z')).toBe(6);
    expect(typeahead(rows, 0, 'q')).toBe(-1);
  });
});
