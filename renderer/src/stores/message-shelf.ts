import type { SavedMessage } from '../../../contract/index.js';
import { allFolders, isWithin, joined, lastName, parentOf } from './catalog.js';

/** Saved messages in their folders, as the file of a connection holds them. Every change answers a new one. */
export interface MessageShelf {
  readonly messages: readonly SavedMessage[];
  /** In order, empty ones included; those that only a message names may be missing. */
  readonly folders: readonly string[];
}

export const folderOf = (message: SavedMessage): string => message.folder ?? '';

/** Every folder, parents before children. */
export function foldersOf(shelf: MessageShelf): string[] {
  const named = shelf.messages.map((one) => ({ folder: folderOf(one) }));
  return allFolders(shelf.folders, named);
}

/** The messages as they are read on screen: folders before what stands beside them. */
export function inReadingOrder(shelf: MessageShelf): SavedMessage[] {
  const folders = foldersOf(shelf);
  const inside = (path: string): SavedMessage[] => [
    ...folders.filter((one) => parentOf(one) === path).flatMap(inside),
    ...shelf.messages.filter((one) => folderOf(one) === path),
  ];
  return inside('');
}

/** A message in a folder; at the top there is nothing to say. */
export function inFolder(message: SavedMessage, folder: string): SavedMessage {
  const { folder: _before, ...rest } = message;
  return folder === '' ? rest : { ...rest, folder };
}

/**
 * Puts a message at a place among those of a folder, counted without itself. In the file its block alone moves;
 * into an empty folder it does not even do that.
 */
export function placed(shelf: MessageShelf, id: string, folder: string, index: number): MessageShelf {
  const at = shelf.messages.findIndex((one) => one.id === id);
  const message = shelf.messages[at];
  if (message === undefined) return shelf;
  const others = shelf.messages.filter((one) => one.id !== id);
  const siblings = others.filter((one) => folderOf(one) === folder);
  const next = siblings[index];
  const last = siblings.at(-1);
  const place =
    next !== undefined ? others.indexOf(next) : last === undefined ? at : others.indexOf(last) + 1;
  return {
    ...shelf,
    messages: [...others.slice(0, place), inFolder(message, folder), ...others.slice(place)],
  };
}

/** A new folder with a name that nobody has yet. */
export function withNewFolder(
  shelf: MessageShelf,
  parent: string,
): { readonly shelf: MessageShelf; readonly path: string } {
  const folders = foldersOf(shelf);
  let path = joined(parent, 'New folder');
  for (let n = 2; folders.includes(path); n++) path = joined(parent, `New folder ${n}`);
  return { shelf: { ...shelf, folders: [...folders, path] }, path };
}

/** A folder with all that is in it at another path; where there is one already, both become one. */
export function relocated(shelf: MessageShelf, from: string, to: string): MessageShelf {
  if (from === to || to === '' || isWithin(to, from)) return shelf;
  const at = (path: string): string => (isWithin(path, from) ? to + path.slice(from.length) : path);
  return {
    messages: shelf.messages.map((one) => {
      const folder = at(folderOf(one));
      return folder === folderOf(one) ? one : inFolder(one, folder);
    }),
    folders: [...new Set(foldersOf(shelf).map(at))],
  };
}

/** A slash in a name would make two folders of it. */
export function renamedFolder(shelf: MessageShelf, path: string, name: string): MessageShelf {
  const plain = name.trim().replaceAll('/', '-');
  return plain === '' ? shelf : relocated(shelf, path, joined(parentOf(path), plain));
}

/** Puts a folder at a place among the folders of `parent`. */
export function movedFolder(shelf: MessageShelf, path: string, parent: string, index: number): MessageShelf {
  if (isWithin(parent, path)) return shelf;
  const to = joined(parent, lastName(path));
  const moved = relocated(shelf, path, to);
  const folders = foldersOf(moved);
  const own = folders.filter((one) => isWithin(one, to));
  const others = folders.filter((one) => !isWithin(one, to));
  const next = others.filter((one) => parentOf(one) === parent)[index];
  const place = next === undefined ? others.length : others.indexOf(next);
  return { ...moved, folders: [...others.slice(0, place), ...own, ...others.slice(place)] };
}

/** A folder with all that is in it, gone. */
export function withoutFolder(shelf: MessageShelf, path: string): MessageShelf {
  return {
    messages: shelf.messages.filter((one) => !isWithin(folderOf(one), path)),
    folders: foldersOf(shelf).filter((one) => !isWithin(one, path)),
  };
}

/**
 * Messages as they go into another connection, at its top and last: one, or a folder with all that is in it
 * under a name that is free there. Ids that are taken become new ones, and all of them where the messages stay.
 */
export function carried(
  from: MessageShelf,
  what: { readonly message: string } | { readonly folder: string },
  to: MessageShelf,
  newIdOf: (id: string) => string,
): MessageShelf {
  if ('message' in what) {
    const messages = from.messages.filter(({ id }) => id === what.message);
    return { messages: messages.map((one) => ({ ...inFolder(one, ''), id: newIdOf(one.id) })), folders: [] };
  }
  const { folder } = what;
  const top = freeName(lastName(folder), foldersOf(to));
  const at = (path: string): string => top + path.slice(folder.length);
  return {
    messages: from.messages
      .filter((one) => isWithin(folderOf(one), folder))
      .map((one) => ({ ...inFolder(one, at(folderOf(one))), id: newIdOf(one.id) })),
    folders: foldersOf(from)
      .filter((one) => isWithin(one, folder))
      .map(at),
  };
}

/** What `before` had and `now` has not any more, back where it was; what was changed meanwhile stays. */
export function broughtBack(now: MessageShelf, before: MessageShelf): MessageShelf {
  const messages = [...now.messages];
  for (const [index, one] of before.messages.entries()) {
    if (!messages.some(({ id }) => id === one.id)) messages.splice(index, 0, one);
  }
  const [old, present] = [foldersOf(before), foldersOf(now)];
  const complete = old.every((one) => present.includes(one));
  return { messages, folders: complete ? now.folders : [...new Set([...old, ...present])] };
}

/** A name that none of these has: with a number after it where it is taken. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let count = 2; taken.includes(free); count++) free = `${name} ${count}`;
  return free;
}
