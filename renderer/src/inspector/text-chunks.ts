import { highlightJson } from '../../../codec/index.js';

export interface TextRun {
  readonly text: string;
  readonly look: 'plain' | 'key' | 'string' | 'numeral' | 'literal';
}

/** Characters in a piece of the text: the browser lays out only the pieces in sight. */
export const chunkCharacters = 4096;
/** Longest text that is coloured. */
const colouredCharacters = 128 * 1024;

/** A text in pieces, at line breaks where there are some, coloured where it is JSON and not too long. */
export function textChunks(text: string, json: boolean): readonly (readonly TextRun[])[] {
  const chunks: TextRun[][] = [];
  const tokens = json && text.length <= colouredCharacters ? highlightJson(text) : [];
  let token = 0;
  for (let from = 0; from < text.length;) {
    const to = chunkEnd(text, from);
    const runs: TextRun[] = [];
    let at = from;
    while (token < tokens.length && at < to) {
      const next = tokens[token];
      if (next === undefined || next.start >= to) break;
      const end = Math.min(next.end, to);
      if (next.kind !== 'punct') {
        if (next.start > at) runs.push({ text: text.slice(at, next.start), look: 'plain' });
        const start = Math.max(at, next.start);
        runs.push({ text: text.slice(start, end), look: next.kind === 'number' ? 'numeral' : next.kind });
        at = end;
      }
      // A token that goes on is coloured in the next piece, too.
      if (next.end > to) break;
      token++;
    }
    if (at < to) runs.push({ text: text.slice(at, to), look: 'plain' });
    chunks.push(runs);
    from = to;
  }
  return chunks;
}

/** After the last line break within the size, else anywhere but inside a surrogate pair. */
function chunkEnd(text: string, from: number): number {
  const most = from + chunkCharacters;
  if (most >= text.length) return text.length;
  const line = text.lastIndexOf('\n', most - 1);
  if (line > from) return line + 1;
  const code = text.charCodeAt(most - 1);
  return code >= 0xd800 && code < 0xdc00 ? most - 1 : most;
}
