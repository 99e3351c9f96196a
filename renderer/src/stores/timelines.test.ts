import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { ok } from '../../../contract/index.js';
import { quickTab } from './tab.js';
import { useTabsStore } from './tabs.js';
import { addSession, openTestHost } from './test-host.js';
import { testBatch } from './test-batch.js';
import { filterOf, useTimelinesStore } from './timelines.js';

let stop = (): void => undefined;
afterEach(() => stop());

function openWindow() {
  const host = openTestHost({
    'session.watch': () => ok(),
    'rows.read': () => ok(testBatch([])),
    'view.open': ({ session }: { session: string }) =>
      ok({ view: 3, session, count: 0, scanned: 0, done: true, generation: 0 }),
    'view.close': () => ok(),
    'view.locate': () => ok({ position: null }),
  });
  addSession({ id: 's1' });
  addSession({ id: 's2' });
  const tabs = useTabsStore();
  const first = { ...quickTab(), session: 's1' };
  const second = { ...quickTab(), session: 's2' };
  tabs.tabs.push(first, second);
  tabs.activate(first.id);
  const timelines = useTimelinesStore();
  stop = timelines.follow();
  return { host, tabs, timelines, first, second };
}

describe('filterOf', () => {
  it('asks for nothing where nothing is filtered', () => {
    expect(filterOf(quickTab(), null)).toEqual({});
  });

  it('means the wire by sent and received, and all the rest by control', () => {
    const tab = quickTab();
    tab.filter.direction = 'out';
    const sent = filterOf(tab, null);
    expect(sent.directions).toEqual(['out']);
    expect(sent.kinds).toContain('chunk');
    expect(sent.kinds).not.toContain('connect');
    tab.filter.direction = 'control';
    const control = filterOf(tab, null);
    expect(control.directions).toBeUndefined();
    expect(control.kinds).toEqual(expect.arrayContaining(['ping', 'close', 'request', 'error', 'open']));
    expect(control.kinds).not.toContain('text');
  });

  it('carries the words, the peer and what Clear left', () => {
    const tab = quickTab();
    tab.filter.text = 'filled';
    tab.filter.afterSeq = 9;
    expect(filterOf(tab, 4)).toEqual({ query: 'filled', peer: 4, afterSeq: 9 });
  });
});

describe('timelines', () => {
  it('follows the tab in front, and tells the host which session is looked at', async () => {
    const { host, tabs, timelines, second } = openWindow();
    expect(timelines.current?.session).toBe('s1');
    tabs.activate(second.id);
    await nextTick();
    expect(timelines.current?.session).toBe('s2');
    expect(host.of('session.watch')).toEqual([{ sessions: ['s1'] }, { sessions: ['s2'] }]);
  });

  it('forgets peer and recipients with the tab they belong to', async () => {
    const { tabs, timelines, second } = openWindow();
    timelines.peer = 2;
    timelines.recipients = [2, 3];
    tabs.activate(second.id);
    await nextTick();
    expect(timelines.peer).toBeNull();
    expect(timelines.recipients).toEqual([]);
  });

  it('shows the filter as it changes', async () => {
    const { host, tabs, timelines } = openWindow();
    if (tabs.active !== null) tabs.active.filter.text = 'x';
    await nextTick();
    timelines.peer = 5;
    await nextTick();
    expect(host.of('view.open').map((one) => one['filter'])).toEqual([
      { query: 'x' },
      { query: 'x', peer: 5 },
    ]);
  });

  it('has none for a tab without a session, or with one that is gone', async () => {
    const { tabs, timelines } = openWindow();
    tabs.openQuick();
    await nextTick();
    expect(timelines.current).toBeNull();
    tabs.tabs.push({ ...quickTab(), id: 'gone', session: 'gone' });
    tabs.activate('gone');
    await nextTick();
    expect(timelines.current).toBeNull();
  });
});
