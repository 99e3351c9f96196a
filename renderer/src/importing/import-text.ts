import { phrase, type Phrase, t } from '../language/index.js';

interface Counts {
  readonly connections: number;
  readonly messages: number;
  readonly environments: number;
  readonly variables: number;
  readonly sessions: number;
  readonly descriptions: number;
  readonly folders: number;
}

/** How many there are, and the button that brings them. */
const words: readonly (readonly [keyof Counts, Phrase, Phrase])[] = [
  [
    'connections',
    phrase('{count, plural, one {{n} connection} other {{n} connections}}'),
    phrase('Import {count, plural, one {{n} connection} other {{n} connections}}'),
  ],
  [
    'messages',
    phrase('{count, plural, one {{n} message} other {{n} messages}}'),
    phrase('Import {count, plural, one {{n} message} other {{n} messages}}'),
  ],
  [
    'environments',
    phrase('{count, plural, one {{n} environment} other {{n} environments}}'),
    phrase('Import {count, plural, one {{n} environment} other {{n} environments}}'),
  ],
  [
    'variables',
    phrase('{count, plural, one {{n} variable} other {{n} variables}}'),
    phrase('Import {count, plural, one {{n} variable} other {{n} variables}}'),
  ],
  [
    'sessions',
    phrase('{count, plural, one {{n} session} other {{n} sessions}}'),
    phrase('Import {count, plural, one {{n} session} other {{n} sessions}}'),
  ],
  [
    'descriptions',
    phrase('{count, plural, one {{n} description} other {{n} descriptions}}'),
    phrase('Import {count, plural, one {{n} description} other {{n} descriptions}}'),
  ],
  [
    'folders',
    phrase('{count, plural, one {{n} empty folder} other {{n} empty folders}}'),
    phrase('Import {count, plural, one {{n} empty folder} other {{n} empty folders}}'),
  ],
];

/** `2 connections, 5 messages`; what there is none of is left out. */
export function summaryText(counts: Counts): string {
  const parts = words.flatMap(([key, counted]) => {
    const count = counts[key];
    return count === 0 ? [] : [t(counted, { count, n: String(count) })];
  });
  return parts.length === 0 ? t('Nothing is chosen') : parts.join(', ');
}

/** What the button does. */
export function importedTitle(counts: Counts): string {
  const first = words.find(([key]) => counts[key] > 0);
  if (first === undefined) return t('Import');
  const count = counts[first[0]];
  return t(first[2], { count, n: String(count) });
}
