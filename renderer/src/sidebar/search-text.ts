import { findFilterText } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import type { SearchPiece } from '../../../contract/index.js';
import { formatCount } from '../language/index.js';

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
  if (progress === null) return running ? 'Searching…' : '';
  const { sessionsDone, sessions, count } = progress;
  const found = `${formatCount(count)} ${count === 1 ? 'row' : 'rows'} in ${formatCount(sessionsDone)}`;
  const all = `${formatCount(sessions)} ${sessions === 1 ? 'session' : 'sessions'}`;
  if (running) return `${found} of ${all} so far`;
  return sessionsDone < sessions
    ? `${found} of ${all}: stopped`
    : `${formatCount(count)} ${count === 1 ? 'row' : 'rows'} in ${all}`;
}
