/** What ends a line. */
export type LineEnd = 'lf' | 'crlf' | 'cr';

export const lineEndLabels: Readonly<Record<LineEnd, string>> = { lf: 'LF', crlf: 'CRLF', cr: 'CR' };
const characters: Readonly<Record<LineEnd, string>> = { lf: '\n', crlf: '\r\n', cr: '\r' };
const ends = /\r\n|[\n\r]/g;

/** Which ends of lines a text has, in the order in which they are met first. */
export function lineEndsOf(text: string): readonly LineEnd[] {
  const found = new Set<LineEnd>();
  for (const [end] of text.matchAll(ends)) {
    found.add(end === '\n' ? 'lf' : end === '\r' ? 'cr' : 'crlf');
    if (found.size === 3) break;
  }
  return [...found];
}

/** The text with all its lines ended so. */
export function withLineEnds(text: string, end: LineEnd): string {
  return text.replace(ends, characters[end]);
}
