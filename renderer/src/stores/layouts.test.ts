import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../contract/index.js';
import { useLayoutsStore } from './layouts.js';
import { useTabsStore } from './tabs.js';
import { openTestHost, testConnection } from './test-host.js';
import { KeptWorkspace } from './test-workspace.js';
import { useWorkspaceStore } from './workspace.js';

const layout = (id: string): Layout => ({ id, name: id, fields: [{ name: 'a', type: 'u8' }] });

/** A tab of a connection with three layouts, on a host that refuses what is made from an older file. */
async function open() {
  const kept = new KeptWorkspace([testConnection('c', { layouts: ['one', 'two', 'three'].map(layout) })]);
  openTestHost(kept.answers);
  await useWorkspaceStore().load();
  const tab = useTabsStore().openConnection(kept.file('c'));
  const ids = (): string[] => (kept.file('c').connection.layouts ?? []).map(({ id }) => id);
  return { layouts: useLayoutsStore(), tab, ids, revision: () => kept.file('c').revision };
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
