import { nextTick } from 'vue';
import type { Ref } from 'vue';
import type { Failure, Result, StoredConnection } from '../../../contract/index.js';
import { useCatalogStore } from '../stores/catalog.js';
import { useConnectionStore } from '../stores/connection.js';
import { useDocsStore } from '../stores/docs.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutStore } from '../stores/layout.js';
import { useTabsStore } from '../stores/tabs.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useWorkspacesStore } from '../stores/workspaces.js';
import { useToasts, type TreeMove } from '../ui/index.js';
import { connectionId, folderId, type SidebarNode } from './connection-tree.js';
import { t, told, type Words } from '../language/index.js';

export interface TreeActions {
  find: (id: string) => SidebarNode | null;
  open: (node: SidebarNode) => void;
  rename: (id: string, name: string) => void;
  move: (move: TreeMove) => Promise<void>;
  remove: (id: string) => void;
  /** An item of a node's menu. */
  run: (command: string, node: SidebarNode) => void;
  addFolder: (parent: string) => Promise<void>;
  /** Makes a connection from the template at a place of the catalog's list. */
  addFrom: (index: number, folder: string) => Promise<void>;
}

/** What a person does to the tree; failures are told as toasts, deletions can be undone. */
export function useTreeActions(
  nodes: Readonly<Ref<readonly SidebarNode[]>>,
  startRename: (id: string) => void,
): TreeActions {
  const workspace = useWorkspaceStore();
  const catalog = useCatalogStore();
  const workspaces = useWorkspacesStore();
  const docs = useDocsStore();
  const tabs = useTabsStore();
  const connections = useConnectionStore();
  const layers = useLayersStore();
  const layout = useLayoutStore();
  const toasts = useToasts();

  const problem = (title: Words, failure: Failure): void =>
    void toasts.show({ tone: 'err', title, text: () => told(failure.message) });

  async function say(title: Words, doing: Promise<Result<unknown> | null>): Promise<void> {
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
      void say(() => t('The folder was not renamed'), catalog.renameFolder(node.path, name));
    else if (node)
      void say(() => t('The connection was not renamed'), catalog.rename(node.connection.id, name));
  }

  async function move({ id, parentId, index }: TreeMove): Promise<void> {
    const node = find(id);
    const parent = parentId === null ? null : find(parentId);
    if (node === null || parent?.kind === 'connection') return;
    const path = parent?.path ?? '';
    const siblings = (parent?.children ?? nodes.value).filter((one) => one.id !== id);
    // Folders stand before connections, whatever the place of the drop.
    const place = siblings.slice(0, index).filter((one) => one.kind === node.kind).length;
    if (node.kind === 'folder')
      await say(() => t('The folder was not moved'), catalog.moveFolder(node.path, path, place));
    else await say(() => t('The connection was not moved'), catalog.move(node.connection.id, path, place));
  }

  async function removeFolder(path: string, label: string): Promise<void> {
    const answer = await catalog.removeFolder(path);
    if (!answer.ok) return problem(() => t('The folder was not deleted'), answer.error);
    const { connections: count, undo } = answer.value;
    toasts.show({
      title: () => t('Deleted {name}', { name: label }),
      text:
        count === 0
          ? undefined
          : () =>
              t('{count, plural, one {and the connection in it} other {and # connections in it}}', { count }),
      action: {
        label: () => t('Undo'),
        run: () =>
          void undo().then((failure) => failure && problem(() => t('Not everything came back'), failure)),
      },
    });
  }

  async function removeConnection(id: string, name: string): Promise<void> {
    const answer = await workspace.remove(id);
    if (!answer.ok) return problem(() => t('The connection was not deleted'), answer.error);
    toasts.show({
      title: () => t('Deleted {name}', { name }),
      action: {
        label: () => t('Undo'),
        run: () => void say(() => t('It did not come back'), workspace.restore(id)),
      },
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
    if (!answer.ok) return problem(() => t('The folder was not made'), answer.error);
    unfold(parent);
    await nextTick();
    startRename(folderId(answer.value));
  }

  const addConnection = (folder: string): Promise<void> => openNew(folder, catalog.addConnection(folder));

  async function addFrom(index: number, folder: string): Promise<void> {
    const template = catalog.templates()[index];
    if (template !== undefined) await openNew(folder, catalog.addFrom(template, folder));
  }

  async function openNew(folder: string, making: Promise<Result<StoredConnection>>): Promise<void> {
    const answer = await making;
    if (!answer.ok) return problem(() => t('The connection was not made'), answer.error);
    unfold(folder);
    tabs.openConnection(answer.value);
    await nextTick();
    startRename(connectionId(answer.value.connection.id));
  }

  /** Sends connections to another workspace, and says what did not go along. */
  async function send(ids: readonly string[], what: string, to: string, moves: boolean): Promise<void> {
    if (ids.length === 0)
      return void toasts.show({ tone: 'warn', title: () => t('{name} has no connections', { name: what }) });
    const answer = await workspaces.transfer(ids, to, moves);
    if (!answer.ok)
      return problem(() => (moves ? t('It was not moved') : t('It was not copied')), answer.error);
    const { report, undo } = answer.value;
    const notes = (): string[] =>
      [
        report.secrets.length > 0
          ? t('Values of secrets stayed here: {names}.', { names: report.secrets.join(', ') })
          : '',
        report.missing.length > 0
          ? t('There, nothing is called {names}.', {
              names: report.missing.map((name) => `{{${name}}}`).join(', '),
            })
          : '',
      ].filter((note) => note !== '');
    const noted = notes().length > 0;
    toasts.show({
      tone: noted ? 'warn' : 'ok',
      title: () =>
        moves
          ? t('Moved {name} to {workspace}', { name: what, workspace: report.name })
          : t('Copied {name} to {workspace}', { name: what, workspace: report.name }),
      text: noted ? () => notes().join(' ') : undefined,
      timeoutMs: noted ? 0 : undefined,
      action: { label: () => t('Undo'), run: () => void say(() => t('It could not be taken back'), undo()) },
    });
  }

  function run(command: string, node: SidebarNode): void {
    if (command === 'delete') return remove(node.id);
    if (command === 'rename') return startRename(node.id);
    const where = /^(copy|move)-to (.+)$/su.exec(command);
    if (where?.[2] !== undefined) {
      const ids = node.kind === 'folder' ? catalog.idsWithin(node.path) : [node.connection.id];
      return void send(ids, node.label, where[2], where[1] === 'move');
    }
    if (command === 'about') {
      docs.subject =
        node.kind === 'folder'
          ? { kind: 'folder', path: node.path }
          : { kind: 'connection', id: node.connection.id };
      return;
    }
    if (node.kind === 'folder') {
      if (command.startsWith('from ')) return void addFrom(Number(command.slice('from '.length)), node.path);
      void (command === 'folder' ? addFolder(node.path) : addConnection(node.path));
      return;
    }
    const { id } = node.connection;
    if (command === 'template') {
      return void say(
        () => t('It was not changed'),
        catalog.setTemplate(id, node.connection.template !== true),
      );
    }
    if (command === 'duplicate') return void say(() => t('It was not duplicated'), catalog.duplicate(id));
    if (command.startsWith('move ')) {
      const target = command.slice('move '.length);
      return void say(() => t('It was not moved'), catalog.move(id, target, catalog.inFolder(target).length));
    }
    open(node);
    if (command === 'code') {
      const { name, config } = node.connection;
      layers.code = { name, config, message: null };
    }
    if (command === 'start' && tabs.active !== null) void connections.start(tabs.active);
  }

  return { find, open, rename, move, remove, run, addFolder, addFrom };
}
