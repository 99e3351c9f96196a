/** How many bytes a row of the hex view holds, and whether it is set closer to fit. */
export interface HexLayout {
  readonly columns: 4 | 8 | 16;
  /** Smaller type, narrower gaps and margins. */
  readonly tight: boolean;
}

/** Width of a cell of JetBrains Mono, em. */
const cell = 0.6;
/** hex-row.css: how much smaller than other bytes and code, px. */
const smaller = 0.5;
const tightSmaller = 1;
/** Beside the cells: padding of the row at both sides, and a thin scrollbar. px */
const marginPx = 40;
const tightMarginPx = 24;

/** Offset, pairs with the gap in the middle of 16, characters, two gaps. */
function rowPx({ columns, tight }: HexLayout, digits: number, size: number): number {
  const pairs = columns * 3 + (columns > 8 ? 1 : 0) - 1;
  return tight
    ? (digits + pairs + columns + 2) * cell * (size - tightSmaller) + tightMarginPx
    : (digits + pairs + columns + 5) * cell * (size - smaller) + marginPx;
}

/** From the roomiest to the narrowest; the last one is taken even where it does not fit. */
const layouts: readonly HexLayout[] = [
  { columns: 16, tight: false },
  { columns: 8, tight: false },
  { columns: 8, tight: true },
  { columns: 4, tight: true },
];

/**
 * The roomiest layout in which no column of a row is clipped, of bytes in a font of `size` px. A width of 0 is not
 * known yet.
 */
export function hexLayout(
  width: number,
  digits: number,
  columns: 8 | 16 | 'auto' = 'auto',
  size = 12,
): HexLayout {
  if (columns !== 'auto') {
    return { columns, tight: width > 0 && width < rowPx({ columns, tight: false }, digits, size) };
  }
  const [roomiest, ...others] = layouts;
  let found = roomiest ?? { columns: 16, tight: false };
  for (const next of others) {
    if (width === 0 || width >= rowPx(found, digits, size)) break;
    found = next;
  }
  return found;
}
