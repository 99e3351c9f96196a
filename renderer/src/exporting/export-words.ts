import type { ExportChoice } from '../stores/export-choice.js';
import type { ExportProgress } from '../stores/exports.js';
import { layerOf } from './export-plan.js';
import type { OnScreen, What } from './export-plan.js';
import { formatBytes, formatCount, phrase, type Phrase, t } from '../language/index.js';

/** How each choice of rows is called, with how many there are where that is known. */
export function whatLabel(what: What, count: number | null): string {
  const names: Record<What, Phrase> = {
    all: phrase('Every row'),
    shown: phrase('What is shown'),
    marked: phrase('Marked rows'),
    selected: phrase('The selected row'),
    range: phrase('The time range of the plot'),
  };
  return count === null || what === 'selected' ? t(names[what]) : `${t(names[what])} (${formatCount(count)})`;
}

export function progressWords({ rows, bytes, total }: ExportProgress): string {
  const size = formatBytes(bytes);
  return total === null || total < rows
    ? t('{rows, plural, other {# rows}}, {size}', { rows, size })
    : t('{rows} of {total, plural, other {# rows}}, {size}', { rows: formatCount(rows), total, size });
}

export function exportedWords(rows: number): string {
  return t('Exported {rows, plural, one {# row} other {# rows}}', { rows });
}

/**
 * What was chosen and does not count with the records of TLS, in words: what is encrypted is written whole. Empty
 * where nothing is.
 */
export function ignoredByTls(choice: ExportChoice, screen: OnScreen | null): readonly string[] {
  return [
    ...(choice.what === 'all' ? [] : [whatLabel(choice.what, null)]),
    ...(choice.direction === 'both' ? [] : [choice.direction === 'in' ? t('Received') : t('Sent')]),
    ...(layerOf(choice, screen) === 'wire' ? [] : [t('Messages')]),
    ...(choice.redact ? [t('Cover secrets')] : []),
  ];
}
