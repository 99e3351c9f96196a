import { describe, expect, it } from 'vitest';
import { useCatalogStore } from './catalog.js';
import { useTabsStore } from './tabs.js';
import { testConfig, testConnection } from './test-host.js';
import { openTestWindow } from './test-workspace.js';
import { useWorkspaceStore } from './workspace.js';

describe('a saved connection in a tab', () => {
  it('follows its file while it has no edits of its own', async () => {
    const { workspace: kept } = openTestWindow([testConnection('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    kept.stored.set('a', {
      connection: testConnection('a', { config: { ...testConfig, address: 'other:2' } }),
      revision: 'r9',
    });
    await workspace.load();
    expect(tab.config.address).toBe('other:2');
    expect(tab.base).toBe('r9');
  });

  it('keeps its edits when the file is changed elsewhere, and saving says so', async () => {
    const { workspace: kept } = openTestWindow([testConnection('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    tabs.setAddress(tab.id, 'mine:3');
    kept.stored.set('a', {
      connection: testConnection('a', { config: { ...testConfig, address: 'other:2' } }),
      revision: 'r9',
    });
    await workspace.load();
    expect(tab.config.address).toBe('mine:3');
    expect(await tabs.save(tab, 'a')).toMatchObject({ ok: false, error: { code: 'workspace.conflict' } });
    expect(await tabs.save(tab, 'a', { overwrite: true })).toMatchObject({ ok: true });
    expect(kept.stored.get('a')?.connection.config.address).toBe('mine:3');
  });

  it('keeps its edits and stays savable when this page renames or moves it', async () => {
    openTestWindow([testConnection('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    tabs.setAddress(tab.id, 'mine:3');
    expect(await useCatalogStore().move('a', 'elsewhere', 0)).toMatchObject({ ok: true });
    expect(await tabs.save(tab, 'a')).toMatchObject({
      ok: true,
      value: { connection: { folder: 'elsewhere' } },
    });
  });

  it('becomes a new one where its file has been removed', async () => {
    openTestWindow([testConnection('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    await workspace.remove('a');
    expect(tabs.isDirty(tab)).toBe(true);
    expect(await tabs.save(tab, 'a')).toMatchObject({ ok: true });
    expect(tab.connection).not.toBe('a');
  });
});
