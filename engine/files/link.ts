import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Whether a path leads out of a directory, links followed. A workspace may come from a stranger's repository: where
 * its links lead outside, nothing is read or written there. False where nothing is there.
 */
export async function leadsOut(directory: string, path: string): Promise<boolean> {
  try {
    const way = relative(await realpath(directory), await realpath(path));
    return isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`);
  } catch {
    return isLink(path);
  }
}

/** Whether a link stands at a path, wherever it leads, and if only to nowhere. */
export async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}
