import type { FilterComparison } from './ast.js';
import { type Fault, isBoundary, type Term } from './fault.js';
import { compilePattern } from './pattern-syntax.js';

/** Characters up to a space or a bracket. */
export function readWord(text: string, at: number): { readonly value: string; readonly end: number } {
  let end = at;
  while (!isBoundary(text, end)) end++;
  return { value: text.slice(at, end), end };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** Text in double quotes: `\"`, `\\`, `\n`, `\r`, `\t` and `\u0041` stand for what they do in JSON. */
export function readQuoted(
  text: string,
  at: number,
): { readonly value: string; readonly end: number } | Fault {
  let value = '';
  for (let next = at + 1; next < text.length;) {
    const character = text[next] ?? '';
    if (character === '"') return { value, end: next + 1 };
    if (character !== '\\') {
      value += character;
      next++;
      continue;
    }
    const letter = text[next + 1] ?? '';
    const code = /^u([0-9a-fA-F]{4})/.exec(text.slice(next + 1, next + 6))?.[1];
    if (code !== undefined) {
      value += String.fromCharCode(Number.parseInt(code, 16));
      next += 6;
      continue;
    }
    const means = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (means === undefined)
      return { at: next, expected: '\\" \\\\ \\n \\r \\t or \\u0041 after the backslash' };
    value += means;
    next += 2;
  }
  return { at: text.length, expected: 'a closing double quote' };
}

export interface ReadPattern {
  readonly source: string;
  readonly flags: string;
  readonly end: number;
}

/** `/source/flags`, as JavaScript writes it. */
export function readPattern(text: string, at: number): ReadPattern | Fault {
  if (text[at] !== '/') return { at, expected: 'a pattern between slashes, such as /err/i' };
  let end = at + 1;
  for (let inClass = false; ; end++) {
    const character = text[end];
    if (character === undefined) return { at: text.length, expected: "a closing '/'" };
    if (character === '\\') end++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) break;
  }
  const source = text.slice(at + 1, end);
  if (source === '') return { at: end, expected: 'a pattern between the slashes' };
  let flagEnd = end + 1;
  while (/[a-z]/.test(text[flagEnd] ?? '')) flagEnd++;
  const flags = text.slice(end + 1, flagEnd);
  const wrong = [...flags].findIndex((flag, i) => !'ims'.includes(flag) || flags.indexOf(flag) < i);
  if (wrong >= 0) return { at: end + 1 + wrong, expected: 'flags i, m or s' };
  if (!isBoundary(text, flagEnd)) return { at: flagEnd, expected: 'a space after the pattern' };
  const compiled = compilePattern(source.replaceAll('\\/', '/'), flags);
  if (!compiled.ok) {
    const { offset, expected } = compiled.error.detail ?? {};
    // `\/` is one character less in the pattern than in the query; the place is near enough for those.
    return { at: at + 1 + Number(offset), expected: String(expected) };
  }
  return { source: source.replaceAll('\\/', '/'), flags, end: flagEnd };
}

/** A comparison and where it ends. `=` and `==` are one. */
export function readComparison(
  text: string,
  at: number,
): { readonly is: FilterComparison; readonly end: number } | null {
  const two = text.slice(at, at + 2);
  if (two === '<=' || two === '>=' || two === '!=') return { is: two, end: at + 2 };
  if (two === '==') return { is: '=', end: at + 2 };
  const one = text[at];
  return one === '<' || one === '>' || one === '=' ? { is: one, end: at + 1 } : null;
}

const pair = /^(?:[0-9a-fA-F]{2}|\?\?)/;

/** Pairs of hex digits or `??`, joined or with spaces between. */
export function readHex(text: string, at: number): Term | Fault {
  const bytes: number[] = [];
  let end = at;
  for (let next = at; ;) {
    const start = next;
    while (pair.test(text.slice(next, next + 2))) next += 2;
    if (!isBoundary(text, next)) {
      // A word of another sort ends the bytes, unless nothing but bytes can stand here.
      if (bytes.length === 0 || next > start) {
        if (bytes.length > 0 && !/^[0-9a-fA-F?]+$/.test(readWord(text, start).value)) break;
        return { at: next, expected: "two hex digits, or '??' for any byte" };
      }
      break;
    }
    if (next === start) {
      if (bytes.length === 0) return { at: start, expected: "bytes in hex such as 01 03, '??' for any" };
      break;
    }
    for (let i = start; i < next; i += 2) {
      bytes.push(text[i] === '?' ? -1 : Number.parseInt(text.slice(i, i + 2), 16));
    }
    end = next;
    while (/\s/.test(text[next] ?? '')) next++;
  }
  if (bytes.every((byte) => byte < 0)) return { at, expected: "at least one byte that is not '??'" };
  return { node: { op: 'hex', bytes }, end };
}
