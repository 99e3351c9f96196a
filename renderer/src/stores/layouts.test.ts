import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { Layout, SavedConnection, StoredConnection } from '../../../contract/index.js';
import { useLayoutsStore } from './layouts.js';
import { useTabsStore } from './tabs.js';
import { openTestHost, testConnection } from './test-host.js';
import { useWorkspaceStore } from './workspace.js';

const layout = (id: string): Layout => ({ id, name: id, fields: [{ name: 'a', type: 'u8' }] });

/** A tab of a connection with three layouts, on a host that refuses what is made from an older file. */
async function open() {
  let revisions = 0;
  let stored: StoredConnection = {
    connection: testConnection('c', { layouts: ['one', 'two', 'three'].map(layout) }),
    revision: 'r0',
  };
  openTestHost({
    'workspace.read': () =>
      ok({
        id: 'w',
        name: 'w',
        directory: '/w',
        readOnly: null,
        problems: [],
        description: '',
        folders: [],
        folderDocs: [],
        vault: { kind: 'file', locked: null },
        connections: [stored],
        environments: [],
        variables: { variables: [], revision: null },
        secrets: [],
      }),
    'workspace.save': ({ connection, base }: { connection: SavedConnection; base: string | null }) => {
      if (base !== stored.revision) return fail('workspace.conflict', 'changed meanwhile');
      stored = { connection, revision: `r${++revisions}` };
      return ok(stored);
    },
  });
  const workspace = useWorkspaceStore();
  await workspace.load();
  const tab = useTabsStore().openConnection(stored);
  const ids = (): string[] => (stored.connection.layouts ?? []).map(({ id }) => id);
  return { layouts: useLayoutsStore(), tab, ids, revision: () => stored.revision };
}

describe('layouts of a connection', () => {
  it('come back to their place, and the draft of the tab goes on from the new file', async () => {
    const { layouts, tab, ids, revision } = await open();
    expect(await layouts.remove('two')).toMatchObject({ ok: true });
    expect(ids()).toEqual(['one', 'three']);
    expect(await layouts.restore(layout('two'), 1)).toMatchObject({ ok: true });
    expect(ids()).toEqual(['one', 'two', 'three']);
    expect(tab.base).toBe(revision());
  });

  it('are written one change after the other, each from what the last left', async () => {
    const { layouts, ids } = await open();
    const [first, second] = await Promise.all([layouts.remove('one'), layouts.save(layout('four'))]);
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(ids()).toEqual(['two', 'three', 'four']);
  });

  it('leave no empty list behind', async () => {
    const { layouts, ids } = await open();
    for (const id of ids()) await layouts.remove(id);
    expect(layouts.stored?.connection).not.toHaveProperty('layouts');
  });
});
