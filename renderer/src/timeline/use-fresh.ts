import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { Timeline } from '../stores/timeline.js';

/** Rows that came since the tail was left: what "12 new" counts. */
export function useFresh(timeline: () => Timeline): ComputedRef<number> {
  const count = (): number => timeline().count.value;
  const heldAt = shallowRef(0);
  watch(
    () => [timeline(), timeline().follow.value] as const,
    () => (heldAt.value = count()),
    { immediate: true, flush: 'sync' },
  );
  // A filter or Clear makes another view: what is new counts from when it had seen everything.
  watch([count, () => timeline().done.value] as const, ([now], [, wasDone]) => {
    if (now < heldAt.value || !wasDone) heldAt.value = now;
  });
  // What another view holds when it is shown has not come since.
  watch(count, (now) => timeline().showing.value && (heldAt.value = now), { flush: 'sync' });
  return computed(() => (timeline().follow.value ? 0 : Math.max(0, count() - heldAt.value)));
}
