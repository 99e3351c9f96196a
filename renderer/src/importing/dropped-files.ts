import { importLimits } from '../../../contract/index.js';
import type { ImportInput } from '../stores/importing.js';

/** Folders that belong to tools and not to what somebody wants to move. */
const skipped = new Set(['.git', 'node_modules', '__MACOSX']);

/** The files of a file picker; of a folder that was picked, with their paths in it. */
export function pickedFiles(files: FileList | readonly File[] | null | undefined): ImportInput[] {
  return [...(files ?? [])]
    .map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }))
    .filter(({ path }) => !path.split('/').some((step) => skipped.has(step)));
}

/** Whether files are dragged, and not text or a row of ours. */
export function holdsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') === true;
}

/** What was dropped, to be taken while the event lasts: the list of its items is empty afterwards. */
export type Dropped = readonly { readonly entry: FileSystemEntry | null; readonly file: File | null }[];

export function droppedItems(transfer: DataTransfer): Dropped {
  return [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
}

/** The files that were dropped, with those in dropped folders; one more than an import takes is where it stops. */
export async function droppedFiles(dropped: Dropped): Promise<ImportInput[]> {
  const found: ImportInput[] = [];
  for (const { entry, file } of dropped) {
    if (entry !== null) await walk(entry, '', found);
    else if (file !== null) found.push({ path: file.name, file });
  }
  return found;
}

/** Whether they are the folders of workspaces and nothing else, as the host judges it (engine/workspace/elsewhere.ts). */
export async function areWorkspaces(dropped: Dropped): Promise<boolean> {
  const each = await Promise.all(dropped.map(({ entry }) => isWorkspace(entry)));
  return each.length > 0 && each.every(Boolean);
}

async function isWorkspace(entry: FileSystemEntry | null): Promise<boolean> {
  if (entry === null || !isDirectory(entry)) return false;
  const holds = (find: (done: () => void, missing: () => void) => void): Promise<boolean> =>
    new Promise((resolve) =>
      find(
        () => resolve(true),
        () => resolve(false),
      ),
    );
  return (
    (await holds((done, missing) => entry.getFile('workspace.json', {}, done, missing))) &&
    (await holds((done, missing) => entry.getDirectory('connections', {}, done, missing)))
  );
}

async function walk(entry: FileSystemEntry, parent: string, found: ImportInput[]): Promise<void> {
  if (found.length > importLimits.files || skipped.has(entry.name)) return;
  const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
    if (file !== null) found.push({ path, file });
    return;
  }
  if (!isDirectory(entry)) return;
  const reader = entry.createReader();
  // It answers some at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0) return;
    for (const one of some) await walk(one, path, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
