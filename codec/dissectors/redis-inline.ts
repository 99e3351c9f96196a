import { shown, utf8Text } from './fields.js';
import { quoted } from './part.js';

interface InlineWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Words of an inline command that get a field. */
const maxWords = 1000;

/** Splits a line typed to Redis into its words: white space between them, quotes as the server reads them. */
export function readInline(
  bytes: Uint8Array,
  start: number,
  lineFeed: number,
): { readonly line: string; readonly words: readonly InlineWord[]; readonly error: string | null } {
  const end = lineFeed > start && bytes[lineFeed - 1] === 0x0d ? lineFeed - 1 : lineFeed;
  const words: InlineWord[] = [];
  let error: string | null = null;
  let at = start;
  while (at < end && words.length < maxWords) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x20 || byte === 0x09) {
      at++;
      continue;
    }
    const from = at;
    let quote = 0;
    for (; at < end; at++) {
      const next = bytes[at] ?? 0;
      if (quote === 0 && (next === 0x20 || next === 0x09)) break;
      if (next === 0x5c && quote === 0x22) at++;
      else if (next === quote) quote = 0;
      else if (quote === 0 && (next === 0x22 || next === 0x27)) quote = next;
    }
    at = Math.min(at, end);
    if (quote !== 0) error = 'unbalanced quotes';
    words.push({ start: from, end: at, text: quoted(bytes.subarray(from, at)) });
  }
  return { line: shown(utf8Text(bytes, start, end), 200) || '(empty line)', words, error };
}
