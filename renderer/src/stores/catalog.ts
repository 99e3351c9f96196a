import { defineStore } from 'pinia';
import { ok } from '../../../contract/index.js';
import type { Failure, Result, SavedConnection, StoredConnection } from '../../../contract/index.js';
import { newId } from './tab.js';
import { builtInTemplates } from './templates.js';
import type { ConnectionTemplate } from './templates.js';
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

/** A deep copy: saved connections are plain JSON, and what comes out of it has the shape that went in. */
const copyOf = <T extends object>(original: T): T => JSON.parse(JSON.stringify(original)) as T;

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

  /** The connections in a folder and in those within it. */
  const idsWithin = (path: string): string[] =>
    connections()
      .filter((one) => isWithin(one.folder, path))
      .map((one) => one.id);

  async function rename(id: string, name: string): Promise<Result<unknown>> {
    const stored = workspace.byId.get(id);
    if (stored === undefined || name.trim() === '' || name === stored.connection.name) return ok();
    return workspace.change(id, (of) => ({ ...of, name: name.trim() }));
  }

  async function move(id: string, folder: string, index: number): Promise<Result<unknown>> {
    if (!workspace.byId.has(id)) return ok();
    return workspace.change(id, (of) => {
      const siblings = inFolder(folder).filter((one) => one.id !== id);
      return { ...of, folder, order: orderAt(siblings, index) };
    });
  }

  async function duplicate(id: string): Promise<Result<StoredConnection> | null> {
    const original = workspace.byId.get(id)?.connection;
    if (original === undefined) return null;
    const siblings = inFolder(original.folder);
    const place = siblings.findIndex((one) => one.id === id) + 1;
    const { template: _template, ...copy } = copyOf(original);
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
    return workspace.relocate(from, to, [...new Set(folders().map(at))]);
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

  /** Removes a folder and what is in it, as one change; `undo` puts everything back. */
  async function removeFolder(
    path: string,
  ): Promise<Result<{ readonly connections: number; readonly undo: () => Promise<Failure | null> }>> {
    const answer = await workspace.takeOut({
      connections: idsWithin(path),
      folders: (workspace.info?.folders ?? []).filter((one) => isWithin(one, path)),
    });
    if (!answer.ok) return answer;
    const undo = async (): Promise<Failure | null> => {
      const back = await answer.value.undo();
      return back.ok ? null : back.error;
    };
    return ok({ connections: answer.value.taken.connections.length, undo });
  }

  /** Connections that new ones are made from, this workspace's own before those everybody has. */
  const templates = (): readonly ConnectionTemplate[] => [
    ...connections()
      .filter((one) => one.template === true)
      .sort((a, b) => a.name.localeCompare(b.name)),
    ...builtInTemplates,
  ];

  /** Saves a new connection as a template has it, under a name nobody in the folder has. */
  async function addFrom(template: ConnectionTemplate, folder: string): Promise<Result<StoredConnection>> {
    const taken = new Set(inFolder(folder).map((one) => one.name));
    let { name } = template;
    for (let n = 2; taken.has(name); n++) name = `${template.name.slice(0, 190)} ${n}`;
    const { template: _template, ...copy } = copyOf({ template: true, ...template });
    return workspace.save({ ...copy, id: newId(), name, folder, order: workspace.lastOrder(folder) });
  }

  /** Makes a connection one that new ones are made from, or an ordinary one again. */
  async function setTemplate(id: string, isTemplate: boolean): Promise<Result<unknown>> {
    if (!workspace.byId.has(id)) return ok();
    return workspace.change(id, ({ template: _template, ...rest }) =>
      isTemplate ? { ...rest, template: true } : rest,
    );
  }

  return {
    folders,
    inFolder,
    idsWithin,
    rename,
    move,
    duplicate,
    addConnection,
    addFolder,
    renameFolder,
    moveFolder,
    removeFolder,
    templates,
    addFrom,
    setTemplate,
  };
});
