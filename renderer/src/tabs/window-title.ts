import { computed, watch } from 'vue';
import { plainLine } from '../../../contract/index.js';
import { t } from '../language/index.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWorkspaceStore } from '../stores/workspace.js';

/** Of a part: more is cut off by whatever shows it. */
const mostCharacters = 100;

/**
 * The window is called after its tab in front and the workspace, wherever the system lists windows. Names are somebody's
 * words: nothing in them may turn the line round.
 */
export function useWindowTitle(): void {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();
  const front = computed(() => {
    if (tabs.differenceInFront) return t('Difference');
    return tabs.active === null ? '' : tabs.titleOf(tabs.active);
  });
  const parts = computed(() => [front.value, workspace.info?.name ?? '', 'Wirebench']);
  watch(
    () => parts.value.filter((part) => part !== '').map((part) => plainLine(part, mostCharacters)),
    (shown) => (document.title = shown.join(' — ')),
    { immediate: true },
  );
}
