import type { Failed } from '../result.js';
import type { FilterNode } from './ast.js';
import { faultOf, isFault } from './fault.js';
import { readTerm, readTermHead } from './term.js';

/** A piece of a query and where it stands, `[start, end)` in UTF-16 units. */
export type FilterToken =
  | { readonly kind: '(' | ')' | 'and' | 'or' | 'not'; readonly start: number; readonly end: number }
  | { readonly kind: 'term'; readonly start: number; readonly end: number; readonly node: FilterNode };

export interface LexedFilter {
  readonly tokens: readonly FilterToken[];
  /** What could not be read, and where; the tokens before it are good. */
  readonly error: Failed | null;
}

const space = /\s/;

export function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && space.test(text[next] ?? '')) next++;
  return next;
}

/** Where a run of characters ends that is neither broken by a space nor by a bracket. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !/[\s()]/.test(text[end] ?? '')) end++;
  return end;
}

/** Cuts a query into tokens; each word that is no operator is a literal. */
export function lexFilter(text: string): LexedFilter {
  const tokens: FilterToken[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const character = text[at] ?? '';
    if (character === '(' || character === ')') {
      tokens.push({ kind: character, start: at, end: ++at });
      continue;
    }
    const end = wordEnd(text, at);
    const word = text.slice(at, end).toLowerCase();
    if (word === 'and' || word === 'or' || word === 'not') {
      tokens.push({ kind: word, start: at, end });
      at = end;
      continue;
    }
    const term = readTerm(text, at);
    if (isFault(term)) return { tokens, error: faultOf(text, term) };
    tokens.push({ kind: 'term', start: at, end: term.end, node: term.node });
    at = term.end;
  }
  return { tokens, error: null };
}

/**
 * Whether a text asks in the language or is plain words. `and`, `or`, `not` and brackets alone are words: only
 * a field with its operator, or text in double quotes that stands by itself, makes it a query.
 */
export function isFilterQuery(text: string): boolean {
  for (let at = 0; at < text.length;) {
    if (/[\s()]/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    if (readTermHead(text, at) !== null) return true;
    if (text[at] === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      if (end < text.length && /^[\s()]?$/.test(text[end + 1] ?? '')) return true;
    }
    at = wordEnd(text, at);
  }
  return false;
}
