import { findFilterText } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import type { SearchPiece } from '../../../contract/index.js';
import { formatCount, t } from '../language/index.js';

const decoder = new TextDecoder();

/** One line of a payload's first bytes: what is no text is a dot. */
export function previewText(preview: Uint8Array): string {
  return decoder.decode(preview).replace(/[\p{Cc}\p{Cf}\u{fffd}]/gu, '·');
}

/** The same in pieces; what was searched for is marked. */
export function previewRuns(
  preview: Uint8Array,
  find: FilterMarks,
): readonly { readonly text: string; readonly hit: boolean }[] {
  const text = previewText(preview);
  const spans = findFilterText(find, text);
  const ends = spans.map(([, to]) => to);
  return [...spans, [text.length, text.length] as const].flatMap(([from, to], i) => [
    { text: text.slice(ends[i - 1] ?? 0, from), hit: false },
    ...(to > from ? [{ text: text.slice(from, to), hit: true }] : []),
  ]);
}

/** How far a search is, and what it has found. */
export function searchSummary(
  progress: Pick<SearchPiece, 'sessionsDone' | 'sessions' | 'count'> | null,
  running: boolean,
): string {
  if (progress === null) return running ? t('Searching…') : '';
  const { sessionsDone, sessions, count } = progress;
  const values = { count, sessions, done: formatCount(sessionsDone) };
  if (running)
    return t(
      '{count, plural, one {# row} other {# rows}} in {done} of {sessions, plural, one {# session} other {# sessions}} so far',
      values,
    );
  return sessionsDone < sessions
    ? t(
        '{count, plural, one {# row} other {# rows}} in {done} of {sessions, plural, one {# session} other {# sessions}}: stopped',
        values,
      )
    : t(
        '{count, plural, one {# row} other {# rows}} in {sessions, plural, one {# session} other {# sessions}}',
        { count, sessions },
      );
}
