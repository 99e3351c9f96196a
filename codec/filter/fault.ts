import { fail, type Failed, nameCharacter } from '../result.js';
import type { FilterNode } from './ast.js';

/** What was expected where; a failure is made of it once it is known to be one. */
export interface Fault {
  readonly at: number;
  readonly expected: string;
}

/** A part of a query that was read, and where it ends. */
export interface Term {
  readonly node: FilterNode;
  readonly end: number;
}

export function isFault(value: Fault | object): value is Fault {
  return 'expected' in value;
}

/** The failure: `filter.invalid` with `offset` and `expected`. */
export function faultOf(text: string, { at, expected }: Fault): Failed {
  const found = at >= text.length ? 'the end' : nameCharacter(text, at);
  const message = `Expected ${expected} at offset ${at}, found ${found}.`;
  return fail('filter.invalid', message, { offset: at, expected });
}

/** True where a term may end: at a space, a bracket or the end. */
export function isBoundary(text: string, at: number): boolean {
  return at >= text.length || /[\s()]/.test(text[at] ?? '');
}
