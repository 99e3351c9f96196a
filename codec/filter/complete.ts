import { closeCodes } from '../websocket/close-codes.js';
import { filterDirections, filterFields, type FilterFlag, filterFlags, filterKinds } from './ast.js';
import { isFilterQuery, skipSpace } from './lexer.js';
import { readTermHead } from './term.js';

/** One thing to go on with. */
export interface FilterCompletion {
  /** What takes the place of `[from, to)`. */
  readonly text: string;
  /** What it means, in English. */
  readonly says: string;
  /** What its standard calls it, the same in every language. */
  readonly name?: string;
  /** There is more to type behind it: no space follows and the list stays. */
  readonly open: boolean;
}

export interface FilterCompletions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly FilterCompletion[];
}

const flagSays: Readonly<Record<FilterFlag, string>> = {
  error: 'failures, resets, missed pongs',
  marked: 'rows with a mark',
  crafted: 'made by hand',
  invalid: 'against the protocol',
  compressed: 'compressed on the wire',
  fragmented: 'in more than one frame',
  automatic: 'sent by Wirebench itself',
  partial: 'not all of it',
};

const done = (text: string, says: string): FilterCompletion => ({ text, says, open: false });
const goesOn = (text: string, says: string): FilterCompletion => ({ text, says, open: true });

const directionSays = { in: 'received', out: 'sent', none: 'neither' } as const;
const fields = filterFields.map(({ offered, says }) => goesOn(offered, says));
const words = [
  goesOn('and ', 'both; a space says the same'),
  goesOn('or ', 'one of them'),
  goesOn('not ', 'anything but what follows'),
  goesOn('(', 'taken together'),
];

/** What can follow a field: the values it knows, or examples of them. */
function valuesOf(field: string, peers: readonly number[]): readonly FilterCompletion[] {
  switch (field) {
    case 'dir':
      return filterDirections.map((one) => done(one, directionSays[one]));
    case 'kind':
      return filterKinds.map(({ name, says }) => done(name, says));
    case 'is':
      return filterFlags.map((one) => done(one, flagSays[one]));
    case 'close':
      return closeCodes.map(({ code, name, meaning }) => ({ ...done(String(code), meaning), name }));
    case 'peer':
      return peers.map((peer) => done(String(peer), 'a peer of this session'));
    case 'len':
      return [
        done('100', '100 bytes'),
        done('10k', '10 000 bytes'),
        done('64KiB', '65 536 bytes'),
        done('1MiB', '1 048 576 bytes'),
      ];
    case 't':
      return [done('500ms', 'half a second'), done('10s', 'seconds'), done('2min', 'minutes')];
    case 'json':
      return [
        goesOn('$.', 'a member of the top object'),
        goesOn('$[0]', 'the first of a list'),
        goesOn('$[*]', 'each of a list'),
      ];
    case 'text':
      return [goesOn('/', 'a pattern between slashes')];
    default:
      return [];
  }
}

/** Where the term under the cursor begins; text in quotes and patterns are passed over whole. */
function termStart(text: string, cursor: number): number {
  let at = 0;
  for (;;) {
    at = skipSpace(text, at);
    while (text[at] === '(' || text[at] === ')') at = skipSpace(text, at + 1);
    if (at >= cursor) return cursor;
    const start = at;
    let quote = '';
    for (; at < cursor; at++) {
      const character = text[at] ?? '';
      if (quote === '') {
        if (/[\s()]/.test(character)) break;
        if (character === '"' || (character === '/' && text[at - 1] === '~')) quote = character;
      } else if (character === '\\') at++;
      else if (character === quote) quote = '';
    }
    if (at >= cursor) return start;
  }
}

/**
 * What can be typed at the cursor, the likeliest first; nothing inside quotes and patterns. `peers` are those
 * the session has.
 */
export function completeFilter(
  text: string,
  cursor: number,
  peers: readonly number[] = [],
): FilterCompletions {
  const start = termStart(text, cursor);
  const typed = text.slice(start, cursor);
  const head = readTermHead(text, start);
  if (head !== null && head.operator < cursor) {
    const comparison = /^[<>=!]+/.exec(text.slice(head.operator, cursor))?.[0].length ?? 1;
    const value = Math.min(cursor, head.operator + comparison);
    const from = Math.max(value, text.lastIndexOf(',', cursor - 1) + 1);
    const to = cursor + (/^[^\s(),]*/.exec(text.slice(cursor))?.[0].length ?? 0);
    const all = valuesOf(head.field, peers);
    const tail = text.slice(from, cursor).toLowerCase();
    return { from, to, items: beginning(all, tail) };
  }
  if (!/^[A-Za-z]*$/.test(typed)) return { from: cursor, to: cursor, items: [] };
  const joins = isFilterQuery(text.slice(0, start)) ? words : words.slice(2);
  return { from: start, to: cursor, items: beginning([...fields, ...joins], typed.toLowerCase()) };
}

/** Those that begin as typed, but not what is there in full already. */
function beginning(all: readonly FilterCompletion[], typed: string): readonly FilterCompletion[] {
  return all.filter(({ text }) => text.startsWith(typed) && text.trimEnd() !== typed);
}
