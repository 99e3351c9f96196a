import { defineStore } from 'pinia';
import { computed } from 'vue';
import { fail } from '../../../contract/index.js';
import type { Result, SavedFilter, StoredConnection } from '../../../contract/index.js';
import { newId } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** The filters kept with the connection of the active tab; of a recorded session, with the one it was made by. */
export const useFiltersStore = defineStore('filters', () => {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();

  const stored = computed(() => {
    const tab = tabs.active;
    const id = tab === null ? null : (tab.connection ?? tabs.sessionOf(tab)?.connection ?? null);
    return id === null ? null : (workspace.byId.get(id) ?? null);
  });
  const list = computed<readonly SavedFilter[]>(() => stored.value?.connection.filters ?? []);

  /** Of the connection in front as the change is asked for, whichever is when it is written. A draft of it stays a draft. */
  async function change(
    edit: (filters: readonly SavedFilter[]) => readonly SavedFilter[],
    connection = stored.value?.connection.id,
  ): Promise<Result<StoredConnection>> {
    if (connection === undefined) {
      return fail('filters.unsaved', t('Save the connection first: its filters are kept with it.'));
    }
    return workspace.change(connection, (of) => ({ ...of, filters: [...edit(of.filters ?? [])] }));
  }

  /** Keeps a filter, behind the others; with a connection that need not be in front. */
  const add = (filter: Omit<SavedFilter, 'id'>, connection?: string): Promise<Result<StoredConnection>> =>
    change((all) => [...all, { id: newId(), ...filter }], connection);
  const remove = (id: string): Promise<Result<StoredConnection>> =>
    change((all) => all.filter((one) => one.id !== id));
  /** Takes a removed one back to where it was, in the connection it was removed from. */
  const restore = (
    filter: SavedFilter,
    index: number,
    connection: string,
  ): Promise<Result<StoredConnection>> =>
    change((all) => [...all.slice(0, index), filter, ...all.slice(index)], connection);

  /** Writes one anew, in its place. */
  const edit = (id: string, to: (filter: SavedFilter) => SavedFilter): Promise<Result<StoredConnection>> =>
    change((all) => all.map((one) => (one.id === id ? to(one) : one)));
  /** Moves one by so many places: the first of several that find a row colours it. */
  const move = (id: string, by: -1 | 1): Promise<Result<StoredConnection>> =>
    change((all) => {
      const from = all.findIndex((one) => one.id === id);
      const other = all[from + by];
      return other === undefined
        ? all
        : all.map((one, at) => (at === from ? other : at === from + by ? (all[from] ?? one) : one));
    });

  return { stored, list, add, remove, restore, edit, move };
});
