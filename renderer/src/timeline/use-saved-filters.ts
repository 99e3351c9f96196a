import type { Result, SavedFilter } from '../../../contract/index.js';
import { useFiltersStore } from '../stores/filters.js';
import { useLayersStore } from '../stores/layers.js';
import { useTabsStore } from '../stores/tabs.js';
import { useToasts } from '../ui/index.js';
import { t, told } from '../language/index.js';

/** Characters of a filter that a line of a menu or a message shows. */
const shownCharacters = 48;

/** What a saved filter is called on one line. */
export function filterTitle({ name, query }: Omit<SavedFilter, 'id'>): string {
  const whole = name ?? query;
  return whole.length > shownCharacters ? `${whole.slice(0, shownCharacters - 1)}…` : whole;
}

export interface SavedFilterActions {
  /** True where it was done; else a person was told why not. */
  readonly report: (answer: Result<unknown>) => boolean;
  /** Asks what a filter is to be called, to keep it with the connection of the tab in front. */
  readonly save: (query: string) => void;
  /** Keeps it; false where a person was told why not. */
  readonly keep: (filter: Omit<SavedFilter, 'id'>, connection: string) => Promise<boolean>;
  /** Takes one away, with a way back. */
  readonly remove: (filter: SavedFilter) => Promise<void>;
}

/** Saving and deleting filters, told and undone by toasts. */
export function useSavedFilters(): SavedFilterActions {
  const filters = useFiltersStore();
  const tabs = useTabsStore();
  const layers = useLayersStore();
  const toasts = useToasts();

  function report(answer: Result<unknown>): boolean {
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('The filters were not saved'),
        text: () => told(answer.error.message),
      });
    }
    return answer.ok;
  }

  function save(query: string): void {
    const tab = tabs.active;
    if (tab === null) return;
    if (filters.stored !== null) layers.keeping = { query, connection: filters.stored.connection.id };
    else {
      toasts.show({
        title: () => t('Save the connection first'),
        text: () => t('Its filters are kept with it.'),
        action: { label: () => t('Save connection'), run: () => (layers.naming = tab.id) },
      });
    }
  }

  async function keep(filter: Omit<SavedFilter, 'id'>, connection: string): Promise<boolean> {
    if (!report(await filters.add(filter, connection))) return false;
    toasts.show({
      tone: 'ok',
      title: () => t('Filter saved'),
      text: () => filterTitle(filter),
      action: { label: () => t('Colour its rows'), run: () => (layers.filters = true) },
    });
    return true;
  }

  async function remove(filter: SavedFilter): Promise<void> {
    const index = filters.list.findIndex(({ id }) => id === filter.id);
    const of = filters.stored?.connection.id;
    if (index < 0 || of === undefined || !report(await filters.remove(filter.id))) return;
    const undo = async (): Promise<void> => {
      // The tab in front may be another one by now.
      report(await filters.restore(filter, index, of));
    };
    toasts.show({
      title: () => t('Filter deleted'),
      text: () => filterTitle(filter),
      action: { label: () => t('Undo'), run: () => void undo() },
    });
  }

  return { report, save, keep, remove };
}
