/** How many bytes a row of the hex view holds, and whether it is set closer to fit. */
export interface HexLayout {
  readonly columns: 4 | 8 | 16;
  /** Smaller type, narrower gaps and margins. */
  readonly tight: boolean;
}

/** One cell of JetBrains Mono, 0.6 em, at 11.5 px and, tight, at 11 px. */
const cellPx = 6.9;
const tightCellPx = 6.6;
/** Beside the cells: padding of the row at both sides, and a thin scrollbar. px */
const marginPx = 40;
const tightMarginPx = 24;

/** Offset, pairs with the gap in the middle of 16, characters, two gaps. */
function rowPx(columns: number, digits: number, tight: boolean): number {
  const pairs = columns * 3 + (columns > 8 ? 1 : 0) - 1;
  return tight
    ? (digits + pairs + columns + 2) * tightCellPx + tightMarginPx
    : (digits + pairs + columns + 5) * cellPx + marginPx;
}

/** From the roomiest to the narrowest; the last one is taken even where it does not fit. */
const layouts: readonly HexLayout[] = [
  { columns: 16, tight: false },
  { columns: 8, tight: false },
  { columns: 8, tight: true },
  { columns: 4, tight: true },
];

/** The roomiest layout in which no column of a row is clipped. A width of 0 is not known yet. */
export function hexLayout(width: number, digits: number, columns: 8 | 16 | 'auto' = 'auto'): HexLayout {
  if (columns !== 'auto') {
    return { columns, tight: width > 0 && width < rowPx(columns, digits, false) };
  }
  const [roomiest, ...others] = layouts;
  let found = roomiest ?? { columns: 16, tight: false };
  for (const next of others) {
    if (width === 0 || width >= rowPx(found.columns, digits, found.tight)) break;
    found = next;
  }
  return found;
}
