import type { ExportChoice } from '../stores/export-choice.js';
import type { ExportProgress } from '../stores/exports.js';
import { layerOf } from './export-plan.js';
import type { OnScreen, What } from './export-plan.js';
import { formatBytes, formatCount } from '../language/index.js';

/** How each choice of rows is called, with how many there are where that is known. */
export function whatLabel(what: What, count: number | null): string {
  const names: Record<What, string> = {
    all: 'Every row',
    shown: 'What is shown',
    marked: 'Marked rows',
    selected: 'The selected row',
    range: 'The time range of the plot',
  };
  return count === null || what === 'selected' ? names[what] : `${names[what]} (${formatCount(count)})`;
}

export function progressWords({ rows, bytes, total }: ExportProgress): string {
  const of = total === null || total < rows ? '' : ` of ${formatCount(total)}`;
  return `${formatCount(rows)}${of} rows, ${formatBytes(bytes)}`;
}

export function exportedWords(rows: number): string {
  return `Exported ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/**
 * What was chosen and does not count with the records of TLS, in words: what is encrypted is written whole. Empty
 * where nothing is.
 */
export function ignoredByTls(choice: ExportChoice, screen: OnScreen | null): readonly string[] {
  return [
    ...(choice.what === 'all' ? [] : [whatLabel(choice.what, null)]),
    ...(choice.direction === 'both' ? [] : [choice.direction === 'in' ? 'Received' : 'Sent']),
    ...(layerOf(choice, screen) === 'wire' ? [] : ['Messages']),
    ...(choice.redact ? ['Cover secrets'] : []),
  ];
}
