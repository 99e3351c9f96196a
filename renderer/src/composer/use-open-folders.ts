import { computed } from 'vue';
import type { ComputedRef, Ref, WritableComputedRef } from 'vue';
import { useLayoutStore } from '../stores/layout.js';
import { foldersOf } from '../stores/message-shelf.js';
import { useMessagesStore } from '../stores/messages.js';
import { messageFolderId } from './message-tree.js';

/** Folders of saved messages are open until they are closed, which is kept; while something is looked for all are. */
export function useOpenFolders(
  connection: ComputedRef<string | null>,
  filter: Readonly<Ref<string>>,
): WritableComputedRef<readonly string[]> {
  const layout = useLayoutStore();
  const messages = useMessagesStore();
  const every = computed(() => foldersOf(messages.shelf).map(messageFolderId));
  // Under a name that says whose they are.
  const nameOf = (id: string): string => `${connection.value} ${id.replace('folder:', '')}`;
  return computed({
    get: () =>
      filter.value.trim() !== ''
        ? every.value
        : every.value.filter((id) => !layout.state.closedMessageFolders.includes(nameOf(id))),
    set: (open) => {
      const others = layout.state.closedMessageFolders.filter(
        (one) => !one.startsWith(`${connection.value} `),
      );
      const closed = every.value.filter((id) => !open.includes(id)).map(nameOf);
      layout.state.closedMessageFolders = [...others, ...closed];
    },
  });
}
