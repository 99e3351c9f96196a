import { watch } from 'vue';
import type { Timeline } from '../stores/timeline.js';

/**
 * Goes to the next row of those that match, around the end; where the rows of a filter are still being looked for, to
 * the first that comes. `show` brings a position into sight.
 */
export function useMatchStep(
  timeline: () => Timeline,
  show: (position: number) => void,
): (by: number) => void {
  /** The step that waits for rows; 0 for none. */
  let waiting = 0;
  let followed = true;
  watch(timeline, () => (waiting = 0));
  watch(
    () => {
      const { showing, done, count } = timeline();
      return [showing.value, done.value, count.value] as const;
    },
    () => {
      if (waiting !== 0) step(waiting);
    },
    { flush: 'post' },
  );

  function step(by: number): void {
    const { showing, done, count, follow, selected } = timeline();
    if (showing.value || (count.value === 0 && !done.value)) {
      if (waiting === 0) followed = follow.value;
      waiting = by;
      // Who follows hears of rows only after `done`.
      follow.value = false;
      return;
    }
    if (waiting !== 0 && count.value === 0) follow.value = followed;
    waiting = 0;
    if (count.value === 0) return;
    const from = selected.value < 0 ? (by > 0 ? -1 : count.value) : selected.value;
    follow.value = false;
    selected.value = (from + by + count.value) % count.value;
    show(selected.value);
  }

  return step;
}
