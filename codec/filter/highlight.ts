import type { FilterNode } from './ast.js';
import { findHex, type HexPattern } from './hex-pattern.js';
import { PatternMachine } from './pattern.js';
import { patternSpans } from './pattern-spans.js';
import { compilePattern } from './pattern-syntax.js';
import { encodeUtf8 } from '../utf8.js';

/** What of a filter can be shown where it stands: literals, patterns and bytes that are asked for, not denied. */
export interface FilterMarks {
  readonly literals: readonly string[];
  readonly patterns: readonly PatternMachine[];
  readonly bytes: readonly HexPattern[];
}

/** Where something stands, `[start, end)`. */
export type FilterSpan = readonly [number, number];

export const noFilterMarks: FilterMarks = { literals: [], patterns: [], bytes: [] };

/** What to mark of a filter. */
export function filterMarks(node: FilterNode | null): FilterMarks {
  const literals: string[] = [];
  const patterns: PatternMachine[] = [];
  const bytes: HexPattern[] = [];
  const stack: FilterNode[] = node === null ? [] : [node];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (one.op === 'and' || one.op === 'or') stack.push(...[...one.of].reverse());
    else if (one.op === 'text') literals.push(one.value);
    else if (one.op === 'hex') bytes.push(one.bytes);
    else if (one.op === 'pattern') {
      const program = compilePattern(one.source, one.flags);
      if (program.ok) patterns.push(new PatternMachine(program.value, true));
    } else if (one.op === 'json' && one.test !== null) {
      if (one.test.is === '~') {
        const program = compilePattern(one.test.source, one.test.flags);
        if (program.ok) patterns.push(new PatternMachine(program.value, true));
      } else if (one.test.is === '=' && one.test.value.kind === 'string' && one.test.value.text !== '') {
        literals.push(one.test.value.text);
      } else if (one.test.is === '=' && one.test.value.kind === 'number') literals.push(one.test.value.text);
    }
  }
  return { literals, patterns, bytes };
}

/** Most places marked in one text. */
const mostSpans = 1000;
/** ASCII letters alike, as the host compares them. */
const fold = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Where literals, patterns and bytes, those of its UTF-8, stand in a text, in order and without overlaps. */
export function findFilterText(marks: FilterMarks, text: string): readonly FilterSpan[] {
  if (marks.literals.length + marks.patterns.length + marks.bytes.length === 0) return [];
  const spans: FilterSpan[] = marks.bytes.length === 0 ? [] : [...bytesInText(marks.bytes, text)];
  const folded = marks.literals.length === 0 ? '' : fold(text);
  for (const literal of marks.literals) {
    const needle = fold(literal);
    if (needle === '') continue;
    let at = folded.indexOf(needle);
    for (let n = 0; at >= 0 && n < mostSpans; n++) {
      spans.push([at, at + needle.length]);
      at = folded.indexOf(needle, at + needle.length);
    }
  }
  for (const pattern of marks.patterns) spans.push(...patternSpans(pattern, text));
  return merged(spans);
}

/** Characters that hold bytes which were found; one that has a part of them counts. */
function bytesInText(patterns: readonly HexPattern[], text: string): readonly FilterSpan[] {
  const found = findFilterBytes({ literals: [], patterns: [], bytes: patterns }, encodeUtf8(text));
  const spans: FilterSpan[] = [];
  let next = 0;
  let byte = 0;
  let from = -1;
  for (let at = 0; at < text.length && next < found.length;) {
    const point = text.codePointAt(at) ?? 0;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    const end = at + (point < 0x1_0000 ? 1 : 2);
    for (let span = found[next]; span !== undefined && span[0] < byte; span = found[++next]) {
      if (from < 0) from = at;
      if (span[1] > byte) break;
      spans.push([from, end]);
      from = -1;
    }
    at = end;
  }
  return spans;
}

/** Where bytes, literals as UTF-8 and patterns over plain text stand in bytes. */
export function findFilterBytes(marks: FilterMarks, bytes: Uint8Array): readonly FilterSpan[] {
  const spans: FilterSpan[] = [];
  for (const pattern of marks.bytes) {
    let at = findHex(bytes, pattern);
    for (let n = 0; at >= 0 && n < mostSpans; n++) {
      spans.push([at, at + pattern.length]);
      at = findHex(bytes, pattern, at + pattern.length);
    }
  }
  if (marks.literals.length + marks.patterns.length > 0) {
    // As Latin-1 each byte is one character, so that places in the text are places of bytes.
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    const literals = marks.literals.map((one) => String.fromCharCode(...encodeUtf8(one)));
    spans.push(...findFilterText({ literals, patterns: marks.patterns, bytes: [] }, text));
  }
  return merged(spans);
}

function merged(spans: FilterSpan[]): readonly FilterSpan[] {
  spans.sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = out.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
