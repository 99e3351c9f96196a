import type { SessionInfo } from '../../../contract/index.js';
import type { SessionOrder } from '../stores/layout.js';
import { kindTitle, stateWord } from '../stores/words.js';
import { matchesWords } from './connection-tree.js';
import { formatDay, phrase, type Phrase, t } from '../language/index.js';

export const orderNames: Readonly<Record<SessionOrder, Phrase>> = {
  newest: phrase('Newest first'),
  oldest: phrase('Oldest first'),
  name: phrase('By name'),
  longest: phrase('Longest first'),
  rows: phrase('Most rows first'),
  size: phrase('Largest first'),
};

/** How long a session went on, milliseconds; null while it does. */
export function lengthOf({ startedAt, endedAt }: SessionInfo): number | null {
  return endedAt === null ? null : Math.max(0, endedAt - startedAt);
}

const compare: Readonly<Record<SessionOrder, (a: SessionInfo, b: SessionInfo) => number>> = {
  newest: (a, b) => b.startedAt - a.startedAt,
  oldest: (a, b) => a.startedAt - b.startedAt,
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  longest: (a, b) => (lengthOf(b) ?? 0) - (lengthOf(a) ?? 0),
  rows: (a, b) => b.rows - a.rows,
  size: (a, b) => b.diskBytes - a.diskBytes,
};

/** Equals stand newest first. */
export function ordered(sessions: readonly SessionInfo[], order: SessionOrder): SessionInfo[] {
  return [...sessions].sort((a, b) => compare[order](a, b) || b.startedAt - a.startedAt);
}

/** Every word is in its name, address, kind, comment, day or state; `starred` is a word like any other. */
export function matchesSession(info: SessionInfo, typed: string): boolean {
  const words = typed.trim();
  if (words === '') return true;
  const { name, comment, config, startedAt, starred, state } = info;
  return matchesWords(words, [
    name,
    config.address,
    kindTitle(config.protocol, config.role),
    comment,
    formatDay(startedAt, { dateStyle: 'full' }),
    new Date(startedAt).toISOString().slice(0, 10),
    starred ? `starred ${t('starred')}` : '',
    stateWord(state),
  ]);
}
