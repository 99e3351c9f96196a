import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import { useDifferenceStore } from '../stores/difference.js';
import { useTabsStore } from '../stores/tabs.js';
import { phrase } from '../language/index.js';

/** Comparing two sessions from the palette, wherever one is. */
export function useDifferenceCommands(): void {
  const difference = useDifferenceStore();
  const tabs = useTabsStore();
  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'difference.open',
        title: phrase('Compare two sessions'),
        group: 'Window',
        run: () => {
          const { left, right } = difference.draft;
          difference.show(left, right);
        },
      },
      {
        id: 'difference.with',
        title: phrase('Compare this session with another'),
        group: 'Window',
        enabled: () => tabs.active?.session != null && !tabs.differenceInFront,
        run: () => difference.show(tabs.active?.session ?? null, null),
      },
    ]),
  );
}
