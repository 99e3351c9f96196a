import { describe, expect, it } from 'vitest';
import { flatten } from './tree-model.js';
import { withSteps } from './tree-move-menu.js';

const rows = flatten(
  [
    { id: 'a', label: 'alpha' },
    { id: 'b', label: 'beta' },
  ],
  new Set(),
);
const idsOf = (items: ReturnType<typeof withSteps>): string[] =>
  items.map((item) => ('separator' in item ? '-' : `${item.id}${item.disabled === true ? ' off' : ''}`));

describe('the steps in the menu of a tree', () => {
  it('stand above what the menu keeps for last, each only where it leads somewhere', () => {
    const menu = [
      { id: 'open', label: 'Open' },
      { separator: true },
      { id: 'delete', label: 'Delete' },
    ] as const;
    expect(idsOf(withSteps(menu, rows, 'a', []))).toEqual([
      'open',
      '-',
      'step.up off',
      'step.down',
      '-',
      'delete',
    ]);
    expect(idsOf(withSteps([], rows, 'b', []))).toEqual(['step.up', 'step.down off']);
  });

  it('say the keys that do the same', () => {
    expect(withSteps([], rows, 'a', ['Alt+Up', undefined])[0]).toMatchObject({ shortcut: 'Alt+Up' });
  });
});
