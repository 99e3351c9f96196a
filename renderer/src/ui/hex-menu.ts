import type { MenuItem } from './types.js';
import { t } from '../language/index.js';

/** What a drag over bytes does, for a pointer that cannot drag: one end is clicked, the menu of the other chosen. */
export function hexMenu(began: boolean, size: number): readonly MenuItem[] {
  return [
    { id: 'to', label: t('Select to here'), disabled: !began },
    { id: 'all', label: t('Select all'), shortcut: 'Mod+A', disabled: size === 0 },
  ];
}
