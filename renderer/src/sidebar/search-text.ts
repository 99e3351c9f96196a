import { findFilterText } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import { isLife } from '../../../contract/index.js';
import type { SearchPiece } from '../../../contract/index.js';
import type { SearchHit } from '../stores/search.js';
import { formatCount, t, told } from '../language/index.js';

const decoder = new TextDecoder();

/** One line of what was found: the first bytes of a payload, or what a row tells. What is no text is a dot. */
export function previewText({ kind, preview }: Pick<SearchHit, 'kind' | 'preview'>): string {
  const text = decoder.decode(preview);
  return (isLife(kind) ? told(text, 'row') : text).replace(/[\p{Cc}\p{Cf}\u{fffd}]/gu, '·');
}

/** The same in pieces; what was searched for is marked. */
export function previewRuns(
  hit: Pick<SearchHit, 'kind' | 'preview'>,
  find: FilterMarks,
): readonly { readonly text: string; readonly hit: boolean }[] {
  const text = previewText(hit);
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
