import { isJsonSpace, readJsonLiteral, readJsonNumber, readJsonString, skipJsonSpace } from './token.js';

export interface JsonSegment {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly kind: 'key' | 'string' | 'number' | 'literal' | 'punct';
}

/** Whether a text may be JSON worth colouring: its first character opens an object or array. For previews. */
export function looksLikeJson(text: string): boolean {
  const first = text[skipPreviewSpace(text, 0)];
  return first === '{' || first === '[';
}

/** White space as JSON has it, or as `visibleText` shows it: ␉ ␊ ␍. */
function skipPreviewSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (!isJsonSpace(unit) && unit !== 0x2409 && unit !== 0x240a && unit !== 0x240d && unit !== 0xfeff) break;
  }
  return at;
}

/**
 * The tokens of a JSON text for colouring, as far as they can be recognised: the text may be cut
 * anywhere, as previews are, or be broken. What is no token is in no segment.
 */
export function highlightJson(text: string): readonly JsonSegment[] {
  const segments: JsonSegment[] = [];
  /** True for an object, false for an array. */
  const open: boolean[] = [];
  let keyIsNext = false;
  for (let at = skipPreviewSpace(text, 0); at < text.length; at = skipPreviewSpace(text, at)) {
    const segment = readSegment(text, at, keyIsNext);
    if (segment === null) {
      at++;
      continue;
    }
    segments.push(segment);
    at = segment.end;
    const character = text[segment.start];
    if (character === '{' || character === '[') {
      open.push(character === '{');
    } else if (character === '}' || character === ']') {
      open.pop();
    }
    keyIsNext = (character === '{' || character === ',') && open.at(-1) === true;
  }
  return segments;
}

function readSegment(text: string, start: number, keyIsNext: boolean): JsonSegment | null {
  const character = text[start] ?? '';
  if ('{}[],:'.includes(character)) return { start, end: start + 1, kind: 'punct' };
  if (character === '"') {
    const { end } = readJsonString(text, start);
    const isKey = keyIsNext || text[skipJsonSpace(text, end)] === ':';
    return { start, end, kind: isKey ? 'key' : 'string' };
  }
  if (character === '-' || (character >= '0' && character <= '9')) {
    const { end } = readJsonNumber(text, start);
    return { start, end, kind: 'number' };
  }
  const literal = readJsonLiteral(text, start);
  return literal === null ? null : { start, end: start + literal.length, kind: 'literal' };
}
