import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import type { Ref } from 'vue';
import { useLayoutStore } from '../stores/layout.js';
import { widthAfter, widthFor, wideColumns } from './column-widths.js';
import type { WideColumn } from './column-widths.js';

const isWide = (name: string | undefined): name is WideColumn =>
  (wideColumns as readonly (string | undefined)[]).includes(name);

/** Widths of the columns under their head, by pointer and by key; cells name themselves by `data-column`. */
export function useColumnWidths(head: Readonly<Ref<HTMLElement | null>>) {
  const layout = useLayoutStore();
  /** As drawn, px. */
  const drawn = shallowRef<Readonly<Partial<Record<WideColumn, number>>>>({});
  /** All edges are one stop of Tab: the one that was used last. */
  const stop = ref<WideColumn>('time');
  let drag: { readonly column: WideColumn; readonly at: number; readonly from: number } | null = null;

  const cell = (column: string): HTMLElement | null =>
    head.value?.querySelector<HTMLElement>(`[data-column="${column}"]`) ?? null;

  function measure(): void {
    const cells = [...(head.value?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    drawn.value = Object.fromEntries(
      cells.flatMap(({ dataset, offsetWidth }) =>
        isWide(dataset['column']) && offsetWidth > 0 ? [[dataset['column'], offsetWidth]] : [],
      ),
    );
  }

  function set(column: WideColumn, wish: number | null): void {
    const from = cell(column)?.offsetWidth ?? 0;
    const others = Object.fromEntries(
      Object.entries(layout.state.columnWidths).filter(([name]) => name !== column),
    );
    const preview = cell('preview')?.offsetWidth ?? 0;
    layout.state.columnWidths =
      wish === null ? others : { ...others, [column]: widthFor(wish, from, preview) };
  }

  function onPointerdown(column: WideColumn, event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag = { column, at: event.clientX, from: cell(column)?.offsetWidth ?? 0 };
  }

  function onPointermove(event: PointerEvent): void {
    const box = head.value?.getBoundingClientRect();
    if (drag === null || box === undefined) return;
    // Pointers speak in window px, widths in the element's own: they part when the page is zoomed.
    const scale = box.width > 0 ? (head.value?.offsetWidth ?? 0) / box.width : 1;
    set(drag.column, drag.from + (event.clientX - drag.at) * scale);
  }

  function goTo(column: WideColumn, by: 1 | -1): void {
    const shown = wideColumns.filter((one) => drawn.value[one] !== undefined);
    const next = shown[shown.indexOf(column) + by];
    if (next === undefined) return;
    stop.value = next;
    cell(next)?.querySelector<HTMLElement>('[role="separator"]')?.focus();
  }

  function onKeydown(column: WideColumn, event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const next = widthAfter(event, cell(column)?.offsetWidth ?? 0);
    if (next !== undefined) set(column, next);
    else if (plain && event.key === 'ArrowDown') goTo(column, 1);
    else if (plain && event.key === 'ArrowUp') goTo(column, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A column that is not there any more is no stop. */
  const isStop = (column: WideColumn): boolean =>
    column ===
    (drawn.value[stop.value] !== undefined
      ? stop.value
      : wideColumns.find((one) => drawn.value[one] !== undefined));

  let observer: ResizeObserver | undefined;
  /** Anew where columns come and go. */
  function watchCells(): void {
    observer?.disconnect();
    for (const one of head.value?.querySelectorAll('[data-column]') ?? []) observer?.observe(one);
    measure();
  }
  onMounted(() => {
    observer = new ResizeObserver(measure);
    watchCells();
  });
  onBeforeUnmount(() => observer?.disconnect());

  return {
    drawn,
    isStop,
    onFocus: (column: WideColumn) => (stop.value = column),
    set,
    onPointerdown,
    onPointermove,
    onPointerup: () => (drag = null),
    onKeydown,
    watchCells,
  };
}
