/** Where a token ends, and whether it is well formed up to there. */
export interface TokenEnd {
  readonly end: number;
  /** Where it goes wrong, or null. The length of the text where it is cut short. */
  readonly errorAt: number | null;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** RFC 8259 §2: space, tab, LF, CR. */
export function isJsonSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** Offset of the first character from `at` that is not white space. */
export function skipJsonSpace(text: string, at: number): number {
  let next = at;
  while (isJsonSpace(text.charCodeAt(next))) next++;
  return next;
}

/**
 * Reads a string from its opening quote (RFC 8259 §7). A loop, not a regular expression: V8's
 * backtracking stack overflows on strings of some megabytes.
 */
export function readJsonString(text: string, start: number): TokenEnd {
  let errorAt: number | null = null;
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return { end: at + 1, errorAt };
    if (unit < 0x20) errorAt ??= at;
    if (unit !== 0x5c) {
      at++;
      continue;
    }
    const escape = text[at + 1] ?? '';
    if (escape === '') break;
    if (escape === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) errorAt ??= at;
    } else if (!'"\\/bfnrt'.includes(escape)) {
      errorAt ??= at;
    }
    at += 2;
  }
  return { end: text.length, errorAt: errorAt ?? text.length };
}

function skipDigits(text: string, at: number): number {
  let next = at;
  while (isDigit(text.charCodeAt(next))) next++;
  return next;
}

/** Reads a number (RFC 8259 §6): no leading zero, no bare point, no plus. */
export function readJsonNumber(text: string, start: number): TokenEnd {
  let at = text[start] === '-' ? start + 1 : start;
  const whole = skipDigits(text, at);
  if (whole === at) return { end: at, errorAt: at };
  if (text[at] === '0' && whole > at + 1) return { end: whole, errorAt: at + 1 };
  at = whole;
  if (text[at] === '.') {
    const fraction = skipDigits(text, at + 1);
    if (fraction === at + 1) return { end: fraction, errorAt: fraction };
    at = fraction;
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const sign = text[at + 1] === '+' || text[at + 1] === '-' ? 1 : 0;
    const exponent = skipDigits(text, at + 1 + sign);
    if (exponent === at + 1 + sign) return { end: exponent, errorAt: exponent };
    at = exponent;
  }
  return { end: at, errorAt: null };
}

const literals = ['true', 'false', 'null'] as const;

/** Which of the three literal names stands here, or null. */
export function readJsonLiteral(text: string, start: number): (typeof literals)[number] | null {
  return literals.find((literal) => text.startsWith(literal, start)) ?? null;
}

/** What a string token means, quotes and escapes undone. The token must be well formed. */
export function jsonStringValue(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  // A well-formed JSON string parses to a string, so the result is one.
  return JSON.parse(token) as string;
}
