import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Failure, Result, SessionNote, SessionsReport, TrashInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';
import { useTabsStore } from './tabs.js';

/** What a person does to sessions as a whole: names, stars, comments, and the trash. */
export const useRecordingsStore = defineStore('recordings', () => {
  const host = useHostStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const trash = shallowRef<TrashInfo | null>(null);
  const trashFailure = shallowRef<Failure | null>(null);

  /** Bytes on disk of every session there is; what waits in the trash is apart. */
  const totalBytes = computed(() => [...sessions.byId.values()].reduce((sum, one) => sum + one.diskBytes, 0));

  const shown = computed(() => [...new Set(tabs.tabs.flatMap(({ session }) => session ?? []))].sort());

  /** The host keeps what is in a tab from being removed by anybody. */
  function tellTabs(): void {
    void host.call('session.tabs', { sessions: [...shown.value] });
  }

  async function describe(ids: readonly string[], note: SessionNote): Promise<Result<SessionsReport>> {
    const before = new Map(ids.map((id) => [id, sessions.byId.get(id)?.name]));
    const answer = await host.call('session.describe', { sessions: [...ids], note });
    if (!answer.ok || note.name === undefined) return answer;
    // A tab that bears the name of its session goes by the new one.
    for (const tab of tabs.tabs) {
      if (tab.session === null || tab.connection !== null || tab.name !== before.get(tab.session)) continue;
      tab.name = sessions.byId.get(tab.session)?.name ?? tab.name;
    }
    return answer;
  }

  async function remove(ids: readonly string[]): Promise<Result<SessionsReport>> {
    // Before the wish itself, so that a tab closed just now is known to be.
    tellTabs();
    const answer = await host.call('session.remove', { sessions: [...ids] });
    if (answer.ok) await loadTrash();
    return answer;
  }

  async function restore(ids: readonly string[]): Promise<Result<SessionsReport>> {
    const answer = await host.call('session.restore', { sessions: [...ids] });
    if (answer.ok) await loadTrash();
    return answer;
  }

  async function empty(ids: readonly string[] | null): Promise<Result<SessionsReport>> {
    const answer = await host.call('trash.empty', { sessions: ids === null ? null : [...ids] });
    if (answer.ok) await loadTrash();
    return answer;
  }

  async function loadTrash(): Promise<void> {
    const answer = await host.call('trash.read', {});
    trashFailure.value = answer.ok ? null : answer.error;
    if (answer.ok) trash.value = answer.value;
  }

  function follow(): () => void {
    const stop = watch(shown, tellTabs, { immediate: true });
    const off = host.on('sessions.changed', ({ changed, removed }) => {
      for (const info of changed) sessions.byId.set(info.id, info);
      for (const id of removed) sessions.byId.delete(id);
      // What another page removed or restored.
      if (removed.length > 0 || trash.value?.sessions.some(({ session }) => sessions.byId.has(session))) {
        void loadTrash();
      }
    });
    const offReturn = host.onReturn(() => {
      tellTabs();
      void loadTrash();
    });
    void loadTrash();
    return () => {
      stop();
      off();
      offReturn();
    };
  }

  return { trash, trashFailure, totalBytes, describe, remove, restore, empty, loadTrash, follow };
});
