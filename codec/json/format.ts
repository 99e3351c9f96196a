import { ok, type Result } from '../result.js';
import { templateSpans } from '../template/blanks.js';
import { maskJson } from './mask.js';
import { walkJson, type JsonLimits } from './walk.js';

export interface JsonFormatLimits extends JsonLimits {
  /** `{{name}}` is a value, a key or a part of a string, and stays as it stands. */
  readonly template?: boolean;
}

/**
 * The text with its white space laid out anew, `indent` spaces a level; numbers, strings, key order
 * and repeated keys exactly as typed. Fails as `walkJson` does.
 */
export function formatJson(text: string, indent = 2, limits: JsonFormatLimits = {}): Result<string> {
  return lay(text, (depth) => `\n${' '.repeat(indent * depth)}`, ': ', limits);
}

/** The text without white space, the rest exactly as typed. Fails as `walkJson` does. */
export function minifyJson(text: string, limits: JsonFormatLimits = {}): Result<string> {
  return lay(text, () => '', ':', limits);
}

function lay(
  text: string,
  lineBreak: (depth: number) => string,
  colon: string,
  limits: JsonFormatLimits,
): Result<string> {
  const parts: string[] = [];
  /** Items so far, per open container. */
  const counts: number[] = [];
  let afterKey = false;

  function separate(): void {
    if (afterKey) {
      afterKey = false;
      return;
    }
    const count = counts.pop();
    if (count === undefined) return;
    counts.push(count + 1);
    parts.push(count > 0 ? ',' : '', lineBreak(counts.length));
  }

  const walked = walkJson(
    limits.template === true ? maskJson(text, templateSpans(text)) : text,
    {
      open(kind) {
        separate();
        parts.push(kind === 'object' ? '{' : '[');
        counts.push(0);
      },
      close(kind) {
        const count = counts.pop() ?? 0;
        parts.push(count > 0 ? lineBreak(counts.length) : '', kind === 'object' ? '}' : ']');
      },
      key(start, end) {
        separate();
        parts.push(text.slice(start, end), colon);
        afterKey = true;
      },
      scalar(_kind, start, end) {
        separate();
        parts.push(text.slice(start, end));
      },
    },
    limits,
  );
  return walked.ok ? ok(parts.join('')) : walked;
}
