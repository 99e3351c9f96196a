import { useCatalogStore } from '../stores/catalog.js';
import { useCommandsStore } from '../stores/commands.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useWorkspacesStore } from '../stores/workspaces.js';
import type { MenuItem } from '../ui/index.js';
import type { SidebarNode } from './connection-tree.js';
import { t } from '../language/index.js';

/** What a right click on the tree offers. */
export function useTreeMenu(): (node: SidebarNode, canWrite: boolean) => MenuItem[] {
  const { keysOf } = useCommandsStore();
  const catalog = useCatalogStore();
  const workspace = useWorkspaceStore();
  const workspaces = useWorkspacesStore();

  /** The other workspaces a person has had open. */
  function elsewhere(command: 'copy-to' | 'move-to', label: string, enabled: boolean): MenuItem {
    const others = (workspaces.info?.recent ?? []).filter(
      ({ directory, missing }) => !missing && directory !== workspace.info?.directory,
    );
    const children: MenuItem[] =
      others.length > 0
        ? others.map(({ directory, name }) => ({
            id: `${command} ${directory}`,
            label: name,
            text: directory,
          }))
        : [{ id: 'none', label: t('No other workspace has been open yet'), disabled: true }];
    return { id: command, label, disabled: !enabled, children };
  }

  return (node, canWrite) => {
    const write = { disabled: !canWrite };
    if (node.kind === 'folder') {
      return [
        { id: 'new', label: t('New connection here'), ...write },
        { id: 'from', label: t('New from template'), ...write, children: templateItems(catalog.templates()) },
        { id: 'folder', label: t('New folder inside'), ...write },
        { separator: true },
        { id: 'about', label: t('About this folder') },
        { id: 'rename', label: t('Rename'), shortcut: keysOf('place.rename'), ...write },
        elsewhere('copy-to', t('Copy to workspace'), true),
        elsewhere('move-to', t('Move to workspace'), canWrite),
        { separator: true },
        { id: 'delete', label: t('Delete'), shortcut: keysOf('place.delete'), danger: true, ...write },
      ];
    }
    const targets = ['', ...catalog.folders()].filter((path) => path !== node.connection.folder);
    return [
      { id: 'open', label: t('Open'), shortcut: 'Enter' },
      { id: 'start', label: node.connection.config.role === 'server' ? t('Listen') : t('Connect') },
      { separator: true },
      { id: 'about', label: t('About this connection') },
      { id: 'code', label: t('As code…') },
      { id: 'duplicate', label: t('Duplicate'), ...write },
      { id: 'rename', label: t('Rename'), shortcut: keysOf('place.rename'), ...write },
      { id: 'template', label: t('Use as a template'), checked: node.connection.template === true, ...write },
      { separator: true },
      {
        id: 'move',
        label: t('Move to'),
        disabled: !canWrite || targets.length === 0,
        children: targets.map((path) => ({ id: `move ${path}`, label: path === '' ? t('Top level') : path })),
      },
      elsewhere('copy-to', t('Copy to workspace'), true),
      elsewhere('move-to', t('Move to workspace'), canWrite),
      { separator: true },
      { id: 'delete', label: t('Delete'), shortcut: keysOf('place.delete'), danger: true, ...write },
    ];
  };
}

/** Templates by their place in the list, which is drawn anew each time a menu opens. */
export function templateItems(templates: readonly { readonly name: string }[]): MenuItem[] {
  return templates.map(({ name }, index) => ({ id: `from ${index}`, label: name }));
}
