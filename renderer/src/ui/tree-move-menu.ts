import { stepMove, type FlatNode, type TreeNode } from './tree-model.js';
import type { MenuItem } from './types.js';
import { t } from '../language/index.js';

/** What the keys of order do, for a pointer that cannot drag. */
export const treeSteps: Readonly<Record<string, 1 | -1>> = { 'step.up': -1, 'step.down': 1 };

/** A row's menu with its two steps, above what the menu keeps for last. `keys` are those that step up and down. */
export function withSteps<T extends TreeNode>(
  items: readonly MenuItem[],
  rows: readonly FlatNode<T>[],
  id: string,
  keys: readonly (string | undefined)[],
): readonly MenuItem[] {
  const last = items.findLastIndex((item) => 'separator' in item);
  const steps: MenuItem[] = [
    {
      id: 'step.up',
      label: t('Move up'),
      shortcut: keys[0],
      disabled: stepMove(rows, id, -1) === undefined,
    },
    {
      id: 'step.down',
      label: t('Move down'),
      shortcut: keys[1],
      disabled: stepMove(rows, id, 1) === undefined,
    },
  ];
  return last < 0 ? [...items, ...steps] : [...items.slice(0, last + 1), ...steps, ...items.slice(last)];
}
