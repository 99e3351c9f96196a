/** An expected failure: `code` is `area.reason` and stable; `message` says what, where and what to try. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * The same shape as the contract's `Result`, so that either is assignable to the other; declared
 * here because codec imports nothing of ours.
 */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** A failure as a `Result`, of any value. */
export type Failed = { readonly ok: false; readonly error: Failure };

/** Wraps a value as success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a reason as failure. */
export function fail(code: string, message: string, detail?: Readonly<Record<string, unknown>>): Failed {
  return { ok: false, error: detail === undefined ? { code, message } : { code, message, detail } };
}

/** Where in a text something is: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** What is wrong at one stretch of a text; UTF-16 units, end exclusive. */
export interface TextFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** A warning is well formed and yet seldom meant. */
  readonly severity: 'error' | 'warning';
}

/** Line and column of an offset; CRLF, LF and CR each end a line. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      line++;
      lineStart = at + 1;
    }
  }
  return { offset, line, column: offset - lineStart + 1 };
}

/** Failure about one place in a text: "… at offset 17", with line and column where there are several lines. */
export function failAt(code: string, text: string, offset: number, before: string, after = ''): Failed {
  const position = positionAt(text, offset);
  const where =
    position.line === 1
      ? `offset ${offset}`
      : `offset ${offset} (line ${position.line}, column ${position.column})`;
  return fail(code, `${before} at ${where}${after}`, { ...position });
}

/** A character as an error message shows it: printable ASCII and letters quoted, the rest as a code point. */
export function nameCharacter(text: string, offset: number): string {
  const point = text.codePointAt(offset);
  if (point === undefined) return 'the end';
  const character = String.fromCodePoint(point);
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? `'${character}'`
    : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}
