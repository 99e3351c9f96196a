import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Result, ok } from '../../contract/result.js';
import { readBounded } from './bounded-file.js';
import { diskFailure } from './disk-failure.js';
import { isLink, leadsOut } from './link.js';

/** Names the content of a file, so that a save can tell whether it still is what it was edited from. */
export function revisionOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/**
 * Reads a file of a workspace, which may come from a stranger's repository: a link in it can name a
 * device or a pipe, and reading those never ends, or a file that is none of its business: not one outside
 * `within` is read. Answers the bytes, or why it was not read; throws as `node:fs` does.
 */
export async function readWhole(path: string, mostBytes: number, within?: string): Promise<Buffer | string> {
  const kind = await stat(path);
  if (!kind.isFile()) return `is ${kind.isDirectory() ? 'a directory' : 'no regular file'} and was not read`;
  if (within !== undefined && (await isLink(path)) && (await leadsOut(within, path))) {
    return 'is a link that leads out of the workspace and was not read';
  }
  return (await readBounded(path, mostBytes)) ?? `is larger than ${mostBytes} bytes and was not read`;
}

/**
 * Replaces a file as one step: a reader, a crash or a power cut finds the old content or the new,
 * never half of either. `mode` applies to the new file.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<Result<void>> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncDirectory(dirname(path));
    return ok();
  } catch (error) {
    // What is left behind is only the copy that never took its place.
    await rm(beside, { force: true }).catch(() => undefined);
    return { ok: false, error: diskFailure('write', path, error) };
  }
}

/** Copies a file to a place of its own: what stands there is replaced, and a link there is not written through. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  await copyFile(from, to, constants.COPYFILE_EXCL);
}

/** Makes a rename last through a power cut; systems that cannot sync a directory (Windows) need not. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch {
    // Not every system or file system offers it, and the content itself is synced already.
  }
}
