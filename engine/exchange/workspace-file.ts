import type { WorkspaceInfo } from '../../contract/index.js';
import { fileKind, fileVersion } from './import/wirebench.js';

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
    .map((one) => {
      const { tls, ...options } = one.config.options;
      const { passphrase: _, ...open } = tls ?? {};
      const kept = Object.keys(open).length === 0 ? options : { ...options, tls: open };
      return { ...one, config: { ...one.config, options: kept } };
    });
  const all = {
    kind: fileKind,
    version: fileVersion,
    name: workspace.name,
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
