import type { SavedConnection } from '../../../contract/index.js';
import { allFolders, lastName, parentOf } from '../stores/catalog.js';
import { kindTitle } from '../stores/words.js';
import type { TreeNode } from '../ui/index.js';

export interface FolderNode extends TreeNode {
  readonly kind: 'folder';
  readonly path: string;
  readonly children: readonly SidebarNode[];
}

export interface ConnectionNode extends TreeNode {
  readonly kind: 'connection';
  readonly connection: SavedConnection;
}

export type SidebarNode = FolderNode | ConnectionNode;

export const folderId = (path: string): string => `folder:${path}`;
export const connectionId = (id: string): string => `connection:${id}`;

/** True where every typed word is in the name, the address, the folder or the kind. */
export function matchesWords(words: string, texts: readonly string[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/**
 * Folders first, in the workspace's order, then connections in theirs. A filter leaves the matching
 * connections and the folders on the way to them.
 */
export function connectionTree(
  folders: readonly string[],
  connections: readonly SavedConnection[],
  filter: string,
): SidebarNode[] {
  const words = filter.trim();
  const shown = connections
    .filter(
      (one) =>
        words === '' ||
        matchesWords(words, [
          one.name,
          one.config.address,
          one.folder,
          kindTitle(one.config.protocol, one.config.role),
        ]),
    )
    .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
  const paths = allFolders(words === '' ? folders : orderedLike(folders, shown), shown);

  const inside = (parent: string): SidebarNode[] => [
    ...paths
      .filter((path) => parentOf(path) === parent)
      .map((path): FolderNode => ({
        kind: 'folder',
        id: folderId(path),
        label: lastName(path),
        path,
        children: inside(path),
      })),
    ...shown
      .filter((one) => one.folder === parent)
      .map((connection): ConnectionNode => ({
        kind: 'connection',
        id: connectionId(connection.id),
        label: connection.name,
        connection,
      })),
  ];
  return inside('');
}

/** The folders that still hold something shown, in the workspace's order. */
function orderedLike(folders: readonly string[], shown: readonly SavedConnection[]): string[] {
  return folders.filter((path) =>
    shown.some((one) => one.folder === path || one.folder.startsWith(`${path}/`)),
  );
}

export function countConnections(nodes: readonly SidebarNode[]): number {
  return nodes.reduce((sum, node) => sum + (node.kind === 'folder' ? countConnections(node.children) : 1), 0);
}
