import type { WorkspaceInfo } from '../../contract/index.js';
import { splitSecrets } from '../config-secrets.js';
import { withAbove } from './import/folder-list.js';
import { fileKind, fileVersion } from './import/wirebench.js';

/** Folders in their order with what is written about them: all of them, or those alone that something is in. */
function foldersOf({ folders, folderDocs }: WorkspaceInfo, used: readonly string[], all: boolean): object[] {
  const docs = new Map(folderDocs.map(({ path, description }) => [path, description]));
  const held = new Set(used.flatMap(withAbove));
  return [...new Set([...folders, ...used].flatMap(withAbove))]
    .filter((path) => path !== '' && (all || held.has(path)))
    .map((path) => {
      const description = docs.get(path) ?? '';
      return description === '' ? { path } : { path, description };
    });
}

/**
 * Connections with their messages, environments and variables as one file that `wirebench.ts` reads back.
 * Values of secrets and passphrases are not in it. `connections` null is all of the workspace.
 */
export function workspaceFile(workspace: WorkspaceInfo, connections: readonly string[] | null): Uint8Array {
  const wanted = connections === null ? null : new Set(connections);
  const chosen = workspace.connections
    .map((one) => one.connection)
    .filter((one) => wanted === null || wanted.has(one.id))
    .sort((a, b) => a.folder.localeCompare(b.folder) || a.order - b.order)
    .map((one) => ({ ...one, config: { ...one.config, options: splitSecrets(one.config.options).options } }));
  const all = {
    kind: fileKind,
    version: fileVersion,
    name: workspace.name,
    ...(connections === null && workspace.description !== '' ? { description: workspace.description } : {}),
    folders: foldersOf(
      workspace,
      chosen.map((one) => one.folder),
      connections === null,
    ),
    connections: chosen,
    ...(connections === null
      ? {
          environments: workspace.environments.map(({ environment }) => environment),
          variables: workspace.variables.variables,
        }
      : {}),
  };
  return new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`);
}
