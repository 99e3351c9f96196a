/**
 * The arithmetic of a list of equal rows that may be far taller than a browser can scroll (Chromium clamps an element
 * at 33 554 432 px). The list keeps an exact virtual top in px; the scrollbar works on a spacer of bounded height and
 * is mapped to it. Where the list fits, both are the same number.
 */
export interface VirtualGeometry {
  /** Rows in the list, an integer ≥ 0. */
  readonly count: number;
  /** px, > 0 */
  readonly rowHeight: number;
  /** Visible height, px. */
  readonly viewport: number;
}

export interface VirtualWindow {
  /** Rows to draw: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** First and last row of which at least one px shows; last is -1 in an empty list. */
  readonly firstVisible: number;
  readonly lastVisible: number;
}

export type ScrollAlign = 'auto' | 'start' | 'center' | 'end';

/** Well under the clamp of every engine, also at a zoom or a device pixel ratio of 4. */
export const maxSpacerPx = 8_000_000;

export function totalHeight(g: VirtualGeometry): number {
  return g.count * g.rowHeight;
}

export function spacerHeight(g: VirtualGeometry): number {
  return Math.min(totalHeight(g), maxSpacerPx);
}

export function isScaled(g: VirtualGeometry): boolean {
  return totalHeight(g) > maxSpacerPx;
}

export function maxTop(g: VirtualGeometry): number {
  return Math.max(0, totalHeight(g) - g.viewport);
}

export function clampTop(g: VirtualGeometry, top: number): number {
  return Math.min(maxTop(g), Math.max(0, top));
}

/** Where the scrollbar stands for a virtual top. */
export function scrollForTop(g: VirtualGeometry, top: number): number {
  const clamped = clampTop(g, top);
  if (!isScaled(g)) return clamped;
  const range = spacerHeight(g) - g.viewport;
  return range <= 0 ? 0 : (clamped / maxTop(g)) * range;
}

/** The virtual top the scrollbar asks for. Both ends map exactly, so the last row is always reachable. */
export function topForScroll(g: VirtualGeometry, scroll: number): number {
  if (!isScaled(g)) return clampTop(g, scroll);
  const range = spacerHeight(g) - g.viewport;
  if (range <= 0) return 0;
  // A scroll position is rounded to device pixels; half a px short of the end is the end.
  if (scroll >= range - 0.5) return maxTop(g);
  return clampTop(g, (scroll / range) * maxTop(g));
}

/** How many rows are drawn at any position: the same number everywhere, so that every row element finds a new row. */
export function drawnRows(g: VirtualGeometry, overscan: number): number {
  return Math.min(g.count, Math.ceil(g.viewport / g.rowHeight) + 1 + 2 * overscan);
}

export function windowAt(g: VirtualGeometry, top: number, overscan: number): VirtualWindow {
  if (g.count === 0) return { from: 0, to: 0, firstVisible: 0, lastVisible: -1 };
  const clamped = clampTop(g, top);
  const firstVisible = Math.min(g.count - 1, Math.floor(clamped / g.rowHeight));
  const lastVisible = Math.max(
    firstVisible,
    Math.min(g.count - 1, Math.ceil((clamped + g.viewport) / g.rowHeight) - 1),
  );
  const size = drawnRows(g, overscan);
  const from = Math.min(Math.max(0, firstVisible - overscan), g.count - size);
  return { from, to: from + size, firstVisible, lastVisible };
}

/** The virtual top that shows a row. 'auto' moves as little as possible, not at all when the row shows whole. */
export function topForIndex(g: VirtualGeometry, index: number, align: ScrollAlign, current: number): number {
  const row = Math.min(Math.max(0, Math.trunc(index)), Math.max(0, g.count - 1));
  const start = row * g.rowHeight;
  const end = start + g.rowHeight - g.viewport;
  if (align === 'start') return clampTop(g, start);
  if (align === 'end') return clampTop(g, end);
  if (align === 'center') return clampTop(g, (start + end) / 2);
  // A viewport lower than a row shows the row's head.
  if (start < current || g.viewport < g.rowHeight) return clampTop(g, start);
  return clampTop(g, end > current ? end : current);
}

/** Rows one Page Up/Down moves: a screenful less one row, so that the eye keeps its place. */
export function pageRows(g: VirtualGeometry): number {
  return Math.max(1, Math.floor(g.viewport / g.rowHeight) - 1);
}

/** What a row is called in a list of each role. */
export const rowRoles = { grid: 'row', listbox: 'option', list: 'listitem', tree: 'treeitem' } as const;
/** Roles whose rows are counted over the whole list; a grid's have an index, a tree's a level. */
export const countedRoles: ReadonlySet<string> = new Set(['listbox', 'list']);

/** The row an event fell on, by its `data-index`; undefined beside the rows. */
export function indexUnder(event: MouseEvent): number | undefined {
  const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
  const index = Number(row?.getAttribute('data-index') ?? Number.NaN);
  return Number.isInteger(index) ? index : undefined;
}

/** The rows a window draws. */
export function indexesOf({ from, to }: VirtualWindow): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** Where a list stands after it became another: at its end where it follows, else with the same row on top. */
export function topAfter(
  now: VirtualGeometry,
  before: VirtualGeometry,
  top: number,
  follow: boolean,
): number {
  return follow ? maxTop(now) : (top / before.rowHeight) * now.rowHeight;
}

/** Where the first drawn row begins, px from the top edge: negative above it. */
export function shiftOf(g: VirtualGeometry, { from }: VirtualWindow, top: number): number {
  return from * g.rowHeight - clampTop(g, top);
}
