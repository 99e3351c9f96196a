import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fail, ok } from '../contract/index.js';
import type { Failure, Result } from '../contract/index.js';
import { isLink } from './files/link.js';
import { errnoOf } from './files/disk-failure.js';
import { inParallel } from './in-parallel.js';

/** Name of the directory inside a workspace that belongs to this person and machine, and to no repository. */
const localDirectory = '.local';

/**
 * Where tabs, sessions, secrets and certificates are kept: `asked` if given, else `.local` in the
 * workspace, else, where that cannot be written, a directory of this person's. Made if need be.
 */
export async function findStateDirectory(
  workspace: string,
  asked: string | undefined,
): Promise<Result<{ readonly directory: string; readonly problem: Failure | null }>> {
  const first = asked === undefined ? join(workspace, localDirectory) : resolve(asked);
  // A repository may bring a link along; recordings and secrets stay where they were said to be.
  const refused = (asked === undefined ? await strangeIn(first) : null) ?? (await makeWritable(first));
  if (refused === null) {
    if (asked === undefined) await keepOutOfRepositories(first);
    return ok({ directory: first, problem: null });
  }
  if (asked !== undefined) {
    return fail(
      'state.write',
      `Nothing can be kept in ${first}: ${refused}. Choose a directory that can be written`,
    );
  }
  const own = ownDirectory(workspace);
  const refusedToo = await makeWritable(own);
  if (refusedToo !== null) {
    return fail('state.write', `Nothing can be kept in ${first} (${refused}) nor in ${own} (${refusedToo})`);
  }
  const message = `${first} cannot be written (${refused}): sessions and tabs of this workspace are kept in ${own}`;
  return ok({ directory: own, problem: { code: 'state.elsewhere', message, detail: { directory: own } } });
}

/** Where the state of a workspace may be that is not open here. */
export function stateDirectoriesOf(workspace: string): readonly string[] {
  return [join(workspace, localDirectory), ownDirectory(workspace)];
}

/** A directory of this person's for a workspace, one a path. */
export function ownDirectory(workspace: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash('sha256').update(resolve(workspace)).digest('hex').slice(0, 16);
  return join(dataDirectory(platform), 'wirebench', 'workspaces', name);
}

function dataDirectory(platform: NodeJS.Platform): string {
  const { LOCALAPPDATA, XDG_STATE_HOME } = process.env;
  if (platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return XDG_STATE_HOME !== undefined && XDG_STATE_HOME !== ''
    ? XDG_STATE_HOME
    : join(homedir(), '.local', 'state');
}

/** Null, or why nothing can be written there: asked by writing, since permissions tell only half of it. */
async function makeWritable(directory: string): Promise<string | null> {
  const probe = join(directory, `.probe-${process.pid}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(probe, '');
    await rm(probe);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be written';
  }
}

/** Folders looked into at a time. */
const looksAtOnce = 32;

/**
 * Null, or what in a directory, however deep, is a link that would take what is kept there elsewhere, or a pipe or device
 * that would be waited for. Nothing that we wrote is either.
 */
async function strangeIn(directory: string): Promise<string | null> {
  if (await isLink(directory)) return 'it is a link';
  for (let folders = [directory]; folders.length > 0;) {
    const found: string[] = [];
    for (const entries of await inParallel(folders, looksAtOnce, entriesOf)) {
      if (typeof entries === 'string') return entries;
      for (const entry of entries) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isDirectory()) found.push(path);
        else if (entry.isSymbolicLink()) return `${relative(directory, path)} in it is a link`;
        else if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice())
          return `${relative(directory, path)} in it is a pipe or a device`;
      }
    }
    folders = found;
  }
  return null;
}

/** None where it has gone meanwhile; why it cannot be looked into where that is so. */
async function entriesOf(folder: string): Promise<readonly Dirent[] | string> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const errno = errnoOf(error);
    // A file in the place of the directory is for the attempt to write there to explain.
    return errno === 'ENOENT' || errno === 'ENOTDIR'
      ? []
      : `${folder} cannot be looked into (${errno ?? String(error)})`;
  }
}

async function keepOutOfRepositories(directory: string): Promise<void> {
  // Refused where the file is there already, which is as good.
  await writeFile(join(directory, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
}
