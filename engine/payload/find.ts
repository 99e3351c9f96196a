import { findHex } from '../../codec/index.js';
import { findBytes, ok } from '../../contract/index.js';
import type { Needle, Result } from '../../contract/index.js';
import { TextSearch, nextTurn } from '../log/index.js';
import type { View } from '../log/index.js';

/** Bytes read, and searched without a pause, at once: some 0.1 ms. */
const windowBytes = 256 << 10;

export interface Found {
  readonly found: { readonly from: number; readonly to: number } | null;
  /** Where to ask again; null where all was looked through. */
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
  const text = needle.kind === 'text' ? new TextSearch(needle.text) : null;
  const bytes = needle.kind === 'hex' ? needle.bytes : [];
  const length = text?.length ?? bytes.length;
  const first = (window: Uint8Array): number =>
    text === null ? findHex(window, bytes) : text.firstIn(window);
  const last = (window: Uint8Array, to: number): number =>
    text === null ? lastHex(window, bytes, to) : text.lastIn(window, to);
  const at = (place: number): Result<Found> => ok({ found: { from: place, to: place + length }, next: null });

  let looked = 0;
  let edge = from;
  while (looked < most) {
    const start = back ? Math.max(0, edge - windowBytes) : edge;
    if (back && edge === 0) return ok({ found: null, next: null });
    const read = await view.payload(position, start, (back ? edge : start + windowBytes) + length - 1);
    if (!read.ok) return read;
    const { bytes: window, total } = read.value;
    const found = back ? last(window, edge - start) : first(window);
    if (found >= 0) return at(start + found);
    looked += windowBytes;
    edge = back ? start : start + windowBytes;
    if (back ? edge === 0 : edge >= total) return ok({ found: null, next: null });
    await nextTurn();
  }
  return ok({ found: null, next: edge });
}

/** Last place before `to`; -1 for none. */
function lastHex(window: Uint8Array, pattern: readonly number[], to: number): number {
  let last = -1;
  for (;;) {
    const found = findHex(window, pattern, last + 1);
    if (found < 0 || found >= to) return last;
    last = found;
  }
}
