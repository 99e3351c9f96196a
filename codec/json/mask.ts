import type { TemplateSpan } from '../template/blanks.js';

/** A stand-in of the same length, so that every offset stays what it was. */
const filler = (length: number): string => 'x'.repeat(length);

/**
 * A JSON text of the same length in which placeholders are values: inside a string they become letters of
 * it; elsewhere each is, with what touches it (`{{a}}{{b}}`, `-{{n}}.5`), one string. What stands outside
 * of strings and is no placeholder stays as it is, and wrong where it is.
 */
export function maskJson(text: string, spans: readonly TemplateSpan[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  /** Everything before it is in `parts`. */
  let done = 0;
  let at = 0;
  let next = 0;
  let inString = false;
  const put = (start: number, end: number, stand: string): void => {
    parts.push(text.slice(done, start), stand);
    done = end;
    at = end;
  };
  while (at < text.length) {
    const span = spans[next];
    if (span !== undefined && at >= span.start) {
      next++;
      if (inString) put(span.start, span.end, filler(span.end - span.start));
      else if (span.call) {
        const start = Math.max(done, touchingStart(text, span.start));
        const end = touchingEnd(text, spans, next);
        put(start, end, `"${filler(end - start - 2)}"`);
        while ((spans[next]?.start ?? end) < end) next++;
      } else at = span.end;
      continue;
    }
    const unit = text[at];
    if (inString && unit === '\\') at = Math.min(at + 2, span?.start ?? text.length);
    else if (unit === '"') {
      inString = !inString;
      at++;
      // A string that is not closed ends with its line: JSON has none of several lines.
    } else if (unit === '\n') {
      inString = false;
      at++;
    } else at++;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

const structure = new Set([' ', '\t', '\n', '\r', ',', ':', '{', '}', '[', ']', '"']);

function touchingStart(text: string, from: number): number {
  let start = from;
  while (start > 0 && !structure.has(text[start - 1] ?? '')) start--;
  return start;
}

/** Where the run that begins with the span before `next` ends: letters and further placeholders. */
function touchingEnd(text: string, spans: readonly TemplateSpan[], next: number): number {
  let index = next;
  let end = spans[index - 1]?.end ?? 0;
  while (end < text.length) {
    const span = spans[index];
    if (span?.start === end && span.call) {
      end = span.end;
      index++;
    } else if (structure.has(text[end] ?? '')) break;
    else end++;
  }
  return end;
}
