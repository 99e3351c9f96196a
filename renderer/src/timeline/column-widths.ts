import { phrase, type Phrase } from '../language/index.js';

/** Columns whose width a person chooses. The number and the direction fit what is in them, and the preview takes the rest. */
export const wideColumns = ['time', 'kind', 'peer', 'size', 'frame'] as const;
export type WideColumn = (typeof wideColumns)[number];

export const columnTitles: Readonly<Record<WideColumn, Phrase>> = {
  time: phrase('Time'),
  kind: phrase('Kind'),
  peer: phrase('Peer##column'),
  size: phrase('Size'),
  frame: phrase('Frame'),
};

/** px. The least holds a few digits; the most is for a window that is wider than any of ours. */
export const leastWidth = 32;
export const mostWidth = 800;
/** px that a wish leaves to the preview, which is what the timeline is for. */
const leastPreview = 96;
/** px of an arrow key; Shift makes it one. */
const keyStep = 16;

/** By column, px; what is absent has the width it comes with. */
type ColumnWidths = Readonly<Record<string, number>>;

const held = (width: number, most: number): number =>
  Math.round(Math.min(Math.max(leastWidth, most), Math.max(leastWidth, width)));

/** The width that a wish comes to beside a preview of `preview` px, from a column of `from` px. */
export const widthFor = (wish: number, from: number, preview: number): number =>
  held(wish, Math.min(mostWidth, from + Math.max(0, preview - leastPreview)));

/** Where a key leads from a width: another one, null for the one it came with, undefined for a key of others. */
export function widthAfter(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  from: number,
): number | null | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const step = event.shiftKey ? 1 : keyStep;
  if (event.key === 'ArrowRight') return from + step;
  if (event.key === 'ArrowLeft') return from - step;
  if (event.key === 'Home') return leastWidth;
  if (event.key === 'End') return mostWidth;
  return event.key === 'Enter' || event.key === 'Delete' ? null : undefined;
}

/**
 * Custom properties for the tracks of head and rows: one for the list, none for a row. A wish is the most of its track,
 * so that a narrow window takes from it before it takes the preview away.
 */
export function widthStyle(widths: ColumnWidths): Record<`--${string}`, string> {
  const wished = wideColumns.filter((column) => Number.isFinite(widths[column]));
  if (wished.length === 0) return {};
  return {
    '--preview-least': `${leastPreview}px`,
    ...Object.fromEntries(
      wished.map((column) => [
        `--${column}-wish`,
        `minmax(${leastWidth}px, ${held(widths[column] ?? 0, mostWidth)}px)`,
      ]),
    ),
  };
}
