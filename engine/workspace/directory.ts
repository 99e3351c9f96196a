import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedConnection, WorkspaceProblem } from '../../contract/index.js';
import { type Result, ok } from '../../contract/result.js';
import { diskFailure, errnoOf } from '../log/disk.js';
import { readWhole, revisionOf, writeWhole } from './file.js';
import { type Manifest, parseConnection, parseManifest } from './parse.js';

export const manifestFile = 'workspace.json';
export const connectionsFolder = 'connections';
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
  readonly connections: readonly ConnectionFile[];
  readonly problems: readonly WorkspaceProblem[];
}

/** Reads everything a workspace's directory holds; what cannot be read becomes a problem, the rest loads. */
export async function readContents(directory: string): Promise<Contents> {
  const problems: WorkspaceProblem[] = [];
  const manifest = await readManifest(directory, problems);
  const connections: ConnectionFile[] = [];
  const byId = new Map<string, string>();
  for (const file of await connectionFiles(directory, problems)) {
    const read = await readConnection(directory, file, problems);
    if (read === null) continue;
    const twin = byId.get(read.connection.id);
    if (twin !== undefined) {
      problems.push(
        at(
          `${connectionsFolder}/${file}`,
          `has the id "${read.connection.id}" of ${twin} too: give one of them another`,
        ),
      );
      continue;
    }
    byId.set(read.connection.id, file);
    connections.push(read);
  }
  return { manifest, connections, problems };
}

/** Reads one connection file as it is now; null where it is gone or broken (then a problem says so). */
export async function readConnection(
  directory: string,
  file: string,
  problems: WorkspaceProblem[],
): Promise<ConnectionFile | null> {
  const shown = `${connectionsFolder}/${file}`;
  const path = join(directory, connectionsFolder, file);
  try {
    const bytes = await readWhole(path, maxFileBytes);
    if (typeof bytes === 'string') {
      problems.push(at(shown, bytes));
      return null;
    }
    const parsed = parseConnection(shown, bytes.toString('utf8'));
    if ('problem' in parsed) {
      problems.push(parsed.problem);
      return null;
    }
    return { file, revision: revisionOf(bytes), connection: parsed.value };
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') problems.push(at(shown, diskFailure('read', path, error).message));
    return null;
  }
}

/** Why nothing can be written here, found out by writing; null where it can. */
export async function writeRefusal(directory: string): Promise<string | null> {
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
 * A file name that tells a reviewer what is inside and that nobody else has. The folder is made where it
 * is missing: git removes one whose last file went with a branch.
 */
export async function fileNameFor(directory: string, connection: SavedConnection): Promise<Result<string>> {
  const words = connection.name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40);
  let taken: Set<string>;
  try {
    await mkdir(join(directory, connectionsFolder), { recursive: true });
    taken = new Set((await readdir(join(directory, connectionsFolder))).map((file) => file.toLowerCase()));
  } catch (error) {
    return { ok: false, error: diskFailure('read', join(directory, connectionsFolder), error) };
  }
  const stem = words === '' ? 'connection' : deviceName.test(words) ? `${words}-connection` : words;
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${stem}.json` : `${stem}-${number}.json`;
    if (!taken.has(file)) return ok(file);
  }
}

async function readManifest(directory: string, problems: WorkspaceProblem[]): Promise<Manifest | null> {
  const path = join(directory, manifestFile);
  try {
    const bytes = await readWhole(path, maxFileBytes);
    if (typeof bytes === 'string') {
      problems.push(at(manifestFile, bytes));
      return null;
    }
    const parsed = parseManifest(manifestFile, bytes.toString('utf8'));
    if ('value' in parsed) return parsed.value;
    problems.push(parsed.problem);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT')
      problems.push(at(manifestFile, diskFailure('read', path, error).message));
  }
  return null;
}

async function connectionFiles(directory: string, problems: WorkspaceProblem[]): Promise<string[]> {
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
