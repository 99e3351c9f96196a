/** Bytes from inclusive, to exclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export type HighlightTone = 'in' | 'out' | 'ctl' | 'accent' | 'warn' | 'err';

export interface HexHighlight extends ByteRange {
  readonly tone: HighlightTone;
  readonly label?: string | undefined;
}

/** A selection being made: it stretches from the byte it began at to the byte the cursor stands on, both included. */
export interface HexCursor {
  readonly anchor: number;
  readonly head: number;
}

export function rangeOf(cursor: HexCursor): ByteRange {
  return { from: Math.min(cursor.anchor, cursor.head), to: Math.max(cursor.anchor, cursor.head) + 1 };
}

export interface HexKey {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl or Cmd. */
  readonly mod: boolean;
}

/** The cursor after a key, or undefined for a key that moves nothing. `page` is in rows. */
export function cursorAfter(
  cursor: HexCursor | undefined,
  key: HexKey,
  shape: { readonly size: number; readonly columns: number; readonly page: number },
): HexCursor | undefined {
  const { size, columns, page } = shape;
  if (size === 0) return undefined;
  if (key.mod && key.key.toLowerCase() === 'a') return { anchor: 0, head: size - 1 };
  const at = cursor?.head ?? 0;
  const rowStart = at - (at % columns);
  const targets: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    // In the last, short row an arrow down stays in place rather than jump sideways.
    ArrowUp: at - columns >= 0 ? at - columns : at,
    ArrowDown: at + columns < size ? at + columns : at,
    PageUp: at - page * columns >= 0 ? at - page * columns : at % columns,
    PageDown: Math.min(at + page * columns, size - 1),
    Home: key.mod ? 0 : rowStart,
    End: key.mod ? size - 1 : rowStart + columns - 1,
  };
  const target = targets[key.key];
  if (target === undefined) return undefined;
  // The first key puts the cursor down; it does not move it as well, unless it names a place.
  const head = cursor || key.mod ? Math.min(size - 1, Math.max(0, target)) : 0;
  return { anchor: key.shift && cursor ? cursor.anchor : head, head };
}

/** The mark of a byte: the last highlight that covers it wins, so that narrow ones go after wide ones. */
export function toneAt(highlights: readonly HexHighlight[], offset: number): HexHighlight | undefined {
  return highlights.findLast((mark) => offset >= mark.from && offset < mark.to);
}
