import { describe, expect, it } from 'vitest';
import { useBootStore } from './boot.js';
import { useTabsStore } from './tabs.js';
import { testConfig, testConnection } from './test-host.js';
import { openTestWindow } from './test-workspace.js';

describe('a first start', () => {
  const listener = testConnection('l', { order: 1, config: { ...testConfig, role: 'server' } });
  const client = testConnection('c', {
    order: 2,
    messages: [{ id: 'm', name: 'Hello', mode: 'text', kind: 'text', body: 'Hello' }],
  });

  it('opens the first listener in front and its client with a message ready', async () => {
    openTestWindow([client, listener]);
    const boot = useBootStore();
    await boot.run();
    const tabs = useTabsStore();
    expect(boot.state).toEqual({ kind: 'ready' });
    expect(tabs.tabs.map((tab) => tab.connection)).toEqual(['l', 'c']);
    expect(tabs.active?.connection).toBe('l');
    expect(tabs.tabs[1]?.message).toMatchObject({ mode: 'text', bodies: { text: 'Hello' }, saved: 'm' });
  });

  it('opens nothing for somebody who closed everything', async () => {
    const { workspace: kept } = openTestWindow([client, listener]);
    kept.state = { version: 1, tabs: [], active: null, layout: {} };
    await useBootStore().run();
    expect(useTabsStore().tabs).toEqual([]);
  });
});
