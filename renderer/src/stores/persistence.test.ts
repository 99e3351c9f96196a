import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { ok } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { usePersistenceStore } from './persistence.js';
import { mostKeptChars, quickTab } from './tab.js';
import { useTabsStore } from './tabs.js';
import { openTestHost } from './test-host.js';

let stop = (): void => undefined;
afterEach(() => stop());

async function open({ ownWindow }: { readonly ownWindow: boolean }) {
  const host = openTestHost({
    'state.read': () => ok(null),
    'state.write': () => ok(undefined),
    'host.info': () => ok({ capabilities: { ownWindow } }),
  });
  await useHostStore().load();
  const persistence = usePersistenceStore();
  await persistence.load();
  const tabs = useTabsStore();
  const tab = quickTab();
  tabs.tabs = [tab];
  stop = persistence.follow();
  const [kept] = tabs.tabs;
  return { host, persistence, bodies: (kept ?? tab).message.bodies };
}

const leave = (): boolean => dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('a draft that is typed without a pause', () => {
  afterEach(() => vi.useRealTimers());

  it('is written within a second of its first change, and after the last', async () => {
    vi.useFakeTimers();
    const { host, bodies } = await open({ ownWindow: false });
    const kept = (): (string | undefined)[] =>
      host.of('state.write').map((input) => {
        const { state } = input as { state: { tabs: { message: { bodies: Record<string, string> } }[] } };
        return state.tabs[0]?.message.bodies['text'];
      });
    for (let typed = 1; typed <= 21; typed++) {
      bodies['text'] = 'x'.repeat(typed);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(kept().filter((text) => text !== undefined)).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(250);
    expect(kept().at(-1)).toBe('x'.repeat(21));
  });
});

describe('what changed a moment ago', () => {
  type Kept = { state: { tabs: { session: string | null; message: { bodies: Record<string, string> } }[] } };
  const last = (host: Awaited<ReturnType<typeof open>>['host']) =>
    (host.of('state.write').at(-1) as Kept | undefined)?.state.tabs[0];

  it('is written while the page is asked whether it may go', async () => {
    const { host, bodies } = await open({ ownWindow: false });
    bodies['text'] = 'just typed';
    await nextTick();
    leave();
    expect(last(host)?.message.bodies['text']).toBe('just typed');
  });

  it('is written at once where a session came to a tab', async () => {
    const { host } = await open({ ownWindow: false });
    const [tab] = useTabsStore().tabs;
    if (tab !== undefined) tab.session = 's1';
    await nextTick();
    expect(last(host)?.session).toBe('s1');
  });
});

describe('drafts that are too large to keep', () => {
  it('leave the others to be written', async () => {
    const { host, persistence, bodies } = await open({ ownWindow: false });
    bodies['text'] = 'small';
    bodies['hex'] = '0'.repeat(mostKeptChars + 1);
    await persistence.write();
    const { state } = host.of('state.write').at(-1) as {
      state: { tabs: { message: { bodies: object } }[] };
    };
    expect(state.tabs.map(({ message }) => message.bodies)).toEqual([{ text: 'small' }]);
  });

  it('have the browser ask before they go, and only while they are there', async () => {
    const { bodies } = await open({ ownWindow: false });
    bodies['hex'] = '0'.repeat(mostKeptChars);
    expect(leave()).toBe(true);
    bodies['hex'] += '0';
    expect(leave()).toBe(false);
    bodies['hex'] = '';
    expect(leave()).toBe(true);
    bodies['fields'] = ' '.repeat(mostKeptChars + 1);
    stop();
    expect(leave()).toBe(true);
  });

  it('keep no window of its own from closing, which could not ask', async () => {
    const { bodies } = await open({ ownWindow: true });
    bodies['hex'] = '0'.repeat(mostKeptChars + 1);
    await vi.waitFor(() => expect(leave()).toBe(true));
  });
});
