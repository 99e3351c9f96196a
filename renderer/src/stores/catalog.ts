import { defineStore } from 'pinia';
import { ok } from '../../../contract/index.js';
import type { Failure, Result, SavedConnection, StoredConnection } from '../../../contract/index.js';
import { newId } from './tab.js';
import { useWorkspaceStore } from './workspace.js';

/** Folder `a/b` is in `a`; `a` is at the top, which is ''. */
export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
export const lastName = (path: string): string => path.split('/').at(-1) ?? '';
export const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** A sort key for place `index` among siblings already in order: between its neighbours, so one file is written. */
export function orderAt(siblings: readonly SavedConnection[], index: number): number {
  const before = siblings[index - 1]?.order;
  const after = siblings[index]?.order;
  if (before === undefined) return after === undefined ? 1 : after - 1;
  return after === undefined ? before + 1 : (before + after) / 2;
}

/** Every folder, those that only a connection names included, parents before children. */
export function allFolders(
  folders: readonly string[],
  connections: readonly { readonly folder: string }[],
): string[] {
  const found = new Set<string>();
  for (const path of [...folders, ...connections.map((one) => one.folder)]) {
    const parts = path.split('/').filter((part) => part !== '');
    parts.forEach((_, i) => found.add(parts.slice(0, i + 1).join('/')));
  }
  return [...found];
}

/** What a person does to saved connections and folders as a whole. Each answers the first failure. */
export const useCatalogStore = defineStore('catalog', () => {
  const workspace = useWorkspaceStore();

  const connections = (): readonly SavedConnection[] =>
    (workspace.info?.connections ?? []).map((stored) => stored.connection);
  const folders = (): string[] => allFolders(workspace.info?.folders ?? [], connections());

  function inFolder(folder: string): SavedConnection[] {
    return connections()
      .filter((one) => one.folder === folder)
      .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
  }

  async function rename(id: string, name: string): Promise<Result<unknown>> {
    const stored = workspace.byId.get(id);
    if (stored === undefined || name.trim() === '' || name === stored.connection.name) return ok();
    return workspace.save({ ...stored.connection, name: name.trim() });
  }

  async function move(id: string, folder: string, index: number): Promise<Result<unknown>> {
    const stored = workspace.byId.get(id);
    if (stored === undefined) return ok();
    const siblings = inFolder(folder).filter((one) => one.id !== id);
    return workspace.save({ ...stored.connection, folder, order: orderAt(siblings, index) });
  }

  async function duplicate(id: string): Promise<Result<StoredConnection> | null> {
    const original = workspace.byId.get(id)?.connection;
    if (original === undefined) return null;
    const siblings = inFolder(original.folder);
    const place = siblings.findIndex((one) => one.id === id) + 1;
    // Stored connections are plain JSON.
    const copy = JSON.parse(JSON.stringify(original)) as SavedConnection;
    return workspace.save({
      ...copy,
      id: newId(),
      name: `${original.name} copy`.slice(0, 200),
      order: orderAt(siblings, place),
    });
  }

  /** Saves an empty connection, to be filled in its tab. */
  async function addConnection(folder: string): Promise<Result<StoredConnection>> {
    return workspace.save({
      id: newId(),
      name: 'New connection',
      folder,
      order: workspace.lastOrder(folder),
      config: { protocol: 'ws', role: 'client', address: '', options: {} },
      messages: [],
    });
  }

  /** Makes a folder with a name nobody has yet; answers its path. */
  async function addFolder(parent: string): Promise<Result<string>> {
    const taken = new Set(folders());
    let path = joined(parent, 'New folder');
    for (let n = 2; taken.has(path); n++) path = joined(parent, `New folder ${n}`);
    const answer = await workspace.setFolders([...folders(), path]);
    return answer.ok ? ok(path) : answer;
  }

  /** Moves a folder with all that is in it to another path. */
  async function relocate(from: string, to: string): Promise<Result<unknown>> {
    if (from === to || to === '' || isWithin(to, from)) return ok();
    const at = (path: string): string => (isWithin(path, from) ? to + path.slice(from.length) : path);
    const list = [...new Set(folders().map(at))];
    for (const one of connections().filter((other) => isWithin(other.folder, from))) {
      const answer = await workspace.save({ ...one, folder: at(one.folder) });
      if (!answer.ok) return answer;
    }
    return workspace.setFolders(list);
  }

  function renameFolder(path: string, name: string): Promise<Result<unknown>> {
    // A slash in a name would make two folders of it.
    return relocate(path, joined(parentOf(path), name.trim().replaceAll('/', '-')));
  }

  /** Puts a folder at a place among the folders of `parent`. */
  async function moveFolder(path: string, parent: string, index: number): Promise<Result<unknown>> {
    const to = joined(parent, lastName(path));
    const relocated = await relocate(path, to);
    if (!relocated.ok) return relocated;
    const list = folders();
    const own = list.filter((one) => isWithin(one, to));
    const others = list.filter((one) => !isWithin(one, to));
    const siblings = others.filter((one) => parentOf(one) === parent);
    const next = siblings[index];
    const place = next === undefined ? others.length : others.indexOf(next);
    return workspace.setFolders([...others.slice(0, place), ...own, ...others.slice(place)]);
  }

  /** Removes a folder and the connections in it; `undo` puts everything back. */
  async function removeFolder(
    path: string,
  ): Promise<Result<{ readonly connections: number; readonly undo: () => Promise<Failure | null> }>> {
    const before = folders();
    const ids = connections()
      .filter((one) => isWithin(one.folder, path))
      .map((one) => one.id);
    const removed: string[] = [];
    const undo = async (): Promise<Failure | null> => {
      for (const id of removed) {
        const answer = await workspace.restore(id);
        if (!answer.ok) return answer.error;
      }
      const answer = await workspace.setFolders(before);
      return answer.ok ? null : answer.error;
    };
    for (const id of ids) {
      const answer = await workspace.remove(id);
      if (!answer.ok) {
        await undo();
        return answer;
      }
      removed.push(id);
    }
    const answer = await workspace.setFolders(before.filter((one) => !isWithin(one, path)));
    return answer.ok ? ok({ connections: removed.length, undo }) : answer;
  }

  return {
    folders,
    inFolder,
    rename,
    move,
    duplicate,
    addConnection,
    addFolder,
    renameFolder,
    moveFolder,
    removeFolder,
  };
});
