import { useAnswersStore } from './answers.js';
import { useColoursStore } from './colours.js';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../../contract/index.js';
import { speak } from '../language/index.js';
import { useHostStore } from './host.js';
import { usePersistenceStore } from './persistence.js';
import { useRecordingsStore } from './recordings.js';
import { useRetentionStore } from './retention.js';
import { useSessionsStore } from './sessions.js';
import { useSettingsStore } from './settings.js';
import { emptyMessage } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';
import { useTourStore } from './tour.js';
import { useUnreadStore } from './unread.js';
import { useWindowsStore } from './windows.js';
import { useWorkspaceStore } from './workspace.js';
import { useWorkspacesStore } from './workspaces.js';

export type BootState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready' };

/** From an open page to a window that shows what was there last time. */
export const useBootStore = defineStore('boot', () => {
  const host = useHostStore();
  const workspace = useWorkspaceStore();
  const sessions = useSessionsStore();
  const persistence = usePersistenceStore();
  const tabs = useTabsStore();
  const windows = useWindowsStore();
  const timelines = useTimelinesStore();
  const recordings = useRecordingsStore();
  const retention = useRetentionStore();
  const settings = useSettingsStore();
  const state = shallowRef<BootState>({ kind: 'loading' });

  async function run(): Promise<void> {
    state.value = { kind: 'loading' };
    const info = await host.load();
    if (!info.ok) {
      state.value = { kind: 'failed', failure: info.error };
      return;
    }
    // Sessions before tabs: a tab finds the session it had in the list, or knows that it is gone.
    await Promise.all([workspace.load(), sessions.load(), settings.load()]);
    await speak(settings.values['language.interface']);
    await windows.enter();
    await persistence.load();
    if (persistence.fresh && windows.own === 1 && openSamples()) useTourStore().offer();
    settings.follow();
    workspace.follow();
    sessions.follow();
    timelines.follow();
    useAnswersStore().follow();
    useColoursStore().follow();
    recordings.follow();
    retention.follow();
    persistence.follow();
    windows.follow();
    useWorkspacesStore().follow();
    useUnreadStore().follow();
    state.value = { kind: 'ready' };
  }

  /** Tries again by itself when a host that was out of reach is there. */
  function follow(): void {
    host.onConnected(() => {
      if (state.value.kind === 'failed') void run();
    });
  }

  function retry(): void {
    if (host.state.kind === 'connected') void run();
    else host.retry();
  }

  /**
   * A first start: the first listener of the workspace in front, its client beside it with a message
   * ready, so that Listen, Connect and Send are three clicks. Answers whether there is such a sample.
   */
  function openSamples(): boolean {
    const stored = [...(workspace.info?.connections ?? [])].sort(
      (a, b) => a.connection.order - b.connection.order,
    );
    const listener = stored.find((one) => one.connection.config.role === 'server');
    if (listener === undefined) return false;
    const { protocol } = listener.connection.config;
    const client = stored.find(
      ({ connection: { config } }) => config.role === 'client' && config.protocol === protocol,
    );
    const first = tabs.openConnection(listener);
    if (client === undefined) return true;
    const second = tabs.openConnection(client);
    const message = client.connection.messages[0];
    if (message !== undefined) {
      const { mode, kind, body, id } = message;
      second.message = { ...emptyMessage(), mode, kind, bodies: { [mode]: body }, saved: id };
    }
    tabs.activate(first.id);
    return true;
  }

  return { state, run, follow, retry };
});
