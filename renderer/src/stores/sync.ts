import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure, Result, SyncInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';

/** What a power cut may take of the recordings. Null until the host has said. */
export const useSyncStore = defineStore('sync', () => {
  const host = useHostStore();
  const info = shallowRef<SyncInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);

  /** Asked whenever it is looked at: another page may have chosen meanwhile. */
  async function load(): Promise<void> {
    const answer = await host.call('sync.read', {});
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) info.value = answer.value;
  }

  async function write(ms: number): Promise<Result<void>> {
    const answer = await host.call('sync.write', { ms });
    if (answer.ok) await load();
    else failure.value = answer.error;
    return answer;
  }

  return { info, failure, load, write };
});
