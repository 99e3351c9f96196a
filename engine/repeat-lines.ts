import { fail, maxRepeatLines, ok } from '../contract/index.js';
import type { Composition, Result } from '../contract/index.js';

/**
 * The lines of a block as messages of their own, each with the ending of the whole. Lines end in LF, CR or
 * CRLF; one that would carry no byte is left out. Fails with `repeat.lines`.
 */
export function linesOf(text: Composition): Result<readonly Composition[]> {
  if (text.mode === 'fields') return fail('repeat.lines', 'A message made of fields has no lines');
  const all = text.body.split(/\r\n|[\n\r]/);
  // The end of the last line begins no other.
  if (all.at(-1) === '') all.pop();
  const spaced = text.mode === 'hex' || text.mode === 'base64';
  const isEmpty = (line: string): boolean => (spaced ? line.trim() : line) === '';
  const carried = (text.ending ?? '') === '' ? all.filter((line) => !isEmpty(line)) : all;
  if (carried.length === 0) return fail('repeat.lines', 'There is no line to send');
  if (carried.length > maxRepeatLines) {
    const message = `${carried.length} lines are more than the ${maxRepeatLines} that can be sent one by one`;
    return fail('repeat.lines', message, { lines: carried.length, limit: maxRepeatLines });
  }
  return ok(carried.map((body) => ({ ...text, body })));
}
