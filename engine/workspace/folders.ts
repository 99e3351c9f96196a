import { join } from 'node:path';
import { fail, ok } from '../../contract/index.js';
import type { Failure, Result } from '../../contract/index.js';
import type { BatchPlace } from './batch.js';
import { connectionsFolder } from './directory.js';
import { inParallel } from '../in-parallel.js';
import { revisionOf, writeWhole } from '../files/whole-file.js';
import { printConnection } from './parse.js';
import type { Folder, Manifest } from './parse.js';

const writesAtOnce = 16;

/** Folders in another order, some new, some gone; those that stay keep their descriptions. */
function ordered(before: readonly Folder[], paths: readonly string[]): Folder[] {
  const known = new Map(before.map((folder) => [folder.path, folder]));
  return [...new Set(paths)].map((path) => known.get(path) ?? { path });
}

/** All folders as they shall be, made from the list `base`. */
export interface FolderOrder {
  readonly folders: readonly string[];
  readonly base?: readonly string[] | undefined;
}

/** With its folders in another order, some more and some less. */
export function rearranged(before: Manifest, { folders, base }: FolderOrder): Manifest {
  const now = before.folders.map(({ path }) => path);
  return { ...before, folders: ordered(before.folders, mergedFolders(now, folders, base)) };
}

/**
 * The folders a page asks for, from the list it had seen: what was added since it looked stays, at the end, and what
 * was taken away stays away. Without a base the list is taken as it is.
 */
export function mergedFolders(
  now: readonly string[],
  asked: readonly string[],
  base: readonly string[] | undefined,
): readonly string[] {
  if (base === undefined) return asked;
  const [known, present] = [new Set(base), new Set(now)];
  const kept = asked.filter((path) => present.has(path) || !known.has(path));
  return [...kept, ...now.filter((path) => !known.has(path) && !kept.includes(path))];
}

/** A description that is written in place of another, whatever it was where that is null; of the workspace where `folder` is null. */
export interface DescriptionChange {
  readonly folder: string | null;
  readonly before: string | null;
  readonly after: string;
}

/** With other descriptions; a failure where somebody else changed one of them since. */
export function described(before: Manifest, changes: readonly DescriptionChange[]): Manifest | Failure {
  const folders = new Map(before.folders.map((one) => [one.path, one]));
  let { description = '' } = before;
  for (const change of changes) {
    const { folder, after } = change;
    const current = folder === null ? description : (folders.get(folder)?.description ?? '');
    if (change.before !== null && change.before !== current) return changedSince(folder);
    if (folder === null) description = after;
    else folders.set(folder, after === '' ? { path: folder } : { path: folder, description: after });
  }
  return { ...before, description, folders: [...folders.values()] };
}

function changedSince(folder: string | null): Failure {
  const what = folder === null ? 'the workspace' : `the folder “${folder}”`;
  return {
    code: 'workspace.conflict',
    message: `The description of ${what} was changed since you opened it. Overwrite it, or take that version.`,
  };
}

/**
 * Moves a folder with the connections and folders in it: their files change by a line each. What was
 * written is written back where one of them fails.
 */
export async function relocate(
  place: BatchPlace,
  from: string,
  to: string,
  { folders, base }: FolderOrder,
): Promise<Result<void>> {
  const refused = place.refusal();
  if (refused !== null) return { ok: false, error: refused };
  await place.refresh();
  const manifest = place.manifest();
  if (!manifest.ok) return manifest;
  const at = (path: string): string => (isWithin(path, from) ? to + path.slice(from.length) : path);
  const moved = place.contents.connections
    .filter(({ connection }) => isWithin(connection.folder, from))
    .map((before) => {
      const connection = { ...before.connection, folder: at(before.connection.folder) };
      const text = printConnection(connection);
      return { before, text, after: { ...before, connection, revision: revisionOf(text) } };
    });
  const pathOf = (file: string): string => join(place.directory, connectionsFolder, file);
  const answers = await inParallel(moved, writesAtOnce, ({ before, text }) =>
    writeWhole(pathOf(before.file), text),
  );
  const relocated = manifest.value.folders.map((folder) => ({ ...folder, path: at(folder.path) }));
  const paths = relocated.map(({ path }) => path);
  const merged = mergedFolders(paths, folders, base?.map(at));
  const failed = answers.find((answer) => !answer.ok);
  const written =
    failed ?? (await place.writeManifest({ ...manifest.value, folders: ordered(relocated, merged) }));
  if (!written.ok) {
    await inParallel(moved, writesAtOnce, ({ before }) =>
      writeWhole(pathOf(before.file), printConnection(before.connection)),
    );
    const { message, detail, code } = written.error;
    return fail('workspace.write', message, { ...detail, cause: code });
  }
  const after = new Map(moved.map((one) => [one.before, one.after]));
  const connections = place.contents.connections.map((one) => after.get(one) ?? one);
  place.contents = { ...place.contents, connections };
  return ok();
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
