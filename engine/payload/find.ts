import { findBytes, ok } from '../../contract/index.js';
import type { Needle, Result } from '../../contract/index.js';
import { nextTurn } from '../log/index.js';
import type { View } from '../log/index.js';
import { searcherOf } from './searcher.js';
import type { Searcher, Window } from './searcher.js';

export interface Found {
  readonly found: { readonly from: number; readonly to: number } | null;
  /** Where to ask again; null where all was looked through. */
  readonly next: number | null;
}

export interface Counted {
  readonly count: number;
  /** Where to ask again; null where all was counted. */
  readonly next: number | null;
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
  let looked = 0;
  let edge = from;
  while (looked < most) {
    const start = back ? Math.max(0, edge - windowBytes) : edge;
    if (back && edge === 0) return ok({ found: null, next: null });
    const read = await windowAt(view, position, searcher, start, back ? edge : start + windowBytes);
    if (!read.ok) return read;
    const { window, offset, total } = read.value;
    const place = back ? searcher.lastIn(window) : searcher.firstIn(window);
    if (place !== null) {
      return ok({ found: { from: offset + place[0], to: offset + place[1] }, next: null });
    }
    looked += windowBytes;
    edge = back ? start : start + windowBytes;
    if (back ? edge === 0 : edge >= total) return ok({ found: null, next: null });
    await nextTurn();
  }
  return ok({ found: null, next: edge });
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
  let count = 0;
  let edge = from;
  while (edge - from < most) {
    const read = await windowAt(view, position, made.value, edge, edge + windowBytes);
    if (!read.ok) return read;
    const { window, offset, total } = read.value;
    const counted = made.value.countIn(window);
    count += counted.count;
    // What begins in this window may end behind it, and the next one begins behind that.
    edge = Math.max(edge + windowBytes, counted.count > 0 ? offset + counted.end : 0);
    if (edge >= total) return ok({ count, next: null });
    await nextTurn();
  }
  return ok({ count, next: edge });
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
