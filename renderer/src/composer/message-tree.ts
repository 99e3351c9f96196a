import type { SavedMessage } from '../../../contract/index.js';
import { lastName, parentOf } from '../stores/catalog.js';
import { folderOf, foldersOf, type MessageShelf } from '../stores/message-shelf.js';
import type { TreeNode } from '../ui/index.js';

export interface MessageFolderNode extends TreeNode {
  readonly kind: 'folder';
  readonly path: string;
  readonly children: readonly MessageTreeNode[];
}

export interface MessageNode extends TreeNode {
  readonly kind: 'message';
  readonly message: SavedMessage;
}

export type MessageTreeNode = MessageFolderNode | MessageNode;

export const messageFolderId = (path: string): string => `folder:${path}`;
export const messageNodeId = (id: string): string => `message:${id}`;

/** True where every typed word is in the name, the folder, the description or the text of a message. */
function matches(message: SavedMessage, words: readonly string[]): boolean {
  const { name, description = '', body } = message;
  const text = `${name}\n${folderOf(message)}\n${description}\n${body}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Folders first, then messages, each in order. A filter leaves what matches and the folders on the way to it. */
export function messageTree(shelf: MessageShelf, filter: string): MessageTreeNode[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = words.length === 0 ? shelf.messages : shelf.messages.filter((one) => matches(one, words));
  const all = foldersOf(shelf);
  const leads = (path: string): boolean =>
    shown.some((one) => folderOf(one) === path || folderOf(one).startsWith(`${path}/`));
  const folders = words.length === 0 ? all : all.filter(leads);

  const inside = (parent: string): MessageTreeNode[] => [
    ...folders
      .filter((path) => parentOf(path) === parent)
      .map((path): MessageFolderNode => ({
        kind: 'folder',
        id: messageFolderId(path),
        label: lastName(path),
        path,
        children: inside(path),
      })),
    ...shown
      .filter((one) => folderOf(one) === parent)
      .map((message): MessageNode => ({
        kind: 'message',
        id: messageNodeId(message.id),
        label: message.name,
        title: message.description === undefined ? undefined : `${message.name}\n${message.description}`,
        message,
      })),
  ];
  return inside('');
}

/** The message of a node, or all of a folder in reading order. */
export function messagesIn(node: MessageTreeNode): SavedMessage[] {
  return node.kind === 'message' ? [node.message] : node.children.flatMap(messagesIn);
}

/** The node with an id, wherever it is. */
export function findNode(nodes: readonly MessageTreeNode[], id: string): MessageTreeNode | null {
  for (const node of nodes) {
    if (node.id === id) return node;
    const inside = node.kind === 'folder' ? findNode(node.children, id) : null;
    if (inside !== null) return inside;
  }
  return null;
}
