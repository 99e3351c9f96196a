import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedConnection, WorkspaceProblem } from '../../contract/index.js';
import { type Result, ok } from '../../contract/result.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { readWhole, revisionOf, writeWhole } from '../files/whole-file.js';
import { problemAt } from './json-file.js';
import { leadsOut } from '../files/link.js';
import { inParallel } from '../in-parallel.js';
import { type Manifest, parseConnection, parseManifest } from './parse.js';

export const manifestFile = 'workspace.json';
export const connectionsFolder = 'connections';
export const environmentsFolder = 'environments';
/** What is said of a folder that is a link to a place outside the workspace. */
export const folderLeadsOut = 'is a link that leads out of the workspace: nothing is read or written there';
/** A file larger than this is refused: saved messages are typed, not dumped. */
const maxFileBytes = 32 * 1024 * 1024;

export interface ConnectionFile {
  /** Within the connections folder. */
  readonly file: string;
  readonly revision: string;
  readonly connection: SavedConnection;
}

export interface Contents {
  /** Null where `workspace.json` is missing or broken. */
  readonly manifest: Manifest | null;
  /** A later Wirebench wrote `workspace.json`: what it makes of the rest is not known here. */
  readonly later: boolean;
  readonly connections: readonly ConnectionFile[];
  readonly problems: readonly WorkspaceProblem[];
}

/** What a look at the directory found, so that the next one reads only files that are others by then. */
export type KnownFiles = Map<string, { readonly stamp: string; readonly read: ConnectionRead }>;

type ConnectionRead = { readonly file: ConnectionFile } | { readonly problem: WorkspaceProblem };

/** Enough to keep the disk busy, few enough for every limit on open files. */
const readsAtOnce = 32;

/**
 * Reads everything a workspace's directory holds; what cannot be read becomes a problem, the rest loads.
 * `known` is of the look before and is brought up to date.
 */
export async function readContents(directory: string, known: KnownFiles = new Map()): Promise<Contents> {
  const problems: WorkspaceProblem[] = [];
  const { manifest, later } = await readManifest(directory, problems);
  const files = await connectionFiles(directory, problems);
  const reads = await inParallel(files, readsAtOnce, (file) => readKnown(directory, file, known));
  const there = new Set(files);
  for (const file of known.keys()) if (!there.has(file)) known.delete(file);
  const connections: ConnectionFile[] = [];
  const byId = new Map<string, string>();
  for (const read of reads) {
    if (read === null) continue;
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    const { file, connection } = read.file;
    const twin = byId.get(connection.id);
    if (twin !== undefined) {
      const message = `has the id "${connection.id}" of ${connectionsFolder}/${twin} too: give one of them another`;
      problems.push(await atId(directory, file, message));
      continue;
    }
    byId.set(connection.id, file);
    connections.push(read.file);
  }
  return { manifest, later, connections, problems };
}

/** As it was the last time, where the system says that nobody has touched it since. */
async function readKnown(directory: string, file: string, known: KnownFiles): Promise<ConnectionRead | null> {
  const path = join(directory, connectionsFolder, file);
  const stamp = await stampOf(path);
  const before = known.get(file);
  if (stamp !== null && before?.stamp === stamp) return before.read;
  const read = await readOneConnection(directory, file);
  // A file that is written while it is read is another one by the next look: its stamp was taken before.
  if (read === null || stamp === null) known.delete(file);
  else known.set(file, { stamp, read });
  return read;
}

/** Changes whenever the file does: times of nanoseconds, its size and which file it is. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    // A clock that ticks coarsely gives two writes one time: what has just been written is read again.
    const age = BigInt(Date.now()) * 1_000_000n - ctimeNs;
    return age < settledNs ? null : `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return null;
  }
}

/** Longer than the tick of any file system's clock (FAT: 2 s). */
const settledNs = 2_500_000_000n;

/** Reads one connection file as it is now; null where it is gone or broken (then a problem says so). */
export async function readConnection(
  directory: string,
  file: string,
  problems: WorkspaceProblem[],
): Promise<ConnectionFile | null> {
  const read = await readOneConnection(directory, file);
  if (read === null) return null;
  if ('file' in read) return read.file;
  problems.push(read.problem);
  return null;
}

/** Null where it is gone. */
async function readOneConnection(directory: string, file: string): Promise<ConnectionRead | null> {
  const shown = `${connectionsFolder}/${file}`;
  const path = join(directory, connectionsFolder, file);
  try {
    const bytes = await readWhole(path, maxFileBytes, directory);
    if (typeof bytes === 'string') return { problem: at(shown, bytes) };
    const parsed = parseConnection(shown, bytes.toString('utf8'));
    return 'problem' in parsed
      ? parsed
      : { file: { file, revision: revisionOf(bytes), connection: parsed.value } };
  } catch (error) {
    return errnoOf(error) === 'ENOENT'
      ? null
      : { problem: at(shown, diskFailure('read', path, error).message) };
  }
}

/** A problem of the line where a connection has its id. */
async function atId(directory: string, file: string, message: string): Promise<WorkspaceProblem> {
  const shown = `${connectionsFolder}/${file}`;
  try {
    const bytes = await readWhole(join(directory, connectionsFolder, file), maxFileBytes, directory);
    return typeof bytes === 'string'
      ? at(shown, message)
      : problemAt(shown, bytes.toString('utf8'), ['id'], message).problem;
  } catch {
    return at(shown, message);
  }
}

/** Why nothing can be written here, found out by writing; null where it can. */
export async function writeRefusal(directory: string): Promise<string | null> {
  for (const folder of [connectionsFolder, environmentsFolder]) {
    if (await leadsOut(directory, join(directory, folder))) {
      return `${join(directory, folder)} ${folderLeadsOut}.`;
    }
  }
  try {
    await mkdir(join(directory, connectionsFolder), { recursive: true });
    // A directory marked read-only is meant so, even for a user whom the system would let through.
    if (((await stat(directory)).mode & 0o222) === 0 && process.platform !== 'win32') {
      return `${directory} is marked read-only.`;
    }
  } catch (error) {
    return diskFailure('create', join(directory, connectionsFolder), error).message;
  }
  const probe = join(directory, '.write-probe');
  const written = await writeWhole(probe, '');
  if (!written.ok) return written.error.message;
  await rm(probe, { force: true });
  return null;
}

/** Names of devices on Windows, whatever the extension: no file there can have one. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Chooses file names, the wanted one where it is free, that tell a reviewer what is inside and that nobody else has; each is taken once it
 * is given. The folder is made where it is missing: git removes one whose last file went with a branch.
 */
export async function fileNames(
  directory: string,
): Promise<Result<(connection: Pick<SavedConnection, 'name'>, wanted?: string) => string>> {
  try {
    await mkdir(join(directory, connectionsFolder), { recursive: true });
    const files = await readdir(join(directory, connectionsFolder));
    const taken = new Set(files.map((file) => file.toLowerCase()));
    return ok((connection, wanted) => freeName(connection, taken, wanted));
  } catch (error) {
    return { ok: false, error: diskFailure('read', join(directory, connectionsFolder), error) };
  }
}

function freeName(
  { name }: Pick<SavedConnection, 'name'>,
  taken: Set<string>,
  wanted: string | undefined,
): string {
  if (wanted !== undefined && !taken.has(wanted.toLowerCase())) {
    taken.add(wanted.toLowerCase());
    return wanted;
  }
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40);
  const stem = words === '' ? 'connection' : deviceName.test(words) ? `${words}-connection` : words;
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${stem}.json` : `${stem}-${number}.json`;
    if (taken.has(file)) continue;
    taken.add(file);
    return file;
  }
}

async function readManifest(
  directory: string,
  problems: WorkspaceProblem[],
): Promise<Pick<Contents, 'manifest' | 'later'>> {
  const path = join(directory, manifestFile);
  const none = { manifest: null, later: false };
  try {
    const bytes = await readWhole(path, maxFileBytes, directory);
    if (typeof bytes === 'string') {
      problems.push(at(manifestFile, bytes));
      return none;
    }
    const parsed = parseManifest(manifestFile, bytes.toString('utf8'));
    if ('value' in parsed) return { manifest: parsed.value, later: false };
    problems.push(parsed.problem);
    return { manifest: null, later: parsed.later === true };
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT')
      problems.push(at(manifestFile, diskFailure('read', path, error).message));
  }
  return none;
}

async function connectionFiles(directory: string, problems: WorkspaceProblem[]): Promise<string[]> {
  if (await leadsOut(directory, join(directory, connectionsFolder))) {
    problems.push(at(connectionsFolder, folderLeadsOut));
    return [];
  }
  try {
    const files = await readdir(join(directory, connectionsFolder));
    return files.filter((file) => file.endsWith('.json') && !file.startsWith('.')).sort();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      problems.push(
        at(connectionsFolder, diskFailure('read', join(directory, connectionsFolder), error).message),
      );
    }
    return [];
  }
}

function at(file: string, message: string): WorkspaceProblem {
  return { file, line: null, column: null, message };
}

/** Another one where a file is, or what is wrong with one. */
export function fingerprint(contents: Contents): string {
  return JSON.stringify([
    contents.manifest,
    contents.connections.map((one) => [one.file, one.revision]).sort(),
    contents.problems,
  ]);
}
