import { visibleText } from '../../../codec/index.js';
import type { ImportItem, ImportTarget } from '../../../contract/index.js';
import type { ImportedFolder } from './model.js';

/** What of a clash is told: enough to recognise a value. */
export const shownCharacters = 60;

/** What most items of a preview do not have. */
export const blank = { parent: null, folder: '', clash: null, target: null } as const;

export interface PlannedFolder {
  /** Of the item that stands for it; null where it only holds others. */
  readonly id: string | null;
  /** Where it goes; empty is the workspace. */
  readonly path: string;
  /** What will be written about it; null where what is there stays, or there is nothing to write. */
  readonly description: string | null;
  /** What is written about it now. */
  readonly before: string;
}

/** Where a folder would come, and what is there. */
interface FolderPlace {
  readonly id: string;
  readonly path: string;
  /** What is written about it. */
  readonly before: string;
  readonly known: boolean;
  readonly clashes: ImportTarget['clashes'];
}

/** Where something of a folder of the source goes. */
export function placed(target: ImportTarget, folder: string): string {
  return [target.folder, folder]
    .filter((one) => one !== '')
    .join('/')
    .slice(0, 1_000);
}

/** A folder, and the item of what is written about it, or of itself where it is empty on purpose. */
export function planFolder(
  from: ImportedFolder,
  { id, path, before, known: there, clashes }: FolderPlace,
): { readonly planned: PlannedFolder; readonly item: ImportItem | null } {
  const { description, kept, place } = from;
  if (description === '') {
    const planned = { path, description: null, before };
    if (!kept) return { planned: { ...planned, id: null }, item: null };
    const name = path.split('/').at(-1) ?? path;
    const clash = there ? 'is there already' : null;
    const item = { ...blank, id, kind: 'folder' as const, name, folder: path, detail: '', place, clash };
    return { planned: { ...planned, id }, item };
  }
  const known = before !== '';
  const same = before === description;
  const written = !known || (clashes === 'replace' && !same);
  const yours = `“${firstLine(before).slice(0, shownCharacters)}”`;
  const clash = !known
    ? null
    : same
      ? 'is there already with these words'
      : `${written ? 'replaces yours' : 'yours stays'}: ${yours}`;
  const item = {
    ...blank,
    ...{ id, kind: 'description' as const, folder: path, clash, place },
    ...shownDescription(description),
  };
  return { planned: { id, path, description: written ? description : null, before }, item };
}

/** How a description begins, and how long it is. */
export function shownDescription(text: string): Pick<ImportItem, 'name' | 'detail'> {
  const detail = text.length === 1 ? '1 character' : `${text.length} characters`;
  return { name: firstLine(text), detail };
}

/** The first line that says something, without the marks of a heading. */
function firstLine(text: string): string {
  const line = /\S[^\r\n]*/.exec(text)?.[0] ?? '';
  return visibleText(line.replace(/^#{1,6}\s+/, '').slice(0, 200));
}
