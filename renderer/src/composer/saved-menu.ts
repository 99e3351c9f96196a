import { copyForms } from '../stores/copy.js';
import { useCommandsStore } from '../stores/commands.js';
import type { MenuItem } from '../ui/index.js';
import { messagesIn, type MessageTreeNode } from './message-tree.js';
import { t } from '../language/index.js';

/** What is known when the menu of a saved message or of a folder opens. */
export interface SavedMenuFacts {
  /** Why nothing can be sent now; null where it can. */
  readonly unready: string | null;
  /** There is a queue to put messages into. */
  readonly queueable: boolean;
  readonly canWrite: boolean;
  /** Every folder; '' is the top. */
  readonly folders: readonly string[];
  /** There is another connection to move it to. */
  readonly elsewhere: boolean;
  /** The key that sends it from anywhere. */
  readonly shortcut: string | undefined;
}

/** The menu of a node in the tree of saved messages. */
export function savedMenu(node: MessageTreeNode, facts: SavedMenuFacts): readonly MenuItem[] {
  const { keysOf } = useCommandsStore();
  const write = { disabled: !facts.canWrite };
  const elsewhere: MenuItem = {
    id: 'elsewhere',
    label: t('Move or copy to connection…'),
    shortcut: keysOf('place.move'),
    disabled: !facts.canWrite || !facts.elsewhere,
  };
  const ends: MenuItem[] = [
    { id: 'rename', label: t('Rename'), shortcut: keysOf('place.rename'), ...write },
    { id: 'delete', label: t('Delete'), shortcut: keysOf('place.delete'), danger: true, ...write },
  ];
  if (node.kind === 'folder') {
    return [
      {
        id: 'queue',
        label: t('Add all to the queue'),
        disabled: !facts.queueable || messagesIn(node).length === 0,
      },
      { separator: true },
      { id: 'folder', label: t('New folder inside'), ...write },
      elsewhere,
      { separator: true },
      ...ends,
    ];
  }
  const here = node.message.folder ?? '';
  const targets = ['', ...facts.folders].filter((path) => path !== here);
  return [
    {
      id: 'send',
      label: t('Send'),
      shortcut: facts.shortcut ?? 'Enter',
      disabled: facts.unready !== null,
      ...(facts.unready !== null && { text: facts.unready }),
    },
    {
      id: 'queue',
      label: t('Add to the queue'),
      shortcut: keysOf('place.queue'),
      disabled: !facts.queueable,
    },
    { id: 'load', label: t('Edit in the composer'), shortcut: 'Space' },
    { id: 'history', label: t('Show what was sent of it') },
    { separator: true },
    { id: 'update', label: t('Replace with what is composed'), ...write },
    { id: 'describe', label: t('Describe…'), ...write },
    { id: 'duplicate', label: t('Duplicate'), shortcut: keysOf('place.duplicate'), ...write },
    {
      id: 'move',
      label: t('Move to folder'),
      disabled: !facts.canWrite || targets.length === 0,
      children: targets.map((path) => ({ id: `move ${path}`, label: path === '' ? t('Top level') : path })),
    },
    elsewhere,
    {
      id: 'copy',
      label: t('Copy as'),
      children: copyForms.map((form) => ({ id: `copy.${form.id}`, label: t(form.label) })),
    },
    { separator: true },
    ...ends,
  ];
}
