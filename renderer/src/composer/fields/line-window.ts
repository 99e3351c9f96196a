/** px of a line, and of what is wrong with it below. */
export const lineHeight = 26;
export const faultHeight = 20;

/** Lines drawn beyond either edge: the keyboard steps onto a line that is there. */
const overscan = 6;

/** Where each line begins; the last entry is the height of all. `faults`: indexes of lines with something wrong. */
export function lineTops(count: number, faults: ReadonlySet<number>): Float64Array {
  const tops = new Float64Array(count + 1);
  for (let index = 0; index < count; index++)
    tops[index + 1] = (tops[index] ?? 0) + lineHeight + (faults.has(index) ? faultHeight : 0);
  return tops;
}

/** The line at a height; the last one below them all. */
export function lineAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/**
 * The lines to draw, in order: those in sight, a few around them, and the one the keyboard is on wherever it
 * is, so that scrolling takes no focus away.
 */
export function linesShown(
  tops: Float64Array,
  { top, height, kept }: { readonly top: number; readonly height: number; readonly kept: number },
): number[] {
  const count = tops.length - 1;
  if (count === 0) return [];
  const from = Math.max(0, lineAt(tops, top) - overscan);
  const to = Math.min(count, lineAt(tops, top + height) + 1 + overscan);
  const shown = Array.from({ length: to - from }, (_, at) => from + at);
  if (kept < 0 || kept >= count || (kept >= from && kept < to)) return shown;
  return kept < from ? [kept, ...shown] : [...shown, kept];
}

/** How far to scroll so that a line shows whole; as it is where it does. */
export function topShowing(
  tops: Float64Array,
  index: number,
  { top, height }: { readonly top: number; readonly height: number },
): number {
  const start = tops[index] ?? 0;
  const end = tops[index + 1] ?? start;
  if (start < top || end - start > height) return start;
  return end > top + height ? end - height : top;
}
