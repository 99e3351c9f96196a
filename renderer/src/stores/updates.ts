import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure, Result, UpdateState } from '../../../contract/index.js';
import { useHostStore } from './host.js';

/** Newer versions of Wirebench, on hosts that know of them; each step is one that a person asked for. */
export const useUpdatesStore = defineStore('updates', () => {
  const host = useHostStore();
  const open = shallowRef(false);
  /** Null where this host does not update anything. */
  const state = shallowRef<UpdateState | null>(null);
  const failure = shallowRef<Failure | null>(null);

  /** As long as the page. */
  function follow(): void {
    host.on('update.changed', (news) => (state.value = news));
    void host.call('update.read', {}).then((answer) => {
      if (answer.ok) state.value = answer.value;
    });
  }

  async function ask(answer: Promise<Result<void>>): Promise<void> {
    const result = await answer;
    failure.value = result.ok ? null : result.error;
  }

  /** Shows what is known, and asks the publisher where nothing is. */
  function show(): void {
    open.value = true;
    failure.value = null;
    if (['idle', 'none', 'failed'].includes(state.value?.kind ?? '')) void check();
  }

  const check = (): Promise<void> => ask(host.call('update.check', {}));
  const download = (): Promise<void> => ask(host.call('update.download', {}));
  const cancel = (): Promise<void> => ask(host.call('update.cancel', {}));
  const install = (when: 'quit' | 'now' | 'never'): Promise<void> =>
    ask(host.call('update.install', { when }));

  return { open, state, failure, follow, show, check, download, cancel, install };
});
