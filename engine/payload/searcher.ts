import { isUtf8 } from 'node:buffer';
import {
  PatternMachine,
  PatternRun,
  compilePattern,
  findHex,
  goesOn,
  spansInSteps,
  type HexPattern,
} from '../../codec/index.js';
import { ok } from '../../contract/index.js';
import type { Needle, Result } from '../../contract/index.js';
import { TextSearch } from '../log/index.js';

/** Bytes of a payload, of which places that begin in `[from, to)` are asked for. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** The bytes begin, or end, where the payload does. */
  readonly first: boolean;
  readonly last: boolean;
}

/** Where something stands, as indices of the window's bytes. */
export type Place = readonly [from: number, to: number];

/** How one thing is looked for, a window at a time. */
export interface Searcher {
  /** Bytes that are looked at one after the other, with a turn of the loop behind them. */
  readonly windowBytes: number;
  /** Bytes wanted before and behind them: what places may need of their neighbours. */
  readonly before: number;
  readonly behind: number;
  firstIn(window: Window): Looking<Looked>;
  lastIn(window: Window): Looking<Looked>;
  /** How many, none within another, and where the last one ends. */
  countIn(window: Window): Looking<Counted>;
}

/** A look at a window, in steps of less than a millisecond: between two of them others may have their turn. */
export type Looking<T> = Generator<void, T>;

interface Counted {
  readonly count: number;
  readonly end: number;
  readonly unsearched: Place | null;
}

export interface Looked {
  readonly place: Place | null;
  /** Where it may begin too, without that having been told, between there and the place. */
  readonly unsearched: Place | null;
}

/** Fails with `filter.invalid` for a pattern that cannot be read. */
export function searcherOf(needle: Needle): Result<Searcher> {
  if (needle.kind === 'text') {
    const text = new TextSearch(needle.text);
    const next = (bytes: Uint8Array, at: number): number => text.firstIn(bytes, at);
    return ok(literal(text.length, next, (bytes, to) => text.lastIn(bytes, to)));
  }
  if (needle.kind === 'hex') {
    const { bytes: wanted } = needle;
    return ok(literal(wanted.length, (bytes, at) => findHex(bytes, wanted, at), lastHex(wanted)));
  }
  const program = compilePattern(needle.source, needle.flags);
  if (!program.ok) return program;
  return ok(new PatternSearcher(new PatternMachine(program.value), new PatternMachine(program.value, true)));
}

/** What always has the same length. */
function literal(
  length: number,
  next: (bytes: Uint8Array, at: number) => number,
  last: (bytes: Uint8Array, to: number) => number,
): Searcher {
  // One step: it is native, or nearly as fast.
  function* placed(at: number, { from, to }: Window): Looking<Looked> {
    return { place: at >= from && at < to ? [at, at + length] : null, unsearched: null };
  }
  return {
    windowBytes: 256 << 10,
    before: 0,
    behind: length - 1,
    firstIn: (window) => placed(next(window.bytes, window.from), window),
    lastIn: (window) => placed(last(window.bytes, window.to), window),
    countIn: function* ({ bytes, from, to }) {
      let count = 0;
      let end = from;
      for (let at = next(bytes, from); at >= 0 && at < to; at = next(bytes, end)) {
        count++;
        end = at + length;
      }
      return { count, end, unsearched: null };
    },
  };
}

/** Last place before `to`; -1 for none. */
function lastHex(wanted: HexPattern): (bytes: Uint8Array, to: number) => number {
  return (bytes, to) => {
    let last = -1;
    for (;;) {
      const found = findHex(bytes, wanted, last + 1);
      if (found < 0 || found >= to) return last;
      last = found;
    }
  };
}

/** Characters looked at in one window to tell where its matches lie: a few times as many as it has. */
const spanSteps = 2_000_000;
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * Patterns, in text read as `PatternRun` reads it. Two machines: one that tells quickly whether
 * a window has any match, and one that tells where it begins and ends.
 */
class PatternSearcher implements Searcher {
  readonly windowBytes = 32 << 10;
  /** A character, for what a pattern asks of the one before. */
  readonly before = 4;
  readonly behind = 16 << 10;

  constructor(
    readonly any: PatternMachine,
    readonly exact: PatternMachine,
  ) {}

  *firstIn(window: Window): Looking<Looked> {
    const { places, unsearched } = yield* this.#placesIn(window);
    const place = places[0] ?? null;
    const passed = unsearched !== null && (place === null || unsearched[0] < place[0]);
    return { place, unsearched: passed ? unsearched : null };
  }

  *lastIn(window: Window): Looking<Looked> {
    const { places, unsearched } = yield* this.#placesIn(window);
    const place = places.at(-1) ?? null;
    const passed = unsearched !== null && (place === null || unsearched[1] > place[0]);
    return { place, unsearched: passed ? unsearched : null };
  }

  *countIn(window: Window): Looking<Counted> {
    const { places, unsearched } = yield* this.#placesIn(window);
    return { count: places.length, end: places.at(-1)?.[1] ?? window.from, unsearched };
  }

  *#placesIn({ bytes, from, to, first, last }: Window): Looking<Places> {
    // Whole characters only; what is cut belongs to a neighbour.
    let begin = 0;
    while (!first && begin < 4 && isContinuation(bytes[begin])) begin++;
    let end = bytes.length;
    while (!last && end > begin && end > bytes.length - 4 && isContinuation(bytes[end - 1])) end--;
    if (!last && end < bytes.length) end--;
    const part = bytes.subarray(begin, end);
    const any = yield* this.#look(bytes);
    if (any === 'none' || (any === 'pending' && last)) return nowhere;
    const { text, starts } = decoded(part);
    const until = unitAt(starts, to - begin);
    if (any === 'pending') {
      const goes = yield* goesOn(this.any, this.exact, text, until);
      return goes ? { places: [], unsearched: [from, to] } : nowhere;
    }
    // A character belongs to the window it begins in.
    const skipped = unitAt(starts, from - begin);
    const asked = { from: skipped, to: until, open: !last, most: Infinity, steps: spanSteps };
    const { spans, unsearched } = yield* spansInSteps(this.exact, text, asked);
    const byteOf = (unit: number): number => begin + (starts[unit] ?? part.length);
    const missed: Place | null =
      unsearched === null ? null : [byteOf(unsearched[0]), Math.min(to, byteOf(unsearched[1]))];
    const places: Place[] = [];
    for (const [start, finish] of spans) {
      const place: Place = [byteOf(start), byteOf(finish)];
      if (place[0] >= to) break;
      places.push(place);
    }
    return { places, unsearched: missed };
  }

  /** Whether there is any; pending where there is none, and one may go on behind what is here. */
  *#look(bytes: Uint8Array): Looking<'found' | 'pending' | 'none'> {
    const run = new PatternRun(this.any);
    for (let at = 0; at < bytes.length && !run.found; yield) at = run.push(bytes, at);
    const { pending } = run;
    return run.finish() ? 'found' : pending ? 'pending' : 'none';
  }
}

interface Places {
  readonly places: readonly Place[];
  readonly unsearched: Place | null;
}
const nowhere: Places = { places: [], unsearched: null };

/** Bytes as UTF-8, those that are none as the characters of Latin-1. `starts` is where each UTF-16 unit begins, and their end. */
function decoded(bytes: Uint8Array): { readonly text: string; readonly starts: Uint32Array } {
  const units = new Uint16Array(bytes.length);
  const starts = new Uint32Array(bytes.length + 1);
  let count = 0;
  for (let at = 0; at < bytes.length;) {
    const width = widthAt(bytes, at);
    starts[count] = at;
    let point = bytes[at] ?? 0;
    if (width > 1) point &= 0x7f >> width;
    for (let i = 1; i < width; i++) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
    if (point > 0xffff) {
      units[count++] = 0xd7c0 + (point >> 10);
      // Of a pair both begin where the character does.
      starts[count] = at;
      point = 0xdc00 | (point & 0x3ff);
    }
    units[count++] = point;
    at += width;
  }
  starts[count] = bytes.length;
  return {
    text: Buffer.from(units.buffer, 0, 2 * count).toString('utf16le'),
    starts: starts.subarray(0, count + 1),
  };
}

/** Bytes of the character of UTF-8 that stands there; 1 where there is none. */
function widthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let i = 1; i < width; i++) if (!isContinuation(bytes[at + i])) return 1;
  return width === 2 || isUtf8(bytes.subarray(at, at + width)) ? width : 1;
}

/** Units that begin before a byte. */
function unitAt(starts: Uint32Array, byte: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}
