import type { ComposerMode } from '../../../contract/index.js';
import type { MenuItem } from '../ui/index.js';
import { convertTargets } from './convert.js';
import { lineEndLabels, lineEndsOf } from './line-ends.js';
import type { LineEnd } from './line-ends.js';

/** What can be done to the text in the editor. */
export function messageMenu(mode: ComposerMode, typed: string, endsShown: boolean): readonly MenuItem[] {
  const ends = lineEndsOf(typed);
  return [
    { id: 'find', label: 'Find and replace…', shortcut: 'Mod+H' },
    { separator: true },
    {
      id: 'convert',
      label: 'Convert to',
      children: convertTargets
        .filter(({ value }) => value !== mode)
        .map(({ value, label }) => ({ id: `convert:${value}`, label })),
    },
    {
      id: 'ends',
      label: 'Line ends',
      children: (['lf', 'crlf', 'cr'] satisfies LineEnd[]).map((end) => ({
        id: `ends:${end}`,
        label: lineEndLabels[end],
        checked: ends.length === 1 && ends[0] === end,
        disabled: ends.length === 0,
      })),
    },
    { id: 'show-ends', label: 'Show line ends', checked: endsShown },
  ];
}
