import { formatCount } from '../../../codec/index.js';
import type { SearchPiece } from '../../../contract/index.js';

const decoder = new TextDecoder();

/** One line of a payload's first bytes: what is no text is a dot. */
export function previewText(preview: Uint8Array): string {
  return decoder.decode(preview).replace(/[\p{Cc}\p{Cf}\u{fffd}]/gu, '·');
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
