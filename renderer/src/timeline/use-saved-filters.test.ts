import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type { SavedConnection, SavedFilter } from '../../../contract/index.js';
import { useFiltersStore } from '../stores/filters.js';
import { useLayersStore } from '../stores/layers.js';
import { useTabsStore } from '../stores/tabs.js';
import { openTestHost, testConnection } from '../stores/test-host.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import { useSavedFilters } from './use-saved-filters.js';

afterEach(() => {
  for (const { id } of [...useToasts().items.value]) useToasts().dismiss(id);
});

const errors: SavedFilter = { id: 'e', name: 'Errors', query: 'is:error' };
const large: SavedFilter = { id: 'l', query: 'len>10k' };

async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  await nextTick();
}

/** A window with two connections, `one` in front; the host keeps what is written. */
async function openWindow() {
  const kept = new Map<string, SavedConnection>([
    ['one', testConnection('one', { filters: [errors, large] })],
    ['two', testConnection('two')],
  ]);
  let revision = 1;
  openTestHost({
    'workspace.read': () =>
      ok({
        ...{ id: 'w', name: 'w', directory: '/w', readOnly: null, folders: [], environments: [] },
        ...{ variables: { variables: [], revision: null }, secrets: [], problems: [] },
        connections: [...kept.values()].map((connection) => ({ connection, revision: `${revision}` })),
      }),
    'workspace.save': ({ connection }: { connection: SavedConnection }) => {
      if (!kept.has(connection.id)) return fail('workspace.no-connection', 'It is gone.');
      kept.set(connection.id, connection);
      return ok({ connection, revision: `${++revision}` });
    },
  });
  const workspace = useWorkspaceStore();
  await workspace.load();
  const show = (id: string): void => {
    const stored = workspace.byId.get(id);
    if (stored === undefined) throw new Error(`no ${id}`);
    useTabsStore().openConnection(stored);
  };
  show('one');
  return { filters: (id: string) => kept.get(id)?.filters ?? [], show };
}

const toast = () => useToasts().items.value.at(-1);

describe('saved filters', () => {
  it('asks for a name before one is kept', async () => {
    const window = await openWindow();
    const { save, keep } = useSavedFilters();
    save('close:1006');
    const layers = useLayersStore();
    expect(layers.keeping).toEqual({ query: 'close:1006', connection: 'one' });
    expect(window.filters('one')).toHaveLength(2);
    expect(await keep({ query: 'close:1006', name: 'Cut off' }, 'one')).toBe(true);
    expect(window.filters('one').at(-1)).toMatchObject({ query: 'close:1006', name: 'Cut off' });
    expect([toast()?.title(), toast()?.text?.()]).toEqual(['Filter saved', 'Cut off']);
  });

  it('takes a deleted one back to where it was while another tab is in front', async () => {
    const window = await openWindow();
    const { remove } = useSavedFilters();
    await remove(errors);
    expect(window.filters('one')).toEqual([large]);
    window.show('two');
    toast()?.action?.run();
    await settle();
    expect(window.filters('one')).toEqual([errors, large]);
    expect(window.filters('two')).toEqual([]);
  });

  it('writes a change to the connection it was asked of, though another comes to the front meanwhile', async () => {
    const window = await openWindow();
    const filters = useFiltersStore();
    const first = filters.remove('e');
    const second = filters.remove('l');
    window.show('two');
    expect([(await first).ok, (await second).ok]).toEqual([true, true]);
    expect([window.filters('one'), window.filters('two')]).toEqual([[], []]);
  });

  it('says that the connection is gone rather than nothing', async () => {
    await openWindow();
    const { keep } = useSavedFilters();
    expect(await keep({ query: 'len>1' }, 'three')).toBe(false);
    expect([toast()?.title(), toast()?.text?.()]).toEqual([
      'The filters were not saved',
      'The connection is not in the workspace any more.',
    ]);
  });
});
