import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { addressOfWindow, fail, ok, windowIn } from '../../../contract/index.js';
import type { Result, TabArrival, TabWish, WindowFacts, WindowsInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useLayoutStore } from './layout.js';
import { plainTab, TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { t } from '../language/index.js';

/** The windows of this workspace, and tabs that go from one to another. */
export const useWindowsStore = defineStore('windows', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  const layout = useLayoutStore();
  const own = windowIn(location.search);
  const all = shallowRef<readonly WindowFacts[]>([]);
  /** Tabs that came before this window had its own. */
  let early: TabArrival[] | null = [];

  const others = computed(() => all.value.filter(({ window, open }) => open && window !== own));
  /** Those that were closed with tabs in them. */
  const closed = computed(() => all.value.filter(({ open, tabs: held }) => !open && held > 0));

  const take = ({ windows }: WindowsInfo): void => void (all.value = windows);

  /** What a window is called where it can be chosen. */
  const titleOf = ({ window, title, tabs: held }: WindowFacts): string =>
    title === ''
      ? t('Window {number}', { number: String(window) })
      : held > 1
        ? t('{title} and {count} more', { title, count: held - 1 })
        : title;

  async function announce(): Promise<void> {
    const answer = await host.call('window.enter', { window: own });
    if (answer.ok) take(answer.value);
  }

  function arrive({ tab: given, index }: TabArrival): void {
    const tab = TabState.safeParse(given);
    // One that is here already came with the state; one of a later version waits on disk for it.
    if (!tab.success || tabs.tabs.some(({ id }) => id === tab.data.id)) return;
    tabs.add(tab.data, Math.min(index ?? tabs.tabs.length, tabs.tabs.length));
  }

  /** Says which window this is, before its state is read: what comes from then on is not missed. */
  async function enter(): Promise<void> {
    host.on('windows.changed', take);
    host.on('tab.arrived', (arrival) => (early === null ? arrive(arrival) : void early.push(arrival)));
    host.on('tab.wanted', ({ tab, to, index }: TabWish) => void give(tab, to, index));
    host.onReturn(() => void announce());
    await announce();
  }

  /** The window has its tabs: takes up what came meanwhile. */
  function follow(): void {
    const waiting = early ?? [];
    early = null;
    waiting.forEach(arrive);
  }

  /** Opens a window, a new one for null; its number. */
  async function open(window: number | null): Promise<Result<number>> {
    const state = { version: 1, tabs: [], active: null, layout: plain(layout.state) };
    const answer = await host.call('window.open', { window, state });
    if (!answer.ok) return answer;
    if (!answer.value.opened) {
      const first = new URL(location.href);
      first.search = '';
      first.hash = '';
      const address = addressOfWindow(first.href, answer.value.window);
      const opened = globalThis.open(address, '_blank');
      if (opened === null) {
        return fail(
          'window.blocked',
          t(
            'The browser kept a window from opening: allow this page to open windows, or go to {address} yourself.',
            { address },
          ),
        );
      }
      // It is ours, but a page that can reach another one is one thing more to know.
      opened.opener = null;
    }
    return ok(answer.value.window);
  }

  /** Gives a tab to another window: there first, and here no more once it is. */
  async function give(id: string, to: number, index: number | null = null): Promise<Result<void>> {
    const tab = tabs.tabs.find((one) => one.id === id);
    if (tab === undefined) return ok();
    const moved = await host.call('window.move', { from: own, to, tab: plainTab(tab), index });
    if (moved.ok) tabs.release(id);
    return moved;
  }

  /** Gives a tab to a window of its own. */
  async function part(id: string): Promise<Result<void>> {
    const window = await open(null);
    return window.ok ? give(id, window.value) : window;
  }

  /** Asks another window for a tab that was dropped here. */
  const want = (from: number, tab: string, index: number): Promise<Result<void>> =>
    host.call('window.want', { from, to: own, tab, index });

  return { own, all, others, closed, titleOf, enter, follow, open, give, part, want };
});

/** Reactive proxies do not cross the bridge; the state is plain JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
