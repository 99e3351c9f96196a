import { describe, expect, it, vi } from 'vitest';
import { ok } from '../../../contract/index.js';
import type { HostInfo } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { addSession, openTestHost } from './test-host.js';
import { useTabsStore } from './tabs.js';
import { useUnreadStore } from './unread.js';

/** Two tabs with a session each, the second one in front. */
function open(ownWindow: boolean) {
  const host = openTestHost({ 'attention.unread': () => ok() });
  useHostStore().info = { capabilities: { ownWindow } } as HostInfo;
  const tabs = useTabsStore();
  for (const id of ['a', 'b']) tabs.openSession(addSession({ id, rows: 10 }));
  const store = useUnreadStore();
  store.follow();
  return { host, store };
}

describe('what nobody has looked at', () => {
  it('is what came behind, and in front while the window is elsewhere; the host hears of it', async () => {
    const { host, store } = open(true);
    expect(store.count).toBe(0);
    addSession({ id: 'a', rows: 13 });
    addSession({ id: 'b', rows: 30 });
    expect(store.count).toBe(3);
    window.dispatchEvent(new Event('blur'));
    addSession({ id: 'b', rows: 31 });
    addSession({ id: 'b', rows: 32 });
    expect(store.count).toBe(5);
    await vi.waitFor(() => expect(host.of('attention.unread')).toEqual([{ count: 5 }]));
    window.dispatchEvent(new Event('focus'));
    expect(store.count).toBe(3);
    await vi.waitFor(() => expect(host.of('attention.unread').at(-1)).toEqual({ count: 3 }));
  });

  it('is nobody’s in a browser, whose icon is not ours', () => {
    const { host } = open(false);
    addSession({ id: 'a', rows: 13 });
    expect(host.of('attention.unread')).toEqual([]);
  });
});
