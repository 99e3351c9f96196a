import type { Failure } from '../../../contract/index.js';
import { t, told } from '../language/index.js';
import { useLayersStore } from '../stores/layers.js';
import type { TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';

/** Saving as a person sees it: a new connection is asked for its name, a conflict for a decision. */
export function useSaving(): {
  save: (tab: TabState) => Promise<void>;
  saveAs: (
    tab: TabState,
    name: string,
    options?: { readonly folder?: string; readonly overwrite?: boolean },
  ) => Promise<Failure | null>;
} {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();
  const layers = useLayersStore();
  const toasts = useToasts();

  async function saveAs(
    tab: TabState,
    name: string,
    options: { readonly folder?: string; readonly overwrite?: boolean } = {},
  ): Promise<Failure | null> {
    const answer = await tabs.save(tab, name, options);
    if (!answer.ok) return answer.error;
    toasts.show({
      tone: 'ok',
      title: () => t('Saved {name}', { name: answer.value.connection.name }),
      timeoutMs: 2_500,
    });
    return null;
  }

  async function save(tab: TabState): Promise<void> {
    const readOnly = workspace.info?.readOnly ?? null;
    if (readOnly !== null) {
      toasts.show({
        tone: 'warn',
        title: () => t('This workspace is read-only'),
        text: () => t('{reason} The draft stays in this tab.', { reason: readOnly }),
      });
      return;
    }
    if (tab.connection === null || !workspace.byId.has(tab.connection)) {
      layers.naming = tab.id;
      return;
    }
    const failure = await saveAs(tab, tab.name);
    if (failure === null) return;
    if (failure.code === 'workspace.conflict') layers.conflict = { tab: tab.id, failure };
    else toasts.show({ tone: 'err', title: () => t('It was not saved'), text: () => told(failure.message) });
  }

  return { save, saveAs };
}
