import { encodeUtf8 } from '../utf8.js';
import { jsonStringValue } from '../json/token.js';
import { type JsonVisitor, JsonWalk } from '../json/walk.js';
import type { FilterComparison, JsonOperand, JsonPathStep, JsonTest } from './ast.js';
import { compareDecimals } from './decimal.js';
import { PatternMachine, PatternRun } from './pattern.js';
import { compilePattern } from './pattern-syntax.js';

/** Characters of one string that a pattern is run over: no single value may take long. */
export const jsonPatternLength = 16_384;
/** Tokens between two looks at the clock. */
const tokensAtOnce = 512;

interface Level {
  /** Values in it can lie on the path. */
  readonly onPath: boolean;
  readonly isArray: boolean;
  index: number;
  key: string;
}

/**
 * Looks for a value at a path in one JSON text, a stretch at a time. Tokens are compared as they are written:
 * numbers by their digits, strings by what they mean. What stands before damaged JSON counts.
 */
export class JsonPathRun {
  found = false;
  readonly #levels: Level[] = [];
  readonly #walk: JsonWalk;

  constructor(
    readonly text: string,
    readonly path: readonly JsonPathStep[],
    readonly test: JsonTest | null,
    readonly machine: PatternMachine | null = machineOf(test),
  ) {
    const visitor: JsonVisitor = {
      open: (kind) => {
        const onPath = this.#isOnPath();
        if (onPath && this.#levels.length === path.length && this.#passesContainer()) this.found = true;
        this.#levels.push({ onPath, isArray: kind === 'array', index: -1, key: '' });
      },
      close: () => {
        this.#levels.pop();
      },
      key: (start, end) => {
        const level = this.#levels.at(-1);
        if (level?.onPath === true) level.key = jsonStringValue(text.slice(start, end));
      },
      scalar: (kind, start, end) => {
        if (!this.#isOnPath() || this.#levels.length !== path.length) return;
        const token = text.slice(start, end);
        const shown = kind === 'string' ? jsonStringValue(token) : kind === 'number' ? token : '';
        if (this.#passes({ kind, text: shown })) this.found = true;
      },
    };
    this.#walk = new JsonWalk(text, visitor);
  }

  /** Goes on for a stretch; true when it is over. */
  go(): boolean {
    return this.#walk.go(tokensAtOnce) !== null || this.found;
  }

  /** Whether the value that begins now can lie on the path; counts elements on the way. */
  #isOnPath(): boolean {
    const level = this.#levels.at(-1);
    if (level === undefined) return true;
    if (level.isArray) level.index++;
    const step = this.path[this.#levels.length - 1];
    if (!level.onPath || step === undefined) return false;
    if ('every' in step) return true;
    return 'key' in step
      ? !level.isArray && level.key === step.key
      : level.isArray && level.index === step.index;
  }

  #passesContainer(): boolean {
    // An object or an array is there, and is no scalar.
    return this.test === null || this.test.is === '!=';
  }

  #passes(value: JsonOperand): boolean {
    const { test } = this;
    if (test === null) return true;
    if (test.is !== '~') return passesComparison(value, test.is, test.value);
    if (this.machine === null) return false;
    const text = value.kind === 'string' || value.kind === 'number' ? value.text : value.kind;
    const bytes = encodeUtf8(text.slice(0, jsonPatternLength));
    const run = new PatternRun(this.machine);
    for (let at = 0; at < bytes.length;) at = run.push(bytes, at);
    return run.finish();
  }
}

/** The machine a test needs; share it between runs that follow each other. */
export function machineOf(test: JsonTest | null): PatternMachine | null {
  if (test?.is !== '~') return null;
  const program = compilePattern(test.source, test.flags);
  return program.ok ? new PatternMachine(program.value) : null;
}

function passesComparison(value: JsonOperand, is: FilterComparison, wanted: JsonOperand): boolean {
  if (value.kind !== wanted.kind) return is === '!=';
  if (value.kind === 'number') return compares(compareDecimals(value.text, wanted.text), is);
  if (value.kind === 'string') {
    return compares(value.text === wanted.text ? 0 : value.text < wanted.text ? -1 : 1, is);
  }
  return is === '=' || is === '<=' || is === '>=';
}

/** Whether an order, below 0, 0 or above, is as asked for. */
export function compares(order: number, is: FilterComparison): boolean {
  switch (is) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
