import { decodeUtf8Lossy, jsonScalarAt, jsonStringValue } from '../../codec/index.js';
import type { CorrelationSpec } from '../../contract/correlation.js';
import { type Result, fail, ok } from '../../contract/result.js';

/** Longest JSON that a key is looked for in, bytes: a slice of work. */
const jsonBytes = 256 << 10;
/** Longest key kept, characters: what is longer differs early enough. */
const keyCharacters = 256;
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Which bytes of a payload a key is read from, and how; null for a row that has none. */
export interface KeyReader {
  /** False where every row of a peer has the same key. */
  readonly needsPayload: boolean;
  /** Bytes `[from, to)` to read of a payload of `size`; null where it can have no key. */
  range(size: number): { readonly from: number; readonly to: number } | null;
  /** The key in those bytes; null where there is none. */
  key(bytes: Uint8Array): string | null;
}

/** The readers of requests and of answers. `correlation.path` where a path is none. */
export function keyReaders({
  by,
}: CorrelationSpec): Result<{ readonly request: KeyReader; readonly answer: KeyReader }> {
  if (by.kind === 'order') return ok({ request: anything, answer: anything });
  if (by.kind === 'bytes') {
    const { from, length, answerFrom = from } = by;
    return ok({ request: bytesAt(from, length), answer: bytesAt(answerFrom, length) });
  }
  const request = parsePath(by.path);
  if (!request.ok) return request;
  const answer = by.answerPath === undefined ? request : parsePath(by.answerPath);
  if (!answer.ok) return answer;
  return ok({ request: jsonAt(request.value), answer: jsonAt(answer.value) });
}

const anything: KeyReader = { needsPayload: false, range: () => null, key: () => '' };

function bytesAt(from: number, length: number): KeyReader {
  return {
    needsPayload: true,
    range: (size) => (size >= from + length ? { from, to: from + length } : null),
    key: (bytes) => bytes.reduce((all, byte) => all + (hex[byte] ?? ''), ''),
  };
}

function jsonAt(path: readonly (string | number)[]): KeyReader {
  return {
    needsPayload: true,
    range: (size) => (size > 0 && size <= jsonBytes ? { from: 0, to: size } : null),
    key: (bytes) => {
      const text = decodeUtf8Lossy(bytes);
      const found = jsonScalarAt(text, path);
      if (found === null || found.kind === 'null') return null;
      const token = text.slice(found.start, found.end);
      // A number is its digits: 2^53 + 1 is another request than 2^53. A string is no number.
      return (found.kind === 'string' ? `"${jsonStringValue(token)}` : token).slice(0, keyCharacters);
    },
  };
}

const stepPattern = /\.([^.[\]"'\s]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** `$.a.b[0]["any key"]` as steps; the `$` may be left out before a name. */
function parsePath(path: string): Result<readonly (string | number)[]> {
  const trimmed = path.trim();
  const text = trimmed.startsWith('$') ? trimmed.slice(1) : /^[.[]/.test(trimmed) ? trimmed : `.${trimmed}`;
  const steps: (string | number)[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < text.length) {
    const at = stepPattern.lastIndex;
    const found = stepPattern.exec(text);
    if (found === null) {
      const where = at + trimmed.length - text.length;
      return fail(
        'correlation.path',
        `After “${trimmed.slice(0, where)}” .name, [0] or ["name"] should follow`,
        {
          offset: where,
        },
      );
    }
    const [, name, index, quoted] = found;
    steps.push(name ?? (index === undefined ? jsonStringValue(`"${quoted ?? ''}"`) : Number(index)));
  }
  return ok(steps);
}
