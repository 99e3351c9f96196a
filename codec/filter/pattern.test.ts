import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { PatternMachine, PatternRun } from './pattern.js';
import { goesOn, patternSpans, spansInSteps } from './pattern-spans.js';
import { compilePattern } from './pattern-syntax.js';

function machine(source: string, flags = '', anchored = false): PatternMachine {
  const program = compilePattern(source, flags);
  if (!program.ok) throw new Error(program.error.message);
  return new PatternMachine(program.value, anchored);
}

/** Whether it is found, in pieces of `size` bytes. */
function finds(made: PatternMachine, bytes: Uint8Array, size = bytes.length): boolean {
  const run = new PatternRun(made);
  for (let from = 0; from < bytes.length; from += size) {
    const piece = bytes.subarray(from, from + size);
    for (let at = 0; at < piece.length;) at = run.push(piece, at);
  }
  return run.finish();
}

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\W',
  '\\s',
  'é',
  '[à-ü]',
  '😀',
  '1',
  '_',
  '\\n',
  '\\bb',
  'a\\b',
  'a\\B',
);
const { source: anySource } = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.array(tie('source'), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
    fc.tuple(tie('source'), tie('source')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('source'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
      .map(([a, n]) => `(${a})${n}`),
    tie('source').map((a) => `^${a}`),
    tie('source').map((a) => `${a}$`),
  ),
}));
const anyText = fc
  .array(fc.constantFrom('a', 'b', 'A', 'B', '1', '_', ' ', '\n', 'é', 'É', 'û', '😀', '-'), {
    maxLength: 14,
  })
  .map((all) => all.join(''));

/** UTF-8 where bytes are, Latin-1 where they are not. */
function mixedText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const size = [4, 3, 2, 1].find((n) => characterOf(bytes.subarray(at, at + n)) !== null);
    text +=
      size === undefined ? String.fromCharCode(bytes[at] ?? 0) : characterOf(bytes.subarray(at, at + size));
    at += size ?? 1;
  }
  return text;
}

function characterOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return [...text].length === 1 ? text : null;
  } catch {
    return null;
  }
}

const hex = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

describe('a pattern', () => {
  it('is found wherever JavaScript finds it, in pieces of any size', () => {
    fc.assert(
      fc.property(anySource, fc.subarray(['i', 'm', 's']), anyText, (source, set, text) => {
        const flags = set.join('');
        const wanted = new RegExp(source, `${flags}u`).test(text);
        const bytes = encodeUtf8(text);
        const made = machine(source, flags);
        for (const size of [1, 3, 1000])
          expect([source, flags, text, finds(made, bytes, size)]).toEqual([source, flags, text, wanted]);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads bytes as UTF-8, and those that are none as Latin-1', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 12 }),
        fc.constantFrom('\\xe9', '^.$', '^..$', '[\\x80-\\xff]$', '\\u{10ffff}'),
        (bytes, source) => {
          const text = mixedText(bytes);
          expect(finds(machine(source, 's'), bytes, 1)).toBe(new RegExp(source, 'su').test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['63 61 66 c3 a9', true],
    ['63 61 66 e9', true],
    ['63 61 66 e9 20 c3 a9', true],
    // A character of UTF-8 that is cut short, and one whose second byte may not follow its first.
    ['63 61 66 e9 82', true],
    ['e2 82 63 61 66 e9', true],
    ['f0 80 63 61 66 e9 0a', true],
    ['63 61 66 ef bf bd', false],
    ['63 61 66 65', false],
  ])('finds letters of Latin-1 as those of UTF-8: café in %s', (digits, wanted) => {
    for (const size of [1, 2, 100]) expect(finds(machine('café', ''), hex(digits), size)).toBe(wanted);
  });

  it('takes one step a character where backtracking never ends', () => {
    const bytes = encodeUtf8(`${'a'.repeat(200_000)}!`);
    for (const source of ['(a+)+$', '(a|aa)+$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      const made = machine(source);
      expect(finds(made, bytes)).toBe(false);
      expect(made.worked).toBeLessThan(100);
    }
  });

  it('hands back to its caller while it works states out, and forgets what is too much', () => {
    const made = machine('[ab]*a[ab]{14}c');
    let state = 7;
    const noise = Uint8Array.from({ length: 20_000 }, () => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      return state & 0x10000 ? 0x61 : 0x62;
    });
    const run = new PatternRun(made);
    let calls = 0;
    for (let at = 0; at < noise.length; calls++) {
      const before = made.worked;
      at = run.push(noise, at);
      expect(made.worked - before).toBeLessThanOrEqual(64);
    }
    expect(calls).toBeGreaterThan(100);
    expect(run.finish()).toBe(false);
    expect(finds(made, encodeUtf8(`a${'b'.repeat(14)}c`))).toBe(true);
  });

  it.each([
    // Each start looks to the end and finds nothing.
    ['a*b', 'a'.repeat(20_000), 2_000_000],
    // Nearly every character makes a state of its own.
    ['[ab]*a[ab]{14}c', 'abbabaaabbbaab'.repeat(900), 20_000],
  ])('looks for where %s stands in steps, between which others have their turn', (source, text, steps) => {
    class Counting extends PatternMachine {
      looked = 0;
      override longest(state: number, point: number): number {
        this.looked++;
        return super.longest(state, point);
      }
    }
    const program = compilePattern(source, '');
    if (!program.ok) throw new Error(program.error.message);
    const counting = new Counting(program.value, true);
    const asked = { from: 0, to: text.length, open: true, most: Infinity, steps };
    const begun = [spansInSteps(counting, text, asked), goesOn(machine(source), counting, text, text.length)];
    for (const work of begun) {
      for (let done: boolean | undefined = false; done !== true;) {
        const before = [counting.looked, counting.worked] as const;
        done = work.next().done;
        expect(counting.looked - before[0]).toBeLessThanOrEqual(16_384);
        // Of one character more than those that are counted.
        expect(counting.worked - before[1]).toBeLessThanOrEqual(65);
      }
    }
    expect(counting.looked).toBeGreaterThan(12_000);
  });

  it('tells where it stands, the longest from each start', () => {
    expect(patternSpans(machine('a+', '', true), 'caaat a')).toEqual([
      [1, 4],
      [6, 7],
    ]);
    expect(patternSpans(machine('t[a-z]*|tick', 'i', true), 'a TICK, t')).toEqual([
      [2, 6],
      [8, 9],
    ]);
    expect(patternSpans(machine('\\bb', '', true), 'ab b')).toEqual([[3, 4]]);
    expect(patternSpans(machine('x*', '', true), 'abc')).toEqual([]);
    expect(patternSpans(machine('b$', '', true), 'bb')).toEqual([[1, 2]]);
    expect(patternSpans(machine('.', '', true), 'a😀')).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(patternSpans(machine('(a+)+$', '', true), `${'a'.repeat(100_000)}!`)).toEqual([]);
  });

  it('refuses what cannot be run in one pass, and what is too large', () => {
    const wrong = (source: string): unknown => {
      const program = compilePattern(source, '');
      return program.ok ? 'read' : program.error.detail?.['offset'];
    };
    expect(
      [
        '(?=a)',
        '(?<!a)',
        '(a)\\1',
        '\\k<x>',
        'a**',
        '*',
        'a{3,1}',
        'a{',
        '[z-a]',
        '[a',
        'a)',
        '(',
        '\\',
        '\\q',
        '\\u{110000}',
        '^*',
      ].map(wrong),
    ).toEqual([0, 0, 3, 0, 2, 0, 1, 1, 2, 0, 1, 1, 0, 0, 0, 0]);
    expect([wrong('(a{50}){50}'), wrong('('.repeat(60))]).toEqual([0, 50]);
  });
});
