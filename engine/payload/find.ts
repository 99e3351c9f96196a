import { findBytes, ok } from '../../contract/index.js';
import type { Needle, Result } from '../../contract/index.js';
import { Slice } from '../log/index.js';
import type { View } from '../log/index.js';
import { searcherOf } from './searcher.js';
import type { Looking, Place, Searcher, Window } from './searcher.js';

export interface Found {
  readonly found: { readonly from: number; readonly to: number } | null;
  /** Where to ask again; null where all was looked through. */
  readonly next: number | null;
  /** Where it may begin too, on the way: matches longer than what is looked at at once, or too many to try. */
  readonly unsearched: readonly ByteSpan[];
}

export interface Counted {
  readonly count: number;
  /** Where to ask again; null where all was counted. */
  readonly next: number | null;
  readonly unsearched: readonly ByteSpan[];
}

interface ByteSpan {
  readonly from: number;
  readonly to: number;
}

/** Parts that are told one by one; what follows is one with the last of them. */
const mostParts = 16;

/** What was not searched of a payload, neighbours as one. */
class Unsearched {
  readonly #parts: ByteSpan[] = [];

  add(place: Place | null, offset: number): void {
    if (place === null) return;
    const part = { from: offset + place[0], to: offset + place[1] };
    const last = this.#parts.at(-1);
    const near = last !== undefined && part.from <= last.to && part.to >= last.from;
    if (last === undefined || (!near && this.#parts.length < mostParts)) this.#parts.push(part);
    else {
      const whole = { from: Math.min(last.from, part.from), to: Math.max(last.to, part.to) };
      this.#parts[this.#parts.length - 1] = whole;
    }
  }

  get parts(): readonly ByteSpan[] {
    return this.#parts.toSorted((a, b) => a.from - b.from);
  }
}

/**
 * The first place of something at byte `from` of a payload or behind it; with `back` the last that begins before
 * it. Looks through `most` bytes, one window a turn of the loop, windows overlapping by what is looked for.
 */
export async function findInPayload(
  view: View,
  position: number,
  needle: Needle,
  from: number,
  back: boolean,
  most = findBytes,
): Promise<Result<Found>> {
  const made = searcherOf(needle);
  if (!made.ok) return made;
  const searcher = made.value;
  const { windowBytes } = searcher;
  const unsearched = new Unsearched();
  const slice = new Slice();
  let looked = 0;
  let edge = from;
  while (looked < most) {
    const start = back ? Math.max(0, edge - windowBytes) : edge;
    if (back && edge === 0) return ok({ found: null, next: null, unsearched: unsearched.parts });
    const read = await windowAt(view, position, searcher, start, back ? edge : start + windowBytes);
    if (!read.ok) return read;
    const { window, offset, total } = read.value;
    const looking = back ? searcher.lastIn(window) : searcher.firstIn(window);
    const { place, unsearched: missed } = await inSlices(looking, slice);
    unsearched.add(missed, offset);
    if (place !== null) {
      const found = { from: offset + place[0], to: offset + place[1] };
      return ok({ found, next: null, unsearched: unsearched.parts });
    }
    looked += windowBytes;
    edge = back ? start : start + windowBytes;
    if (back ? edge === 0 : edge >= total)
      return ok({ found: null, next: null, unsearched: unsearched.parts });
    await slice.turn();
  }
  return ok({ found: null, next: edge, unsearched: unsearched.parts });
}

/** How many places of something begin at byte `from` or behind it, none within another, in `most` bytes. */
export async function countInPayload(
  view: View,
  position: number,
  needle: Needle,
  from: number,
  most = findBytes,
): Promise<Result<Counted>> {
  const made = searcherOf(needle);
  if (!made.ok) return made;
  const { windowBytes } = made.value;
  const unsearched = new Unsearched();
  const slice = new Slice();
  let count = 0;
  let edge = from;
  while (edge - from < most) {
    const read = await windowAt(view, position, made.value, edge, edge + windowBytes);
    if (!read.ok) return read;
    const { window, offset, total } = read.value;
    const counted = await inSlices(made.value.countIn(window), slice);
    count += counted.count;
    unsearched.add(counted.unsearched, offset);
    // What begins in this window may end behind it, and the next one begins behind that.
    edge = Math.max(edge + windowBytes, counted.count > 0 ? offset + counted.end : 0);
    if (edge >= total) return ok({ count, next: null, unsearched: unsearched.parts });
    await slice.turn();
  }
  return ok({ count, next: edge, unsearched: unsearched.parts });
}

/** Looks at a window to its end; the loop has its turn whenever a slice is over. */
async function inSlices<T>(looking: Looking<T>, slice: Slice): Promise<T> {
  for (;;) {
    const step = looking.next();
    if (step.done === true) return step.value;
    if (slice.over) await slice.turn();
  }
}

/** Bytes `[from, to)` of a payload and what a searcher wants around them; `offset` is where they begin. */
async function windowAt(
  view: View,
  position: number,
  { before, behind }: Searcher,
  from: number,
  to: number,
): Promise<Result<{ readonly window: Window; readonly offset: number; readonly total: number }>> {
  const offset = Math.max(0, from - before);
  const read = await view.payload(position, offset, to + behind);
  if (!read.ok) return read;
  const { bytes, total } = read.value;
  const window = {
    ...{ bytes, from: from - offset, to: to - offset },
    ...{ first: offset === 0, last: offset + bytes.length >= total },
  };
  return ok({ window, offset, total });
}
