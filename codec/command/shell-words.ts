import { failAt, ok, type Result } from '../result.js';

const ansiEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  e: '\u001b',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

/**
 * Splits a pasted command line as a POSIX shell would: single and double quotes, `$'…'` (Chrome
 * writes it), backslashes, a backslash before a line break. Nothing is expanded or run. Fails with
 * `command.quote` where a quote is not closed.
 */
export function splitShellWords(text: string): Result<readonly string[]> {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const ansi = character === '$' && text[at + 1] === "'";
    if (ansi || character === "'" || character === '"') {
      const open = ansi ? at + 1 : at;
      const quoted = readQuoted(text, open, ansi ? 'ansi' : character === "'" ? 'single' : 'double');
      if (quoted === null)
        return failAt('command.quote', text, open, `the quote ${text[open]}`, ' is not closed');
      word = (word ?? '') + quoted.value;
      at = quoted.end;
    } else if (character === '\\') {
      const lineBreak = /^\\\r?\n/.exec(text.slice(at, at + 3));
      if (!lineBreak) word = (word ?? '') + (text[at + 1] ?? '\\');
      at += lineBreak?.[0].length ?? 2;
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      at++;
    } else {
      word = (word ?? '') + character;
      at++;
    }
  }
  if (word !== null) words.push(word);
  return ok(words);
}

/** The inside of a quote that opens at `open`, and where the text goes on; null if it does not close. */
function readQuoted(
  text: string,
  open: number,
  style: 'single' | 'double' | 'ansi',
): { readonly value: string; readonly end: number } | null {
  const quote = style === 'double' ? '"' : "'";
  let value = '';
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === quote) return { value, end: at + 1 };
    if (character !== '\\' || style === 'single') {
      value += character;
      continue;
    }
    const next = text[at + 1] ?? '';
    if (style === 'double') {
      // Within double quotes a backslash is itself, but before these.
      if (next !== '\n') value += '"\\$`'.includes(next) && next !== '' ? next : `\\${next}`;
      at++;
      continue;
    }
    const hex = /^(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4}))/i.exec(text.slice(at + 1, at + 6));
    value += hex
      ? String.fromCharCode(Number.parseInt(hex[1] ?? hex[2] ?? '', 16))
      : (ansiEscapes[next] ?? next);
    at += hex ? hex[0].length : 1;
  }
  return null;
}

/** The quote that a shell is in; `$` is `$'…'`, in which a backslash means something. */
export type ShellQuote = '' | "'" | '"' | '$';

/** The quote that is open after a text that begins within `open`; tells where each sign outside of all quotes is. */
export function scanQuotes(text: string, open: ShellQuote, bare?: (at: number) => void): ShellQuote {
  let quote = open;
  let dollar = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    const afterDollar = dollar;
    dollar = false;
    if (sign === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = sign === (quote === '$' ? "'" : quote) ? '' : quote;
    else if (sign === '"') quote = sign;
    else if (sign === "'") quote = afterDollar ? '$' : sign;
    else {
      dollar = sign === '$';
      bare?.(at);
    }
  }
  return quote;
}
