import { type CharSet, newlines, type PatternProgram, wordSet } from './pattern-syntax.js';

/** States kept at once; past them the machine forgets and begins anew, so memory is bounded. */
const maxStates = 2000;
/** Steps that had to be worked out before a run hands back to its caller: well under a millisecond. */
const workSteps = 64;
const found = 1;
const unknown = 0;

/** What stood before: it decides `^`, `\b` and the like. */
const context = { start: 0, word: 1, newline: 2, other: 3, end: 4 } as const;

interface State {
  readonly steps: readonly number[];
  readonly before: number;
  /** State after each class of characters, the end last; 0 where nobody has looked. */
  readonly next: Int32Array;
  /** Of a machine that looks for the longest: 1 where the pattern is found before such a character. */
  readonly accepts: Uint8Array;
}

function has(set: CharSet, point: number): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (point < (set[i] ?? 0)) return false;
    if (point <= (set[i + 1] ?? 0)) return true;
  }
  return false;
}

/**
 * Runs a pattern as a deterministic machine made while it runs: each character is one step, whatever the
 * pattern, so none takes a time that explodes. A step seen before is a look into a table.
 */
export class PatternMachine {
  readonly #bounds: number[];
  readonly #low = new Uint16Array(256);
  readonly #contexts: number[];
  readonly #classes: number;
  readonly #asserts: boolean;
  #states: State[] = [];
  #numbers = new Map<string, number>();
  /** Steps worked out so far. */
  worked = 0;

  constructor(
    readonly program: PatternProgram,
    /** A match must begin where the run begins, and the run goes on for a longer one. */
    readonly anchored = false,
  ) {
    const cuts = new Set<number>([0]);
    for (const set of [
      wordSet,
      newlines,
      ...program.flatMap((step) => (step.op === 'set' ? [step.set] : [])),
    ]) {
      for (let i = 0; i < set.length; i += 2) cuts.add(set[i] ?? 0).add((set[i + 1] ?? 0) + 1);
    }
    this.#bounds = [...cuts].sort((a, b) => a - b);
    this.#classes = this.#bounds.length;
    this.#contexts = this.#bounds.map((point) =>
      has(wordSet, point) ? context.word : has(newlines, point) ? context.newline : context.other,
    );
    for (let point = 0; point < 256; point++) this.#low[point] = this.#search(point);
    this.#asserts = program.some(({ op }) => op === 'assert');
  }

  /** The state before anything was read; `before` is the character in front of the text, if there is one. */
  start(before: number | null = null): number {
    const kind = before === null ? context.start : (this.#contexts[this.#classOf(before)] ?? context.other);
    return this.#number([0], this.#asserts ? kind : context.start);
  }

  /** State after a character; 1 where the pattern is found before it. */
  step(state: number, point: number): number {
    return this.#go(state, point < 256 ? (this.#low[point] ?? 0) : this.#search(point));
  }

  /** True if the pattern is found where the text ends. */
  ends(state: number): boolean {
    const from = this.#states[state - 2];
    return this.#go(state, this.#classes) === found || from?.accepts[this.#classes] === 1;
  }

  /** Of an anchored machine, the state after a character; below 0 where the pattern is found before it. */
  longest(state: number, point: number): number {
    const from = this.#states[state - 2];
    const cls = this.#classOf(point);
    const to = this.#go(state, cls);
    return from?.accepts[cls] === 1 ? -to : to;
  }

  /** True if nothing that follows can make it found. */
  isDead(state: number): boolean {
    return this.anchored && (this.#states[state - 2]?.steps.length ?? 0) === 0;
  }

  /** Of a machine that begins anywhere: whether something has begun that what follows may make found. */
  isPending(state: number): boolean {
    return this.#states[state - 2]?.steps.some((step) => step > 0) ?? false;
  }

  /** The state in which an anchored machine goes on with what another of the same pattern has begun, and only that. */
  goOn(begun: PatternMachine, state: number): number {
    const from = begun.#states[state - 2];
    return this.#number(from?.steps.filter((step) => step > 0) ?? [], from?.before ?? context.start);
  }

  #classOf(point: number): number {
    return point < 256 ? (this.#low[point] ?? 0) : this.#search(point);
  }

  #search(point: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bounds[middle] ?? 0) <= point) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #go(state: number, cls: number): number {
    const from = this.#states[state - 2];
    const next = from?.next[cls] ?? unknown;
    return next !== unknown || from === undefined ? next : this.#work(from, cls);
  }

  #work(from: State, cls: number): number {
    this.worked++;
    const atEnd = cls === this.#classes;
    const after = atEnd ? context.end : (this.#contexts[cls] ?? context.other);
    const seen = new Uint8Array(this.program.length);
    const stack = [...from.steps].reverse();
    const reached: number[] = [];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen[at] === 1) continue;
      seen[at] = 1;
      const step = this.program[at];
      if (step === undefined) continue;
      if (step.op === 'match') {
        if (this.anchored) {
          from.accepts[cls] = 1;
          continue;
        }
        from.next[cls] = found;
        return found;
      }
      if (step.op === 'jump') stack.push(step.to);
      else if (step.op === 'split') stack.push(step.second, step.first);
      else if (step.op === 'assert') {
        if (holds(step.what, from.before, after)) stack.push(at + 1);
      } else if (!atEnd && has(step.set, this.#bounds[cls] ?? 0)) reached.push(at + 1);
    }
    if (!this.anchored && !atEnd) reached.push(0);
    const states = this.#states;
    const to = this.#number(
      [...new Set(reached)].sort((a, b) => a - b),
      this.#asserts ? after : context.start,
    );
    // Not where all were forgotten on the way: numbers mean others then.
    if (states === this.#states) from.next[cls] = to;
    return to;
  }

  #number(steps: readonly number[], before: number): number {
    const key = `${before} ${steps.join(' ')}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= maxStates) {
      this.#states = [];
      this.#numbers = new Map();
    }
    const next = new Int32Array(this.#classes + 1);
    const accepts = new Uint8Array(this.anchored ? this.#classes + 1 : 0);
    const number = this.#states.push({ steps, before, next, accepts }) + 1;
    this.#numbers.set(key, number);
    return number;
  }
}

function holds(what: string, before: number, after: number): boolean {
  switch (what) {
    case 'start':
      return before === context.start;
    case 'end':
      return after === context.end;
    case 'lineStart':
      return before === context.start || before === context.newline;
    case 'lineEnd':
      return after === context.end || after === context.newline;
    default:
      return ((before === context.word) !== (after === context.word)) === (what === 'word');
  }
}

/**
 * One look through one payload, which may come in pieces. Bytes are read as UTF-8, and each that belongs to no
 * character of it as that of Latin-1, as where a payload is shown and searched.
 */
export class PatternRun {
  found = false;
  #state: number;
  /** Of a character whose bytes are not all here. */
  #point = 0;
  #missing = 0;
  /** Its first byte while the second is to come; else 0. */
  #least = 0;
  /** Its bytes so far, should it turn out to be none. */
  readonly #held: number[] = [];

  constructor(readonly machine: PatternMachine) {
    this.#state = machine.start();
  }

  /**
   * Reads `bytes` from `from` and answers where it stopped: at their end, where it is found, or earlier to
   * let the caller look at the clock. Until it is done no other run may use the machine.
   */
  push(bytes: Uint8Array, from = 0): number {
    const { machine } = this;
    const stopAt = machine.worked + workSteps;
    let state = this.#state;
    let at = from;
    for (; at < bytes.length && machine.worked < stopAt; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < 0x80 && this.#missing === 0) {
        state = machine.step(state, byte);
        if (state === found) break;
        continue;
      }
      if (this.#missing > 0) {
        if ((byte & 0xc0) === 0x80 && this.#fits(byte)) {
          this.#point = (this.#point << 6) | (byte & 0x3f);
          this.#least = 0;
          this.#held.push(byte);
          if (--this.#missing > 0) continue;
          state = machine.step(state, this.#point);
          if (state === found) break;
          continue;
        }
        state = this.#asLatin1(state);
        if (state === found) break;
        at--;
        continue;
      }
      const lead = leadOf(byte);
      if (lead === 0) {
        state = machine.step(state, byte);
        if (state === found) break;
      } else {
        this.#held.length = 0;
        this.#held.push(byte);
        this.#missing = lead;
        this.#point = byte & (lead === 1 ? 0x1f : lead === 2 ? 0x0f : 0x07);
        this.#least = byte;
      }
    }
    this.#state = state;
    if (state === found) {
      this.found = true;
      return bytes.length;
    }
    return at;
  }

  /** Takes the bytes of what turned out to be no character one by one. */
  #asLatin1(from: number): number {
    this.#missing = 0;
    let state = from;
    for (const byte of this.#held) if (state !== found) state = this.machine.step(state, byte);
    return state;
  }

  /** Whether the second byte of a sequence may follow its first (Unicode 15 table 3-7). */
  #fits(byte: number): boolean {
    switch (this.#least) {
      case 0xe0:
        return byte >= 0xa0;
      case 0xed:
        return byte < 0xa0;
      case 0xf0:
        return byte >= 0x90;
      case 0xf4:
        return byte < 0x90;
      default:
        return true;
    }
  }

  /** Whether something has begun that more bytes may make found. */
  get pending(): boolean {
    return this.#missing > 0 || this.machine.isPending(this.#state);
  }

  /** True if the pattern is found in all that was pushed. */
  finish(): boolean {
    if (this.found) return true;
    let state = this.#state;
    if (this.#missing > 0) state = this.#asLatin1(state);
    this.found = state === found || this.machine.ends(state);
    return this.found;
  }
}

function leadOf(byte: number): number {
  if (byte >= 0xc2 && byte <= 0xdf) return 1;
  if (byte >= 0xe0 && byte <= 0xef) return 2;
  return byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
}
