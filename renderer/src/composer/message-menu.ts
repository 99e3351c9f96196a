import type { ComposerMode } from '../../../contract/index.js';
import type { MenuItem } from '../ui/index.js';
import { convertTargets } from './convert.js';
import { lineEndLabels, lineEndsOf } from './line-ends.js';
import type { LineEnd } from './line-ends.js';
import { t } from '../language/index.js';

/** What can be done to the text in the editor; `typed` is null where bytes are edited in a grid. */
export function messageMenu(
  mode: ComposerMode,
  typed: string | null,
  endsShown: boolean,
): readonly MenuItem[] {
  const ends = lineEndsOf(typed ?? '');
  const layouts: readonly MenuItem[] =
    mode === 'json' || mode === 'xml'
      ? [
          { id: 'layout:format', label: t('Format##verb') },
          { id: 'layout:minify', label: t('Minify') },
          { separator: true },
        ]
      : [];
  return [
    ...layouts,
    { id: 'find', label: t('Find and replace…'), shortcut: 'Mod+H', disabled: typed === null },
    { separator: true },
    ...convertTargets
      .filter(({ value }) => value !== mode)
      .map(({ value, label }) => ({
        id: `convert:${value}`,
        label: t('Convert to {form}', { form: t(label) }),
      })),
    { separator: true },
    ...(['lf', 'crlf', 'cr'] satisfies LineEnd[]).map((end) => ({
      id: `ends:${end}`,
      label: t('All line ends {end}', { end: lineEndLabels[end] }),
      checked: ends.length === 1 && ends[0] === end,
      disabled: ends.length === 0,
    })),
    { id: 'show-ends', label: t('Show line ends'), checked: endsShown },
  ];
}
