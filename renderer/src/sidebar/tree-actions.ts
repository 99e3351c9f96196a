import { nextTick } from 'vue';
import type { Ref } from 'vue';
import type { Failure, Result } from '../../../contract/index.js';
import { useCatalogStore } from '../stores/catalog.js';
import { useConnectionStore } from '../stores/connection.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutStore } from '../stores/layout.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts, type TreeMove } from '../ui/index.js';
import { connectionId, folderId, type SidebarNode } from './connection-tree.js';

export interface TreeActions {
  find: (id: string) => SidebarNode | null;
  open: (node: SidebarNode) => void;
  rename: (id: string, name: string) => void;
  move: (move: TreeMove) => void;
  remove: (id: string) => void;
  /** An item of a node's menu. */
  run: (command: string, node: SidebarNode) => void;
  addFolder: (parent: string) => Promise<void>;
}

/** What a person does to the tree; failures are told as toasts, deletions can be undone. */
export function useTreeActions(
  nodes: Readonly<Ref<readonly SidebarNode[]>>,
  startRename: (id: string) => void,
): TreeActions {
  const workspace = useWorkspaceStore();
  const catalog = useCatalogStore();
  const tabs = useTabsStore();
  const connections = useConnectionStore();
  const layers = useLayersStore();
  const layout = useLayoutStore();
  const toasts = useToasts();

  const problem = (title: string, failure: Failure): void =>
    void toasts.show({ tone: 'err', title, text: failure.message });

  async function say(title: string, doing: Promise<Result<unknown> | null>): Promise<void> {
    const answer = await doing;
    if (answer !== null && !answer.ok) problem(title, answer.error);
  }

  function find(id: string, among: readonly SidebarNode[] = nodes.value): SidebarNode | null {
    for (const node of among) {
      if (node.id === id) return node;
      const inside = node.kind === 'folder' ? find(id, node.children) : null;
      if (inside !== null) return inside;
    }
    return null;
  }

  function open(node: SidebarNode): void {
    const stored = node.kind === 'folder' ? undefined : workspace.byId.get(node.connection.id);
    if (stored !== undefined) tabs.openConnection(stored);
  }

  function rename(id: string, name: string): void {
    const node = find(id);
    if (node?.kind === 'folder')
      void say('The folder was not renamed', catalog.renameFolder(node.path, name));
    else if (node) void say('The connection was not renamed', catalog.rename(node.connection.id, name));
  }

  function move({ id, parentId, index }: TreeMove): void {
    const node = find(id);
    const parent = parentId === null ? null : find(parentId);
    if (node === null || parent?.kind === 'connection') return;
    const path = parent?.path ?? '';
    const siblings = (parent?.children ?? nodes.value).filter((one) => one.id !== id);
    // Folders stand before connections, whatever the place of the drop.
    const place = siblings.slice(0, index).filter((one) => one.kind === node.kind).length;
    if (node.kind === 'folder')
      void say('The folder was not moved', catalog.moveFolder(node.path, path, place));
    else void say('The connection was not moved', catalog.move(node.connection.id, path, place));
  }

  async function removeFolder(path: string, label: string): Promise<void> {
    const answer = await catalog.removeFolder(path);
    if (!answer.ok) return problem('The folder was not deleted', answer.error);
    const { connections: count, undo } = answer.value;
    const within = count === 1 ? 'and the connection in it' : `and ${count} connections in it`;
    toasts.show({
      title: `Deleted ${label}`,
      text: count === 0 ? undefined : within,
      action: {
        label: 'Undo',
        run: () => void undo().then((failure) => failure && problem('Not everything came back', failure)),
      },
    });
  }

  async function removeConnection(id: string, name: string): Promise<void> {
    const answer = await workspace.remove(id);
    if (!answer.ok) return problem('The connection was not deleted', answer.error);
    toasts.show({
      title: `Deleted ${name}`,
      action: { label: 'Undo', run: () => void say('It did not come back', workspace.restore(id)) },
    });
  }

  function remove(id: string): void {
    const node = find(id);
    if (node?.kind === 'folder') void removeFolder(node.path, node.label);
    else if (node) void removeConnection(node.connection.id, node.connection.name);
  }

  function unfold(path: string): void {
    layout.state.closedFolders = layout.state.closedFolders.filter((id) => id !== folderId(path));
  }

  async function addFolder(parent: string): Promise<void> {
    const answer = await catalog.addFolder(parent);
    if (!answer.ok) return problem('The folder was not made', answer.error);
    unfold(parent);
    await nextTick();
    startRename(folderId(answer.value));
  }

  async function addConnection(folder: string): Promise<void> {
    const answer = await catalog.addConnection(folder);
    if (!answer.ok) return problem('The connection was not made', answer.error);
    unfold(folder);
    tabs.openConnection(answer.value);
    await nextTick();
    startRename(connectionId(answer.value.connection.id));
  }

  function run(command: string, node: SidebarNode): void {
    if (command === 'delete') return remove(node.id);
    if (command === 'rename') return startRename(node.id);
    if (node.kind === 'folder') {
      void (command === 'folder' ? addFolder(node.path) : addConnection(node.path));
      return;
    }
    const { id } = node.connection;
    if (command === 'duplicate') return void say('It was not duplicated', catalog.duplicate(id));
    if (command.startsWith('move ')) {
      const target = command.slice('move '.length);
      return void say('It was not moved', catalog.move(id, target, catalog.inFolder(target).length));
    }
    open(node);
    if (command === 'code') {
      const { name, config } = node.connection;
      layers.code = { name, config, message: null };
    }
    if (command === 'start' && tabs.active !== null) void connections.start(tabs.active);
  }

  return { find, open, rename, move, remove, run, addFolder };
}
