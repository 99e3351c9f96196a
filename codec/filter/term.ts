import {
  filterDirections,
  type FilterComparison,
  type FilterDirection,
  filterFields,
  type FilterField,
  filterFlags,
  filterKinds,
  type FilterNode,
} from './ast.js';
import { type Fault, isBoundary, isFault, type Term } from './fault.js';
import { readJsonTerm } from './json-term.js';
import { readComparison, readHex, readPattern, readQuoted, readWord } from './operand.js';

export interface TermHead {
  readonly field: FilterField;
  /** Where its operator begins. */
  readonly operator: number;
}

/** A field with its operator, if one stands here. */
export function readTermHead(text: string, at: number): TermHead | null {
  for (const { name, operators } of filterFields) {
    const operator = at + name.length;
    if (text.startsWith(name, at) && (operators as readonly string[]).includes(text[operator] ?? ' ')) {
      return { field: name, operator };
    }
  }
  return null;
}

/** Reads one term: a field with its value, quoted text, or a word. */
export function readTerm(text: string, at: number): Term | Fault {
  const head = readTermHead(text, at);
  if (head !== null) return readField(text, head);
  if (text[at] === '"') {
    const quoted = readQuoted(text, at);
    if (isFault(quoted)) return quoted;
    if (quoted.value === '') return { at, expected: 'text between the quotes' };
    if (!isBoundary(text, quoted.end)) return { at: quoted.end, expected: 'a space after the quoted text' };
    return { node: { op: 'text', value: quoted.value }, end: quoted.end };
  }
  const word = readWord(text, at);
  if (/^[a-z]+[:~<>=]/i.test(word.value)) {
    return {
      at,
      expected: `one of ${filterFields.map(({ name }) => name).join(', ')}, or "double quotes" around text`,
    };
  }
  return { node: { op: 'text', value: word.value }, end: word.end };
}

function readField(text: string, { field, operator }: TermHead): Term | Fault {
  const value = operator + 1;
  switch (field) {
    case 'dir':
      return listed(
        text,
        value,
        'in, out or none',
        (word) => filterDirections.find((one) => one === word),
        (values: readonly FilterDirection[]) => ({ op: 'dir', values }),
      );
    case 'kind':
      return listed(
        text,
        value,
        'a kind such as text, ping or error',
        kindOf,
        (values: readonly string[]) => ({
          op: 'kind',
          values: [...new Set(values)],
        }),
      );
    case 'peer':
      return listed(text, value, 'the number of a peer', wholeNumber(1e9), (values: readonly number[]) => ({
        op: 'peer',
        values,
      }));
    case 'close':
      return listed(
        text,
        value,
        'a close code such as 1006',
        wholeNumber(65_535),
        (values: readonly number[]) => ({
          op: 'close',
          values,
        }),
      );
    case 'is': {
      const word = readWord(text, value);
      const flag = filterFlags.find((one) => one === word.value);
      if (flag === undefined) return { at: value, expected: `one of these: ${filterFlags.join(', ')}` };
      return { node: { op: 'is', value: flag }, end: word.end };
    }
    case 'len':
      return measured(text, operator, 'a size such as 100, 10k or 1MiB', sizeOf, (is, value) => ({
        op: 'len',
        is,
        value,
      }));
    case 't':
      return measured(text, operator, 'a time such as 10s, 250ms or 2min', timeOf, (is, value) => ({
        op: 'time',
        is,
        value,
      }));
    case 'text': {
      const pattern = readPattern(text, value);
      if (isFault(pattern)) return pattern;
      const { source, flags, end } = pattern;
      return { node: { op: 'pattern', source, flags }, end };
    }
    case 'hex':
      return readHex(text, value);
    case 'json':
      return readJsonTerm(text, value);
  }
}

/** One or more words with commas between. */
function listed<T>(
  text: string,
  at: number,
  expected: string,
  read: (word: string) => T | undefined,
  make: (values: readonly T[]) => FilterNode,
): Term | Fault {
  const { value, end } = readWord(text, at);
  const values: T[] = [];
  let start = at;
  for (const word of value.split(',')) {
    const one = read(word);
    if (one === undefined) return { at: start, expected };
    values.push(one);
    start += word.length + 1;
  }
  return { node: make(values), end };
}

function kindOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  const named = filterKinds.find(({ name, kind }) => name === lower || kind === word);
  return named?.kind;
}

function wholeNumber(most: number): (word: string) => number | undefined {
  return (word) => (/^\d{1,10}$/.test(word) && Number(word) <= most ? Number(word) : undefined);
}

function measured(
  text: string,
  operator: number,
  expected: string,
  read: (word: string) => number | undefined,
  make: (is: FilterComparison, value: number) => FilterNode,
): Term | Fault {
  const comparison = readComparison(text, operator);
  if (comparison === null) return { at: operator, expected: 'a comparison: < <= = != >= >' };
  const word = readWord(text, comparison.end);
  const value = read(word.value);
  if (value === undefined) return { at: comparison.end, expected };
  return { node: make(comparison.is, value), end: word.end };
}

/** Decimal and binary units, as the screen writes sizes. */
const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  ki: 1024,
  kib: 1024,
  mi: 1024 ** 2,
  mib: 1024 ** 2,
  gi: 1024 ** 3,
  gib: 1024 ** 3,
};
const timeUnits: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  h: 3600e9,
};

const sizeOf = (word: string): number | undefined => quantity(word, sizeUnits);
const timeOf = (word: string): number | undefined => quantity(word, timeUnits);

function quantity(word: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)([a-zµ]*)$/i.exec(word);
  const unit = (match?.[2] ?? '').toLowerCase();
  if (match === null || !Object.hasOwn(units, unit)) return undefined;
  const value = Math.round(Number(match[1]) * (units[unit] ?? 1));
  return Number.isSafeInteger(value) ? value : undefined;
}
