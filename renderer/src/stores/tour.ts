import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useSettingsStore } from './settings.js';

export const tourSteps = 4;
/** Seen to its end, or skipped: it never comes by itself again, on no workspace of this machine. */
const over = tourSteps + 1;

/** The tour of a first start. Where somebody is in it is kept with the app's settings. */
export const useTourStore = defineStore('tour', () => {
  const settings = useSettingsStore();
  const kept = computed(() => settings.values['help.tourStep']);
  /** From 1; null while it is not shown. */
  const step = computed(() => (kept.value > 0 && kept.value < over ? kept.value : null));
  /** The thing of the last step is done: the tour stays to say so, and is closed by hand. */
  const finished = ref(false);

  function go(to: number): void {
    finished.value = false;
    void settings.set('help.tourStep', Math.min(over, Math.max(1, to)));
  }

  /** Of a first start: not for whoever has had it. */
  const offer = (): void => void (kept.value === 0 && go(1));
  const show = (): void => go(1);
  const next = (): void => go(kept.value + 1);
  const back = (): void => go(kept.value - 1);
  const skip = (): void => go(over);

  /** The thing of this step is done. */
  function did(): void {
    if (kept.value === tourSteps) finished.value = true;
    else next();
  }

  return { step, finished, offer, show, next, back, skip, did };
});
