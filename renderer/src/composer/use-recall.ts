import { ref, watch } from 'vue';
import type { ComputedRef } from 'vue';
import { useSentStore } from '../stores/sent.js';
import type { TabState } from '../stores/tab.js';
import { atDraft, bringBack, recall, recallable, recalledOf } from './history.js';

/** Alt+Up and Alt+Down in the composer of a tab: where a person stands in what was sent. */
export function useRecall(tab: ComputedRef<TabState | null>): {
  readonly step: (by: 1 | -1) => void;
  /** Back to the draft: what stands in the editor is the newest again. */
  readonly reset: () => void;
} {
  const sent = useSentStore();
  const place = ref(atDraft);
  const reset = (): void => void (place.value = atDraft);
  watch(() => tab.value?.id, reset);

  function step(by: 1 | -1): void {
    if (tab.value === null) return;
    const history = recallable(sent.of(tab.value), tab.value);
    const next = recall(history, place.value, by, recalledOf(tab.value.message));
    if (next === null) return;
    place.value = next.recall;
    bringBack(tab.value.message, next.message);
  }

  return { step, reset };
}
