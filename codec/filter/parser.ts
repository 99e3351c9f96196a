import { fail, type Failed, ok, type Result } from '../result.js';
import type { FilterNode } from './ast.js';
import { faultOf } from './fault.js';
import { type FilterToken, isFilterQuery, lexFilter } from './lexer.js';

/** Longest query; also what the contract lets through. */
export const maxFilterLength = 4096;
/** Brackets and `not`s within each other. */
const maxDepth = 64;

/**
 * Reads what stands in the filter box. Plain words are one literal, spaces and all; an empty text is null.
 * Fails with `filter.invalid`: `offset` in UTF-16 units, `expected` what belongs there.
 */
export function parseFilter(text: string): Result<FilterNode | null> {
  if (text.length > maxFilterLength)
    return fail(
      'filter.invalid',
      `The filter has ${text.length} characters; at most ${maxFilterLength} are read.`,
      {
        offset: maxFilterLength,
        expected: 'the end',
      },
    );
  if (text === '') return ok(null);
  if (!isFilterQuery(text)) return ok({ op: 'text', value: text });
  const { tokens, error } = lexFilter(text);
  const reader = new TokenReader(text, tokens, error);
  const node = reader.either(0);
  if ('ok' in node) return node;
  if (reader.next !== undefined) return reader.expect('and, or, a term or the end');
  return error ?? ok(node);
}

class TokenReader {
  #at = 0;

  constructor(
    readonly text: string,
    readonly tokens: readonly FilterToken[],
    /** What follows the last token and could not be read. */
    readonly error: Failed | null,
  ) {}

  get next(): FilterToken | undefined {
    return this.tokens[this.#at];
  }

  expect(expected: string): Failed {
    if (this.next === undefined && this.error !== null) return this.error;
    return faultOf(this.text, { at: this.next?.start ?? this.text.length, expected });
  }

  #take(kind: FilterToken['kind']): boolean {
    if (this.next?.kind !== kind) return false;
    this.#at++;
    return true;
  }

  either(depth: number): FilterNode | Failed {
    const of: FilterNode[] = [];
    do {
      const one = this.#all(depth);
      if ('ok' in one) return one;
      of.push(one);
    } while (this.#take('or'));
    return joined('or', of);
  }

  #all(depth: number): FilterNode | Failed {
    const of: FilterNode[] = [];
    for (;;) {
      const one = this.#one(depth);
      if ('ok' in one) return one;
      of.push(one);
      if (this.#take('and')) continue;
      const kind = this.next?.kind;
      if (kind !== 'term' && kind !== 'not' && kind !== '(') return joined('and', of);
    }
  }

  #one(depth: number): FilterNode | Failed {
    if (depth >= maxDepth) return this.expect(`at most ${maxDepth} brackets within each other`);
    const token = this.next;
    if (token?.kind === 'term') {
      this.#at++;
      return token.node;
    }
    if (this.#take('not')) {
      const of = this.#one(depth + 1);
      return 'ok' in of ? of : { op: 'not', of };
    }
    if (!this.#take('(')) return this.expect('a term such as dir:in or "text"');
    const inside = this.either(depth + 1);
    if ('ok' in inside) return inside;
    return this.#take(')') ? inside : this.expect("')'");
  }
}

/** Those of the same sort in each other are one list. */
function joined(op: 'and' | 'or', of: readonly FilterNode[]): FilterNode {
  const only = of[0];
  if (of.length === 1 && only !== undefined) return only;
  return { op, of: of.flatMap((one) => (one.op === op ? one.of : [one])) };
}
