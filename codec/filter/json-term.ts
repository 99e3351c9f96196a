import { readJsonLiteral, readJsonNumber } from '../json/token.js';
import type { JsonOperand, JsonPathStep, JsonTest } from './ast.js';
import { type Fault, isBoundary, isFault, type Term } from './fault.js';
import { readComparison, readPattern, readQuoted } from './operand.js';

/** Steps of a path; more can match nothing that is read. */
const maxSteps = 64;
const nameCharacters = /[\p{L}\p{N}_$-]/u;

/** `$.a["b c"][0].*` and, behind it, a comparison or a pattern. */
export function readJsonTerm(text: string, at: number): Term | Fault {
  const path = readJsonPath(text, at);
  if (isFault(path)) return path;
  const tested = readTest(text, path.end);
  if (isFault(tested)) return tested;
  if (!isBoundary(text, tested.end)) return { at: tested.end, expected: 'a space after the JSON term' };
  return { node: { op: 'json', path: path.steps, test: tested.test }, end: tested.end };
}

/** A path and where it ends. */
export function readJsonPath(
  text: string,
  at: number,
): { readonly steps: readonly JsonPathStep[]; readonly end: number } | Fault {
  if (text[at] !== '$') return { at, expected: 'a JSON path that begins with $, such as $.type' };
  const steps: JsonPathStep[] = [];
  let next = at + 1;
  for (;;) {
    if (steps.length > maxSteps) return { at: next, expected: `at most ${maxSteps} steps in a path` };
    if (text[next] === '.') {
      next++;
      if (text[next] === '*') {
        steps.push({ every: true });
        next++;
        continue;
      }
      const start = next;
      for (;;) {
        const point = text.codePointAt(next);
        if (point === undefined || !nameCharacters.test(String.fromCodePoint(point))) break;
        next += point > 0xffff ? 2 : 1;
      }
      if (next === start) return { at: start, expected: 'the name of a member, or ["name"]' };
      steps.push({ key: text.slice(start, next) });
    } else if (text[next] === '[') {
      const inside = readSubscript(text, next + 1);
      if (isFault(inside)) return inside;
      if (text[inside.end] !== ']') return { at: inside.end, expected: "']'" };
      steps.push(inside.step);
      next = inside.end + 1;
    } else return { steps, end: next };
  }
}

function readSubscript(
  text: string,
  at: number,
): { readonly step: JsonPathStep; readonly end: number } | Fault {
  if (text[at] === '*') return { step: { every: true }, end: at + 1 };
  if (text[at] === '"') {
    const quoted = readQuoted(text, at);
    return isFault(quoted) ? quoted : { step: { key: quoted.value }, end: quoted.end };
  }
  const digits = /^\d{1,9}/.exec(text.slice(at, at + 9))?.[0];
  if (digits === undefined) return { at, expected: 'an index, a name in double quotes, or *' };
  return { step: { index: Number(digits) }, end: at + digits.length };
}

function readTest(
  text: string,
  at: number,
): { readonly test: JsonTest | null; readonly end: number } | Fault {
  if (text[at] === '~') {
    const pattern = readPattern(text, at + 1);
    if (isFault(pattern)) return pattern;
    const { source, flags, end } = pattern;
    return { test: { is: '~', source, flags }, end };
  }
  const comparison = readComparison(text, at);
  if (comparison === null) {
    if (isBoundary(text, at)) return { test: null, end: at };
    return { at, expected: '.name, [0], a comparison such as ==, or ~/pattern/' };
  }
  const { is, end } = comparison;
  const value = readOperand(text, end);
  if (isFault(value)) return value;
  const { operand } = value;
  if (operand.kind !== 'string' && operand.kind !== 'number' && is !== '=' && is !== '!=')
    return { at: end, expected: 'a number or a string to compare with' };
  return { test: { is, value: operand }, end: value.end };
}

function readOperand(
  text: string,
  at: number,
): { readonly operand: JsonOperand; readonly end: number } | Fault {
  if (text[at] === '"') {
    const quoted = readQuoted(text, at);
    if (isFault(quoted)) return quoted;
    return { operand: { kind: 'string', text: quoted.value }, end: quoted.end };
  }
  const literal = readJsonLiteral(text, at);
  if (literal !== null) return { operand: { kind: literal, text: '' }, end: at + literal.length };
  const number = readJsonNumber(text, at);
  if (number.errorAt !== null)
    return { at, expected: 'a value as JSON writes it: "text", 42, true, false or null' };
  return { operand: { kind: 'number', text: text.slice(at, number.end) }, end: number.end };
}
