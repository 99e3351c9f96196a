import { caretAt } from './hex-caret.js';
import type { HexColumn } from './hex-caret.js';
import type { HexEditing } from './use-hex-editing.js';

export interface HexPointerOptions {
  readonly editing: HexEditing;
  readonly box: () => DOMRect | undefined;
  readonly perRow: () => number;
  /** So that a drag that leaves the grid goes on selecting. */
  readonly capture: (pointer: number) => void;
}

/** The byte and the column under an element of a row; null beside them. */
function placeOf(target: Element | null): { readonly at: number; readonly column: HexColumn } | null {
  const cell = target?.closest('[data-at]') ?? null;
  if (cell === null) return null;
  const column = cell.closest('[data-column]')?.getAttribute('data-column') === 'text' ? 'text' : 'hex';
  return { at: Number(cell.getAttribute('data-at')), column };
}

/** Puts the caret where one clicks, and selects where one drags. */
export function useHexPointer({ editing, box, perRow, capture }: HexPointerOptions): {
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly up: () => void;
  /** A menu is asked for here, and something of it chosen. */
  readonly menu: (event: Event) => void;
  readonly choose: (command: string) => void;
} {
  const { caret, size, selection } = editing;
  let pressed: number | null = null;

  function down(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const place = placeOf(event.target);
    if (place === null) return;
    const { at, column } = place;
    pressed = at;
    if (event.shiftKey) editing.moveTo({ ...caret.value, head: at, low: false, column });
    else editing.moveTo(caretAt(at, column));
    capture(event.pointerId);
  }

  function move(event: PointerEvent): void {
    if (pressed === null || (event.buttons & 1) === 0) return;
    const bounds = box();
    let at = placeOf(document.elementFromPoint(event.clientX, event.clientY))?.at ?? null;
    const { head } = caret.value;
    if (bounds && event.clientY < bounds.top) at = Math.max(0, head - perRow());
    if (bounds && event.clientY > bounds.bottom) at = Math.min(size.value, head + perRow());
    const untouched = selection.value.from === selection.value.to;
    if (at === null || (at === pressed && untouched)) return;
    const end = (offset: number): number => Math.min(size.value, offset + 1);
    // The byte it began on and the one it is over are both within.
    const range = at >= pressed ? { anchor: pressed, head: end(at) } : { anchor: end(pressed), head: at };
    editing.moveTo({ ...caret.value, ...range, low: false });
  }

  let menuAt = 0;
  function menu(event: Event): void {
    const place = event.target instanceof Element ? placeOf(event.target) : null;
    menuAt = place?.at ?? caret.value.head;
  }

  function choose(command: string): void {
    const { anchor, column } = caret.value;
    const all = { ...caretAt(0, column), head: size.value };
    // As a drag has it: the byte at either end is within.
    const back = menuAt < anchor;
    const ends = {
      anchor: back ? Math.min(size.value, anchor + 1) : anchor,
      head: back ? menuAt : Math.min(size.value, menuAt + 1),
    };
    editing.moveTo(command === 'all' ? all : { ...caret.value, ...ends, low: false });
  }

  return { down, move, up: () => (pressed = null), menu, choose };
}
