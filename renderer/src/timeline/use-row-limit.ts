import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import type { Timeline } from '../stores/timeline.js';

export interface RowLimit {
  /** Rows at the beginning of the view that are not drawn. */
  readonly hidden: Readonly<ShallowRef<number>>;
  /** Draws all of this view, until another one is made. */
  readonly showAll: () => void;
}

/**
 * The newest rows alone, as many as a person wants to have in view; 0 is all of them. The log and the view keep every
 * row: only where the list begins moves. It moves while the tail is followed, never under somebody who reads, and
 * whoever goes to an older row sees all until the tail is followed again.
 */
export function useRowLimit(timeline: () => Timeline, limit: () => number): RowLimit {
  const hidden = shallowRef(0);
  let lifted: 'no' | 'for a row' | 'by hand' = 'no';

  function settle(): void {
    const of = timeline();
    const most = limit();
    const over = most === 0 || lifted !== 'no' ? 0 : of.count.value - most;
    if (over <= 0) hidden.value = 0;
    // A tenth at a time: rows stay where they are drawn meanwhile.
    else if (of.follow.value || over < hidden.value) {
      const step = Math.max(1, Math.floor(most / 10));
      hidden.value = Math.min(Math.ceil(over / step) * step, over + most - 1);
    }
  }

  function lift(why: typeof lifted): void {
    lifted = why;
    settle();
  }

  watch([timeline, limit], () => lift('no'), { immediate: true, flush: 'sync' });
  watch(() => timeline().count.value, settle, { flush: 'sync' });
  watch(
    () => timeline().follow.value,
    (follow) => (follow && lifted === 'for a row' ? lift('no') : settle()),
    { flush: 'sync' },
  );
  watch(
    () => timeline().goal.value,
    (goal) => {
      if (goal !== null && goal.position < hidden.value) lift('for a row');
    },
    { flush: 'sync' },
  );

  return { hidden, showAll: () => lift('by hand') };
}
