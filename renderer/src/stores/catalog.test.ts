import { describe, expect, it } from 'vitest';
import { allFolders, orderAt, useCatalogStore } from './catalog.js';
import { testConnection } from './test-host.js';
import { openTestWindow } from './test-workspace.js';
import { useWorkspaceStore } from './workspace.js';

describe('folders', () => {
  it('names every folder on the way, once', () => {
    expect(allFolders(['b'], [{ folder: 'a/x' }, { folder: 'a' }, { folder: '' }])).toEqual([
      'b',
      'a',
      'a/x',
    ]);
  });

  it('finds a sort key between the neighbours', () => {
    const siblings = [testConnection('a', { order: 1 }), testConnection('b', { order: 2 })];
    expect([0, 1, 2].map((index) => orderAt(siblings, index))).toEqual([0, 1.5, 3]);
    expect(orderAt([], 0)).toBe(1);
  });

  it('takes everything along when a folder is renamed', async () => {
    const { workspace: kept } = openTestWindow([
      testConnection('a', { folder: 'x' }),
      testConnection('b', { folder: 'x/y' }),
      testConnection('c'),
    ]);
    kept.folders = ['x', 'x/y', 'xx'];
    await useWorkspaceStore().load();
    expect(await useCatalogStore().renameFolder('x', 'z/1')).toMatchObject({ ok: true });
    expect([...kept.stored.values()].map(({ connection }) => connection.folder).sort()).toEqual([
      '',
      'z-1',
      'z-1/y',
    ]);
    expect(kept.folders).toEqual(['z-1', 'z-1/y', 'xx']);
  });

  it('moves a folder among others, but never into itself', async () => {
    const { workspace: kept } = openTestWindow();
    kept.folders = ['a', 'b', 'c'];
    await useWorkspaceStore().load();
    const catalog = useCatalogStore();
    await catalog.moveFolder('c', '', 0);
    expect(kept.folders).toEqual(['c', 'a', 'b']);
    await catalog.moveFolder('a', 'a/inner', 0);
    expect(kept.folders).toEqual(['c', 'a', 'b']);
  });
});
