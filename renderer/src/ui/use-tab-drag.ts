import { ref } from 'vue';
import type { Ref } from 'vue';
import { isRightToLeft } from './reading.js';

/** What a tab is dragged as, where another window may take it. */
export interface TabPassport {
  /** A type of data of its own: other windows know it by that. */
  readonly type: string;
  readonly dataOf: (id: string) => string;
}

interface DragOptions {
  readonly ids: () => readonly string[];
  readonly passport: () => TabPassport | undefined;
  readonly onMove: (from: number, to: number) => void;
  /** A tab of another window was dropped before this place. */
  readonly onReceive: (data: string, index: number) => void;
  /** A tab was dropped outside of this window where nothing took it. */
  readonly onRelease: (id: string) => void;
}

interface TabDrag {
  /** The gap that what is dragged would fall into: 0 before the first. */
  readonly gap: Ref<number | undefined>;
  start(event: DragEvent, id: string, title: string): void;
  over(event: DragEvent, index: number): void;
  overEnd(event: DragEvent): void;
  leave(event: DragEvent): void;
  drop(event: DragEvent): void;
  end(event: DragEvent): void;
}

/** Tabs that are dragged to another place, to another window, or out of all of them. */
export function useTabDrag(options: DragOptions): TabDrag {
  const gap = ref<number>();
  let dragged: string | undefined;

  function takes(event: DragEvent): boolean {
    if (dragged !== undefined) return true;
    const type = options.passport()?.type;
    return type !== undefined && event.dataTransfer?.types.includes(type) === true;
  }

  function accept(event: DragEvent, at: number): void {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
    gap.value = at;
  }

  function clear(): void {
    dragged = undefined;
    gap.value = undefined;
  }

  return {
    gap,
    start(event, id, title) {
      dragged = id;
      if (!event.dataTransfer) return;
      // Without data some engines start no drag; the title means nothing to another window.
      event.dataTransfer.setData('text/plain', title);
      event.dataTransfer.effectAllowed = 'move';
      const passport = options.passport();
      if (passport !== undefined) event.dataTransfer.setData(passport.type, passport.dataOf(id));
    },
    over(event, index) {
      if (!takes(event) || !(event.currentTarget instanceof HTMLElement)) return;
      event.stopPropagation();
      const box = event.currentTarget.getBoundingClientRect();
      const before = event.clientX < box.left + box.width / 2 !== isRightToLeft(event.currentTarget);
      accept(event, before ? index : index + 1);
    },
    overEnd(event) {
      if (takes(event)) accept(event, options.ids().length);
    },
    leave(event) {
      // Between two tabs it only goes on.
      if (event.currentTarget instanceof Node && event.relatedTarget instanceof Node) {
        if (event.currentTarget.contains(event.relatedTarget)) return;
      }
      gap.value = undefined;
    },
    drop(event) {
      event.preventDefault();
      const to = gap.value ?? options.ids().length;
      const from = options.ids().findIndex((id) => id === dragged);
      const type = options.passport()?.type;
      const data = type === undefined ? '' : (event.dataTransfer?.getData(type) ?? '');
      if (from >= 0) options.onMove(from, to > from ? to - 1 : to);
      else if (data !== '') options.onReceive(data, to);
      clear();
    },
    end(event) {
      const id = dragged;
      clear();
      if (id !== undefined && event.dataTransfer?.dropEffect === 'none' && isOutside(event))
        options.onRelease(id);
    },
  };
}

/** Whether a drag ended outside of this window; some systems do not say where, which counts as inside. */
function isOutside({ screenX: x, screenY: y }: DragEvent): boolean {
  if (x === 0 && y === 0) return false;
  const { screenX: left, screenY: top, outerWidth, outerHeight } = window;
  return x < left || y < top || x > left + outerWidth || y > top + outerHeight;
}
