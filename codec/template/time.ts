import { type Result, fail, ok } from '../result.js';

/** As `{{timestamp FORMAT}}` spells it, longest first; the rest of a format stands for itself. */
const token = /\[([^\]]*)\]|YYYY|YY|MM|DD|HH|mm|ss|SSSSSS|SSS|X|x|[A-Za-z]+/g;

/**
 * A time as text: `s`, `ms`, `us` (digits since 1970), `iso`, or a pattern of YYYY MM DD HH mm ss SSS
 * (SSSSSS: microseconds), X and x (seconds, milliseconds), with `[text]` as it stands. UTC. Fails with
 * `template.argument`.
 */
export function formatTimestamp(microseconds: number, format: string): Result<string> {
  const milliseconds = Math.floor(microseconds / 1_000);
  switch (format) {
    case 's':
      return ok(String(Math.floor(milliseconds / 1_000)));
    case 'ms':
      return ok(String(milliseconds));
    case 'us':
      return ok(String(Math.floor(microseconds)));
    case 'iso':
      return ok(new Date(milliseconds).toISOString());
    default:
      return formatPattern(microseconds, format);
  }
}

function formatPattern(microseconds: number, format: string): Result<string> {
  const milliseconds = Math.floor(microseconds / 1_000);
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  let unknown: string | null = null;
  const text = format.replace(token, (found: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    switch (found) {
      case 'YYYY':
        return String(date.getUTCFullYear()).padStart(4, '0');
      case 'YY':
        return two(date.getUTCFullYear() % 100);
      case 'MM':
        return two(date.getUTCMonth() + 1);
      case 'DD':
        return two(date.getUTCDate());
      case 'HH':
        return two(date.getUTCHours());
      case 'mm':
        return two(date.getUTCMinutes());
      case 'ss':
        return two(date.getUTCSeconds());
      case 'SSS':
        return String(date.getUTCMilliseconds()).padStart(3, '0');
      case 'SSSSSS':
        return String(Math.floor(microseconds) % 1_000_000).padStart(6, '0');
      case 'X':
        return String(Math.floor(milliseconds / 1_000));
      case 'x':
        return String(milliseconds);
      case 'T':
      case 'Z':
        return found;
      default:
        unknown ??= found;
        return found;
    }
  });
  if (unknown === null) return ok(text);
  return fail(
    'template.argument',
    `'${String(unknown)}' is no part of a time: use YYYY MM DD HH mm ss SSS, or [text] for text`,
  );
}
