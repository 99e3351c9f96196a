/** The side of the grid that keys go to. */
export type HexColumn = 'hex' | 'text';

/** Where one types: before byte `head`; from `anchor` on, where they differ, bytes are selected. */
export interface HexCaret {
  readonly anchor: number;
  readonly head: number;
  /** The first digit of the byte at `head` is typed, the second comes next. */
  readonly low: boolean;
  readonly column: HexColumn;
}

export interface CaretKey {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl or Cmd. */
  readonly mod: boolean;
}

export interface GridShape {
  readonly size: number;
  readonly columns: number;
  /** Rows. */
  readonly page: number;
}

export function caretAt(offset: number, column: HexColumn): HexCaret {
  return { anchor: offset, head: offset, low: false, column };
}

/** Bytes selected; `to` exclusive. */
export function selectionOf({ anchor, head }: HexCaret): { readonly from: number; readonly to: number } {
  return { from: Math.min(anchor, head), to: Math.max(anchor, head) };
}

/** The caret after a key, or null for a key that moves nothing. */
export function caretAfter(caret: HexCaret, key: CaretKey, shape: GridShape): HexCaret | null {
  const { size, columns, page } = shape;
  const { head, column } = caret;
  if (key.mod && !key.shift && key.key.toLowerCase() === 'a')
    return { anchor: 0, head: size, low: false, column };
  const range = selectionOf(caret);
  const rowStart = head - (head % columns);
  let next: number;
  switch (key.key) {
    case 'ArrowLeft':
      next = caret.low ? head : range.from < range.to && !key.shift ? range.from : head - 1;
      break;
    case 'ArrowRight':
      next = range.from < range.to && !key.shift ? range.to : head + 1;
      break;
    case 'ArrowUp':
      next = head >= columns ? head - columns : head;
      break;
    case 'ArrowDown':
      next = head + columns;
      break;
    case 'PageUp':
      next = head - page * columns >= 0 ? head - page * columns : head % columns;
      break;
    case 'PageDown':
      next = head + page * columns;
      break;
    case 'Home':
      next = key.mod ? 0 : rowStart;
      break;
    case 'End':
      next = key.mod ? size : Math.min(size, rowStart + columns - 1);
      break;
    default:
      return null;
  }
  const to = Math.min(size, Math.max(0, next));
  return { anchor: key.shift ? caret.anchor : to, head: to, low: false, column };
}

/**
 * An offset as people write one: decimal, `0x` or `…h` hexadecimal, with a sign relative to `from`. Null for
 * what is no offset within the bytes.
 */
export function parseOffset(text: string, from: number, size: number): number | null {
  const found = /^\s*([+-]?)\s*(?:0x([0-9a-f]+)|([0-9a-f]+)h|(\d+))\s*$/i.exec(text);
  if (found === null) return null;
  const [, sign, hex, suffixed, decimal] = found;
  const digits = hex ?? suffixed;
  const value = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  const offset = sign === '+' ? from + value : sign === '-' ? from - value : value;
  return offset >= 0 && offset <= size ? offset : null;
}
