import { defineStore } from 'pinia';
import { computed, nextTick, shallowRef, watch } from 'vue';
import { fail } from '../../../contract/index.js';
import type { CompareReport, CompareRow, CompareSpec, Failure } from '../../../contract/index.js';
import { specOf } from './compare-draft.js';
import type { CompareDraft } from './compare-draft.js';
import { useHostStore } from './host.js';
import { useLayersStore } from './layers.js';
import { useReveal } from './reveal.js';
import { useSessionsStore } from './sessions.js';
import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';
import { t } from '../language/index.js';

/** The comparison of this page: one at a time, its figures, and the way from a figure to its row. */
export const useCompareStore = defineStore('compare', () => {
  const host = useHostStore();
  const layers = useLayersStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const reveal = useReveal();
  const report = shallowRef<CompareReport | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const running = computed(() => report.value?.running === true);
  /** The payload that was sent: figures outlive a change of the draft. */
  const spec = shallowRef<CompareSpec | null>(null);
  let handle = -1;

  /** Listens for figures; answers how to stop. */
  function follow(): () => void {
    const off = host.on('compare.changed', (next) => {
      if (next.compare >= handle) report.value = next;
    });
    // The host ends what a page that is gone had begun.
    const offReturn = host.onReturn(() => {
      handle = -1;
      if (report.value?.running === true) report.value = { ...report.value, running: false };
    });
    return () => {
      off();
      offReturn();
    };
  }

  async function start(draft: CompareDraft): Promise<void> {
    const wanted = specOf(draft);
    failure.value = wanted.ok ? null : wanted.error;
    if (!wanted.ok) return;
    spec.value = wanted.value;
    report.value = null;
    const answer = await host.call('compare.start', wanted.value);
    if (answer.ok) handle = answer.value.compare;
    else failure.value = answer.error;
  }

  async function stop(): Promise<void> {
    if (report.value !== null) await host.call('compare.stop', { compare: report.value.compare });
  }

  /** Shows the row a figure was read from, in its session. */
  async function show({ session, seq }: CompareRow): Promise<void> {
    await sessions.refresh(session);
    const info = sessions.byId.get(session);
    if (info === undefined) {
      failure.value = fail(
        'session.unknown',
        t('The session {session} is no longer there.', { session }),
      ).error;
      return;
    }
    layers.compare = false;
    tabs.openSession(info);
    await nextTick();
    const timeline = timelines.current;
    if (timeline?.session !== session) return;
    await whenReady(timeline.ready);
    await reveal(seq);
  }

  return { report, failure, running, spec, follow, start, stop, show };
});

function whenReady(ready: { readonly value: boolean }): Promise<void> {
  return new Promise((resolve) => {
    const off = watch(
      () => ready.value,
      (is) => {
        if (!is) return;
        resolve();
        void nextTick(() => off());
      },
      { immediate: true },
    );
  });
}
