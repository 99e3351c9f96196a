import { fail, nameCharacter, ok, positionAt, type Failed, type Result } from '../result.js';
import { readJsonLiteral, readJsonNumber, readJsonString, skipJsonSpace } from './token.js';

export type JsonScalarKind = 'string' | 'number' | 'true' | 'false' | 'null';
export type JsonContainerKind = 'object' | 'array';

/** What `walkJson` tells, in the order of the text. Offsets are into it, ends exclusive, quotes included. */
export interface JsonVisitor {
  readonly open?: (kind: JsonContainerKind, start: number) => void;
  readonly close?: (kind: JsonContainerKind, end: number) => void;
  readonly key?: (start: number, end: number) => void;
  readonly scalar?: (kind: JsonScalarKind, start: number, end: number) => void;
  /** Asked after each open and scalar; an answer stops the walk with it. */
  readonly stop?: () => Failed | null;
}

export interface JsonLimits {
  /** Brackets within brackets; 1000 by default. */
  readonly maxDepth?: number;
}

export const defaultMaxJsonDepth = 1000;

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const expected: Readonly<Record<Expect, string>> = {
  value: 'a value',
  'value-or-end': "a value or ']'",
  key: 'a key in double quotes',
  'key-or-end': "a key in double quotes or '}'",
  colon: "':'",
  'comma-or-end': "',' or the closing bracket",
  nothing: 'nothing more',
};

/**
 * Goes through a JSON text (RFC 8259) without recursion and without turning anything into values.
 * Fails with `json.syntax` or `json.depth`, both with line and column.
 */
export function walkJson(text: string, visitor: JsonVisitor, limits: JsonLimits = {}): Result<void> {
  return new JsonWalk(text, visitor, limits).go() ?? ok(undefined);
}

/** The same in stretches, for who must not hold others up. */
export class JsonWalk {
  readonly #open: JsonContainerKind[] = [];
  #expect: Expect = 'value';
  #at: number;
  readonly #maxDepth: number;

  constructor(
    readonly text: string,
    readonly visitor: JsonVisitor,
    { maxDepth = defaultMaxJsonDepth }: JsonLimits = {},
  ) {
    // A byte order mark is not JSON, but files begin with it (RFC 8259 §8.1 lets a parser ignore it).
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.#maxDepth = maxDepth;
  }

  /** Goes on for so many tokens; null while there is more. */
  go(tokens = Number.POSITIVE_INFINITY): Result<void> | null {
    const { text, visitor } = this;
    const open = this.#open;
    const maxDepth = this.#maxDepth;
    let expect = this.#expect;
    let at = this.#at;

    for (let left = tokens; left > 0; left--) {
      at = skipJsonSpace(text, at);
      const character = text[at];
      if (character === undefined) return expect === 'nothing' ? ok(undefined) : unexpected(text, at, expect);
      const container = open.at(-1);

      if (expect === 'comma-or-end' && character === ',') {
        expect = container === 'object' ? 'key' : 'value';
        at++;
      } else if (expect === 'colon' && character === ':') {
        expect = 'value';
        at++;
      } else if (closes(expect, container, character)) {
        open.pop();
        at++;
        visitor.close?.(character === '}' ? 'object' : 'array', at);
        expect = open.length === 0 ? 'nothing' : 'comma-or-end';
      } else if ((expect === 'key' || expect === 'key-or-end') && character === '"') {
        const token = readJsonString(text, at);
        if (token.errorAt !== null) return badString(text, at, token.errorAt);
        visitor.key?.(at, token.end);
        at = token.end;
        expect = 'colon';
      } else if (expect !== 'value' && expect !== 'value-or-end') {
        return unexpected(text, at, expect);
      } else if (character === '{' || character === '[') {
        if (open.length >= maxDepth) {
          const where = positionAt(text, at);
          const message = `nested deeper than ${maxDepth} brackets at line ${where.line}, column ${where.column}`;
          return fail('json.depth', message, { ...where, maxDepth });
        }
        const kind = character === '{' ? 'object' : 'array';
        open.push(kind);
        visitor.open?.(kind, at);
        at++;
        expect = kind === 'object' ? 'key-or-end' : 'value-or-end';
      } else {
        const end = readScalar(text, at, expect, visitor);
        if (typeof end !== 'number') return end;
        at = end;
        expect = open.length === 0 ? 'nothing' : 'comma-or-end';
      }
      const stopped = visitor.stop?.() ?? null;
      if (stopped !== null) return stopped;
    }
    this.#expect = expect;
    this.#at = at;
    return null;
  }
}

function closes(expect: Expect, container: JsonContainerKind | undefined, character: string): boolean {
  if (character === '}')
    return container === 'object' && (expect === 'comma-or-end' || expect === 'key-or-end');
  if (character === ']')
    return container === 'array' && (expect === 'comma-or-end' || expect === 'value-or-end');
  return false;
}

/** Where the scalar ends, or why there is none. */
function readScalar(text: string, at: number, expect: Expect, visitor: JsonVisitor): number | Failed {
  const character = text[at] ?? '';
  if (character === '"') {
    const token = readJsonString(text, at);
    if (token.errorAt !== null) return badString(text, at, token.errorAt);
    visitor.scalar?.('string', at, token.end);
    return token.end;
  }
  if (character === '-' || (character >= '0' && character <= '9')) {
    const token = readJsonNumber(text, at);
    if (token.errorAt !== null) return syntax(text, token.errorAt, 'the number is not as JSON writes it');
    visitor.scalar?.('number', at, token.end);
    return token.end;
  }
  const literal = readJsonLiteral(text, at);
  if (literal === null) return unexpected(text, at, expect);
  visitor.scalar?.(literal, at, at + literal.length);
  return at + literal.length;
}

function unexpected(text: string, at: number, expect: Expect): Failed {
  const found = at >= text.length ? 'the text ends' : nameCharacter(text, at);
  return syntax(text, at, `${found} where ${expected[expect]} belongs`);
}

function badString(text: string, start: number, errorAt: number): Failed {
  if (errorAt >= text.length) return syntax(text, start, 'the string is not closed');
  const problem =
    text[errorAt] === '\\'
      ? 'unknown escape in a string'
      : `${nameCharacter(text, errorAt)} must be escaped in a string`;
  return syntax(text, errorAt, problem);
}

function syntax(text: string, at: number, problem: string): Failed {
  const where = positionAt(text, at);
  return fail('json.syntax', `${problem}, line ${where.line}, column ${where.column}`, { ...where });
}
