import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { WindowFacts } from '../../../contract/index.js';
import { quickTab } from './tab.js';
import { useTabsStore } from './tabs.js';
import { openTestHost } from './test-host.js';
import { useWindowsStore } from './windows.js';

const windows: WindowFacts[] = [
  { window: 1, open: true, tabs: 1, title: 'Echo' },
  { window: 2, open: true, tabs: 3, title: 'Feed' },
  { window: 3, open: false, tabs: 2, title: '' },
  { window: 4, open: false, tabs: 0, title: '' },
];

async function open(answers: Record<string, () => unknown> = {}) {
  const host = openTestHost({
    'window.enter': () => ok({ windows }),
    'window.open': () => ok({ window: 5, opened: true }),
    'window.move': () => ok(undefined),
    ...answers,
  });
  const store = useWindowsStore();
  const tabs = useTabsStore();
  tabs.add({ ...quickTab(), id: 'a', name: 'A' });
  tabs.add({ ...quickTab(), id: 'b', name: 'B' });
  await store.enter();
  return { host, store, tabs, ids: () => tabs.tabs.map(({ id }) => id) };
}

let opened: string[] = [];
beforeEach(() => {
  opened = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('windows', () => {
  it('tells which others are open, and which were closed with tabs', async () => {
    const { host, store } = await open();
    expect(host.of('window.enter')).toEqual([{ window: 1 }]);
    expect(store.others.map(({ window }) => window)).toEqual([2]);
    expect(store.closed.map(({ window }) => window)).toEqual([3]);
    expect(windows.map(store.titleOf)).toEqual(['Echo', 'Feed and 2 more', 'Window 3', 'Window 4']);
    host.say('windows.changed', { windows: windows.slice(0, 1) });
    expect([store.others, store.closed]).toEqual([[], []]);
  });

  it('lets go of a tab once the other window has it, and keeps no copy to reopen', async () => {
    const { host, store, tabs, ids } = await open();
    expect(await store.give('b', 2, 1)).toMatchObject({ ok: true });
    expect(host.of('window.move')).toMatchObject([{ from: 1, to: 2, tab: { id: 'b', name: 'B' }, index: 1 }]);
    expect([ids(), tabs.activeId, tabs.closed]).toEqual([['a'], 'a', []]);
  });

  it('keeps a tab that the other window does not get', async () => {
    const { store, ids } = await open({ 'window.move': () => fail('state.write', 'The disk is full') });
    expect(await store.give('b', 2)).toMatchObject({ error: { code: 'state.write' } });
    expect(ids()).toEqual(['a', 'b']);
  });

  it('gives a tab to a new window that begins with this one’s layout', async () => {
    const { host, store, ids } = await open();
    expect(await store.part('a')).toMatchObject({ ok: true });
    expect(host.of('window.open')).toMatchObject([
      { window: null, state: { version: 1, tabs: [], layout: { sidebarWidth: 248 } } },
    ]);
    expect(host.of('window.move')).toMatchObject([{ to: 5, tab: { id: 'a' } }]);
    expect(ids()).toEqual(['b']);
  });

  it('opens a page where the host has no windows, and keeps the tab where the browser refuses', async () => {
    const { store, ids } = await open({ 'window.open': () => ok({ window: 5, opened: false }) });
    vi.stubGlobal('open', (address: string) => {
      opened.push(address);
      return null;
    });
    expect(await store.part('a')).toMatchObject({ error: { code: 'window.blocked' } });
    expect(ids()).toEqual(['a', 'b']);
    const page = { opener: 'us' };
    vi.stubGlobal('open', () => page);
    expect(await store.part('a')).toMatchObject({ ok: true });
    expect([ids(), page.opener, new URL(opened[0] ?? '').search]).toEqual([['b'], null, '?window=5']);
  });

  it('takes up a tab that comes, once, where it was dropped', async () => {
    const { host, store, ids } = await open();
    store.follow();
    const tab = { ...quickTab(), id: 'c' };
    host.say('tab.arrived', { tab, index: 1 });
    host.say('tab.arrived', { tab, index: null });
    host.say('tab.arrived', { tab: { id: 'of a later version' }, index: 0 });
    expect(ids()).toEqual(['a', 'c', 'b']);
  });

  it('misses no tab that comes while its own are read', async () => {
    const { host, store, ids } = await open();
    host.say('tab.arrived', { tab: { ...quickTab(), id: 'c' }, index: null });
    expect(ids()).toEqual(['a', 'b']);
    store.follow();
    expect(ids()).toEqual(['a', 'b', 'c']);
  });

  it('gives a tab to the window it was dropped in, and none that is not here', async () => {
    const { host, ids } = await open();
    host.say('tab.wanted', { tab: 'a', to: 2, index: 0 });
    host.say('tab.wanted', { tab: 'none', to: 2, index: 0 });
    await vi.waitFor(() => expect(ids()).toEqual(['b']));
    expect(host.of('window.move')).toMatchObject([{ to: 2, tab: { id: 'a' }, index: 0 }]);
  });
});
