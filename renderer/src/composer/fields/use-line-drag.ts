import { shallowRef, watch } from 'vue';
import type { FieldRow } from './rows.js';
import type { FieldsEditor } from './use-fields.js';

/** A line dragged to before or after another. */
export function useLineDrag(editor: FieldsEditor, rowOf: (event: Event) => FieldRow | undefined) {
  const dragged = shallowRef<FieldRow | null>(null);
  const over = shallowRef<{ readonly row: FieldRow; readonly after: boolean } | null>(null);

  function end(): void {
    dragged.value = null;
    over.value = null;
  }

  function onDragOver(event: DragEvent): void {
    const row = rowOf(event);
    const line = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (dragged.value === null || row === undefined || line === null) return;
    event.preventDefault();
    const { top, height } = line.getBoundingClientRect();
    over.value = { row, after: event.clientY > top + height / 2 };
  }

  function onDrop(): void {
    const { value: row } = dragged;
    const { value: target } = over;
    if (row !== null && target !== null) editor.moveOnto(row, target.row, target.after);
    end();
  }

  function dropOf(row: FieldRow): 'before' | 'after' | null {
    return over.value?.row === row ? (over.value.after ? 'after' : 'before') : null;
  }

  watch(editor.rows, end);
  return { grab: (row: FieldRow) => void (dragged.value = row), dropOf, onDragOver, onDrop, end };
}
