import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import * as z from 'zod/mini';
import type { Failure } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { LayoutState, useLayoutStore } from './layout.js';
import { moveSettings } from './moved-settings.js';
import { TabState, unkeptOf } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWindowsStore } from './windows.js';

/** Milliseconds of quiet before what changed is written. */
const writeAfterMs = 250;
/** Milliseconds that typing without a pause holds it back: a crash costs at most this much. */
const writeWithinMs = 1_000;
/** Milliseconds before what could not be written is tried again: a disk gets its room back without a word. */
const againAfterMs = 5_000;

const Stored = z.object({
  version: z.literal(1),
  // Each tab is judged by itself, so that one that a later version wrote does not take the others along.
  tabs: z.array(z.unknown()),
  active: z.nullable(z.string()),
  layout: z.partial(LayoutState),
});

/** A tab without the texts that are too large to keep. */
function kept(tab: TabState): TabState {
  const large = unkeptOf(tab.message.bodies);
  if (large.length === 0) return tab;
  const small = Object.entries(tab.message.bodies).filter(([mode]) => !large.includes(mode));
  return { ...tab, message: { ...tab.message, bodies: Object.fromEntries(small) } };
}

/** Has the browser ask before a page goes that holds a draft which is not kept. */
function guardUnkept(hold: () => boolean): () => void {
  const onLeave = (event: BeforeUnloadEvent): void => {
    if (hold()) event.preventDefault();
  };
  addEventListener('beforeunload', onLeave);
  return () => removeEventListener('beforeunload', onLeave);
}

/** Keeps tabs, drafts and layout across restarts, in the host's state file. */
export const usePersistenceStore = defineStore('persistence', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  const layout = useLayoutStore();
  const windows = useWindowsStore();
  /** The first window's needs no word. */
  const window = windows.own === 1 ? {} : { window: windows.own };
  const failure = shallowRef<Failure | null>(null);
  const restored = ref(false);
  /** Nothing was stored: a first start. */
  const fresh = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change came that is not written yet. */
  let changedAt: number | null = null;

  async function load(): Promise<void> {
    const answer = await host.call('state.read', window);
    if (!answer.ok) failure.value = answer.error;
    fresh.value = answer.ok && answer.value === null;
    const stored = Stored.safeParse(answer.ok ? answer.value : null);
    if (stored.success) {
      tabs.tabs = stored.data.tabs.flatMap((one) => {
        const tab = TabState.safeParse(one);
        return tab.success ? [tab.data] : [];
      });
      const active = tabs.tabs.find((tab) => tab.id === stored.data.active) ?? tabs.tabs[0];
      if (active !== undefined) tabs.activate(active.id);
      Object.assign(layout.state, stored.data.layout);
      await moveSettings(layout.state);
    }
    restored.value = true;
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    changedAt = null;
    if (!restored.value) return;
    const state = { version: 1, tabs: tabs.tabs.map(kept), active: tabs.activeId, layout: layout.state };
    // Reactive proxies do not cross the bridge; the state is plain JSON.
    const plain = JSON.parse(JSON.stringify(state)) as unknown;
    const answer = await host.call('state.write', { ...window, state: plain });
    failure.value = answer.ok ? null : answer.error;
    // A lost host writes when it is back; what is too large stays so until it changes.
    if (!answer.ok && answer.error.code === 'state.write')
      timer ??= setTimeout(() => void write(), againAfterMs);
  }

  /** Writes after each change; answers how to stop. */
  function follow(): () => void {
    const stop = watch(
      [() => tabs.tabs, () => tabs.activeId, () => layout.state],
      () => {
        clearTimeout(timer);
        const now = performance.now();
        changedAt ??= now;
        timer = setTimeout(() => void write(), Math.min(writeAfterMs, changedAt + writeWithinMs - now));
      },
      { deep: true },
    );
    // A tab that was opened, closed, moved or connected is no typing: it is written at once, as a reload waits for nothing.
    const stopTabs = watch(
      () => tabs.tabs.map(({ id, session }) => `${id} ${session}`).join(' '),
      () => void write(),
    );
    // What a page that is hidden sends may be lost with it; while it is asked whether it may go, it still has a moment.
    const onLeave = (): void => void (timer !== undefined && write());
    addEventListener('beforeunload', onLeave);
    addEventListener('pagehide', onLeave);
    // A window of its own would refuse to close without a word: there the note at the message has to do.
    const offGuard = guardUnkept(
      () =>
        host.info?.capabilities.ownWindow === false &&
        tabs.tabs.some((tab) => unkeptOf(tab.message.bodies).length > 0),
    );
    // What was typed while the host was gone has been refused: it is kept now.
    const offReturn = host.onReturn(() => void (failure.value !== null && write()));
    return () => {
      stop();
      stopTabs();
      offReturn();
      offGuard();
      removeEventListener('beforeunload', onLeave);
      removeEventListener('pagehide', onLeave);
    };
  }

  return { failure, restored, fresh, load, follow, write };
});
