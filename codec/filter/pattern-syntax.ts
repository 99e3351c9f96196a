import { fail, ok, type Result } from '../result.js';

/** Code points `[from, to]`, in pairs, ascending. */
export type CharSet = readonly number[];

/** One instruction of a pattern. */
export type PatternStep =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'assert'; readonly what: 'start' | 'end' | 'lineStart' | 'lineEnd' | 'word' | 'notWord' }
  | { readonly op: 'match' };

export type PatternProgram = readonly PatternStep[];

/** A person writes far less; what is repeated is written out, so `(a{50}){50}` reaches it. */
export const maxPatternSteps = 1000;
/** Brackets within brackets. */
const maxGroups = 50;
const lastPoint = 0x10ffff;

type Tree =
  | { readonly is: 'set'; readonly set: CharSet }
  | { readonly is: 'assert'; readonly what: Extract<PatternStep, { op: 'assert' }>['what'] }
  | { readonly is: 'all'; readonly of: readonly Tree[] }
  | { readonly is: 'either'; readonly of: readonly Tree[] }
  | { readonly is: 'repeat'; readonly of: Tree; readonly least: number; readonly most: number };

const digits: CharSet = [0x30, 0x39];
export const wordSet: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const spaces: CharSet = [
  9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f,
  0x3000, 0x3000, 0xfeff, 0xfeff,
];
export const newlines: CharSet = [10, 10, 13, 13, 0x2028, 0x2029];

/** Pairs in order, without overlaps. */
function tidy(pairs: readonly (readonly [number, number])[]): CharSet {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [from, to] of sorted) {
    const end = out.at(-1);
    if (end !== undefined && from <= end + 1) out[out.length - 1] = Math.max(end, to);
    else out.push(from, to);
  }
  return out;
}

function pairsOf(set: CharSet): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) pairs.push([set[i] ?? 0, set[i + 1] ?? 0]);
  return pairs;
}

function without(set: CharSet): CharSet {
  const out: number[] = [];
  let from = 0;
  for (const [a, b] of pairsOf(set)) {
    if (a > from) out.push(from, a - 1);
    from = b + 1;
  }
  if (from <= lastPoint) out.push(from, lastPoint);
  return out;
}

/** Letters beyond this many in one range are folded in ASCII alone. */
const foldedRange = 2048;

/** The same letters in either case. */
function folded(set: CharSet): CharSet {
  const pairs = pairsOf(set);
  for (const [from, to] of pairsOf(set)) {
    const end = Math.min(to, from + foldedRange);
    for (let point = from; point <= end; point++) {
      const letter = String.fromCodePoint(point);
      for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
        const code = other.codePointAt(0) ?? 0;
        if (code !== point && other.length === String.fromCodePoint(code).length) pairs.push([code, code]);
      }
    }
    // ASCII in a large range lies at its start or is wholly in it.
    if (from < 0x41 && to > 0x7a) continue;
  }
  return tidy(pairs);
}

class Reader {
  at = 0;
  groups = 0;
  constructor(
    readonly source: string,
    readonly flags: string,
  ) {}

  either(): Tree {
    const of: Tree[] = [this.all()];
    while (this.source[this.at] === '|') {
      this.at++;
      of.push(this.all());
    }
    const only = of[0];
    return of.length === 1 && only !== undefined ? only : { is: 'either', of };
  }

  all(): Tree {
    const of: Tree[] = [];
    for (;;) {
      const character = this.source[this.at];
      if (character === undefined || character === '|' || character === ')') return { is: 'all', of };
      of.push(this.repeated());
    }
  }

  repeated(): Tree {
    const start = this.at;
    const one = this.one();
    const character = this.source[this.at];
    let range: readonly [number, number] | null = null;
    if (character === '*') range = [0, Infinity];
    else if (character === '+') range = [1, Infinity];
    else if (character === '?') range = [0, 1];
    else if (character === '{') {
      const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 12));
      if (counted === null)
        throw new PatternFault(this.at, "a count such as {2,5}, or '\\{' for the character");
      const least = Number(counted[1]);
      const most = counted[2] === undefined ? least : counted[3] === '' ? Infinity : Number(counted[3]);
      if (most < least) throw new PatternFault(this.at, 'a count whose end is not below its start');
      range = [least, most];
      this.at += counted[0].length - 1;
    }
    if (range === null) return one;
    if (one.is === 'assert') throw new PatternFault(start, 'something that can be repeated');
    this.at++;
    // Whether it is greedy makes no difference to whether it is found.
    if (this.source[this.at] === '?') this.at++;
    if (/[*+?{]/.test(this.source[this.at] ?? '')) throw new PatternFault(this.at, 'one repeat at a time');
    return { is: 'repeat', of: one, least: range[0], most: range[1] };
  }

  one(): Tree {
    const start = this.at;
    const character = this.source[start] ?? '';
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return { is: 'set', set: this.characters() };
      case '.':
        this.at++;
        return { is: 'set', set: this.flags.includes('s') ? [0, lastPoint] : without(newlines) };
      case '^':
        this.at++;
        return { is: 'assert', what: this.flags.includes('m') ? 'lineStart' : 'start' };
      case '$':
        this.at++;
        return { is: 'assert', what: this.flags.includes('m') ? 'lineEnd' : 'end' };
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternFault(start, `something before '${character}' to repeat`);
      case '\\': {
        const next = this.source[start + 1];
        if (next === 'b' || next === 'B') {
          this.at += 2;
          return { is: 'assert', what: next === 'b' ? 'word' : 'notWord' };
        }
        return { is: 'set', set: this.set(this.escaped()) };
      }
      default: {
        const point = this.source.codePointAt(start) ?? 0;
        this.at += point > 0xffff ? 2 : 1;
        return { is: 'set', set: this.set([point, point]) };
      }
    }
  }

  set(set: CharSet): CharSet {
    return this.flags.includes('i') ? folded(set) : set;
  }

  group(): Tree {
    const start = this.at++;
    if (this.source[this.at] === '?') {
      const named = /^\?<[A-Za-z_]\w*>/.exec(this.source.slice(this.at, this.at + 100));
      if (this.source[this.at + 1] === ':') this.at += 2;
      else if (named !== null) this.at += named[0].length;
      else throw new PatternFault(start, "a plain group '(' or '(?:': looking ahead or behind is not done");
    }
    if (++this.groups > maxGroups) throw new PatternFault(start, `at most ${maxGroups} groups in each other`);
    const inside = this.either();
    if (this.source[this.at] !== ')') throw new PatternFault(this.at, "')'");
    this.groups--;
    this.at++;
    return inside;
  }

  /** What stands behind a backslash. */
  escaped(): CharSet {
    const start = this.at;
    const letter = this.source[start + 1] ?? '';
    this.at += 2;
    const lower = letter.toLowerCase();
    if (lower === 'd' || lower === 'w' || lower === 's') {
      const set = lower === 'd' ? digits : lower === 'w' ? wordSet : spaces;
      return letter === lower ? set : without(set);
    }
    const one = (point: number): CharSet => [point, point];
    const control = 'tnvfr'.indexOf(letter);
    if (letter !== '' && control >= 0) return one(9 + control);
    if (letter === '0' && !/\d/.test(this.source[this.at] ?? '')) return one(0);
    const hex =
      letter === 'x' ? /^[0-9a-f]{2}/i : letter === 'u' ? /^(?:[0-9a-f]{4}|\{[0-9a-f]{1,6}\})/i : null;
    if (hex !== null) {
      const found = hex.exec(this.source.slice(this.at, this.at + 8))?.[0];
      const point = found === undefined ? NaN : Number.parseInt(found.replace(/[{}]/g, ''), 16);
      if (found === undefined || point > lastPoint)
        throw new PatternFault(start, 'a code such as \\x41 or \\u0041');
      this.at += found.length;
      return one(point);
    }
    if (/[1-9k]/.test(letter))
      throw new PatternFault(start, 'no reference to a group: such patterns are not run');
    if (letter === '' || /[A-Za-z0-9]/.test(letter))
      throw new PatternFault(start, 'a known escape such as \\d, \\w or \\.');
    const point = this.source.codePointAt(start + 1) ?? 0;
    if (point > 0xffff) this.at++;
    return one(point);
  }

  /** A class in brackets. */
  characters(): CharSet {
    const start = this.at++;
    const negated = this.source[this.at] === '^';
    if (negated) this.at++;
    const pairs: [number, number][] = [];
    for (;;) {
      const character = this.source[this.at];
      if (character === undefined) throw new PatternFault(start, "']' at the end of the class");
      if (character === ']') break;
      const from = this.member();
      if (
        this.source[this.at] === '-' &&
        this.source[this.at + 1] !== ']' &&
        this.source[this.at + 1] !== undefined
      ) {
        const dash = this.at++;
        const to = this.member();
        const [low, high] = [from[0] ?? 0, to[0] ?? 0];
        if (from.length !== 2 || from[0] !== from[1] || to.length !== 2 || to[0] !== to[1] || high < low)
          throw new PatternFault(dash, 'a range from a lower to a higher character');
        pairs.push([low, high]);
      } else pairs.push(...pairsOf(from));
    }
    this.at++;
    const set = this.set(tidy(pairs));
    return negated ? without(set) : set;
  }

  member(): CharSet {
    if (this.source[this.at] === '\\') {
      if (this.source[this.at + 1] === 'b') {
        this.at += 2;
        return [8, 8];
      }
      if (this.source[this.at + 1] === '-') {
        this.at += 2;
        return [0x2d, 0x2d];
      }
      return this.escaped();
    }
    const point = this.source.codePointAt(this.at) ?? 0;
    this.at += point > 0xffff ? 2 : 1;
    return [point, point];
  }
}

/** Caught where the pattern is compiled. */
class PatternFault extends Error {
  constructor(
    readonly at: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

function emit(tree: Tree, into: PatternStep[]): void {
  if (into.length > maxPatternSteps)
    throw new PatternFault(0, `a smaller pattern: at most ${maxPatternSteps} steps`);
  switch (tree.is) {
    case 'set':
      into.push({ op: 'set', set: tree.set });
      return;
    case 'assert':
      into.push({ op: 'assert', what: tree.what });
      return;
    case 'all':
      for (const one of tree.of) emit(one, into);
      return;
    case 'either': {
      const ends: { op: 'jump'; to: number }[] = [];
      for (const [i, one] of tree.of.entries()) {
        if (i === tree.of.length - 1) {
          emit(one, into);
          break;
        }
        const split = { op: 'split' as const, first: into.length + 1, second: 0 };
        into.push(split);
        emit(one, into);
        const end = { op: 'jump' as const, to: 0 };
        into.push(end);
        ends.push(end);
        split.second = into.length;
      }
      for (const end of ends) end.to = into.length;
      return;
    }
    case 'repeat': {
      for (let i = 0; i < tree.least; i++) emit(tree.of, into);
      if (tree.most === Infinity) {
        const split = { op: 'split' as const, first: into.length + 1, second: 0 };
        const loop = into.length;
        into.push(split);
        emit(tree.of, into);
        into.push({ op: 'jump', to: loop });
        split.second = into.length;
        return;
      }
      const splits: { op: 'split'; first: number; second: number }[] = [];
      for (let i = tree.least; i < tree.most; i++) {
        const split = { op: 'split' as const, first: into.length + 1, second: 0 };
        into.push(split);
        splits.push(split);
        emit(tree.of, into);
      }
      for (const split of splits) split.second = into.length;
    }
  }
}

/**
 * Reads a regular expression as JavaScript writes it, without references and looking around, which cannot be
 * searched for in a time that grows with the text alone. Flags `i`, `m`, `s`. Fails with `filter.invalid`,
 * `offset` counted in the source.
 */
export function compilePattern(source: string, flags: string): Result<PatternProgram> {
  const reader = new Reader(source, flags);
  try {
    const tree = reader.either();
    if (reader.at < source.length) throw new PatternFault(reader.at, "no ')' without a '('");
    const program: PatternStep[] = [];
    emit(tree, program);
    program.push({ op: 'match' });
    if (program.length > maxPatternSteps)
      throw new PatternFault(0, `a smaller pattern: at most ${maxPatternSteps} steps`);
    return ok(program);
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    const { at, expected } = error;
    return fail('filter.invalid', `Expected ${expected} at offset ${at} of the pattern.`, {
      offset: at,
      expected,
    });
  }
}
