import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fail, ok } from '../contract/index.js';
import type { Result } from '../contract/index.js';

/** Which directories a page may name: it speaks for whoever holds its address, not for the whole machine. */
export interface Bounds {
  /** Where a path may be typed; none where directories are chosen otherwise. */
  readonly roots: readonly string[];
  /** The directory as it is known from then on. Fails with `workspaces.path` or `workspaces.bounds`. */
  resolve(directory: string): Promise<Result<string>>;
}

/** Directories within some others, whatever links say. */
export function withinRoots(roots: readonly string[]): Bounds {
  return {
    roots,
    async resolve(directory) {
      const path = absolute(directory);
      if (!path.ok) return path;
      const real = await realOf(path.value);
      const reals = await Promise.all(roots.map(realOf));
      if (reals.some((root) => isWithin(real, root))) return path;
      const message = `${path.value} is not within ${roots.join(' or ')}: start with --workspaces DIR to allow other places`;
      return fail('workspaces.bounds', message, { directory: path.value });
    },
  };
}

/** Directories that a person has pointed at, in a dialog of the system or on the command line. */
export class PointedAt implements Bounds {
  readonly roots: readonly string[] = [];
  readonly #known = new Set<string>();

  /** `isKnown` tells of directories pointed at in earlier runs. */
  constructor(private readonly isKnown: (directory: string) => Promise<boolean>) {}

  add(directory: string): void {
    this.#known.add(resolve(directory));
  }

  async resolve(directory: string): Promise<Result<string>> {
    const path = absolute(directory);
    if (!path.ok) return path;
    if (this.#known.has(path.value) || (await this.isKnown(path.value))) return path;
    return fail('workspaces.bounds', `${path.value} has not been chosen: use the dialog for it`, {
      directory: path.value,
    });
  }
}

function absolute(directory: string): Result<string> {
  const typed = directory.trim();
  if (!isAbsolute(typed) || typed.includes('\0')) {
    return fail(
      'workspaces.path',
      `Write the whole path, from the root on: ${JSON.stringify(typed)} is not one`,
    );
  }
  const path = resolve(typed);
  // What is a person's own beside a workspace is no place for another one.
  if (path.split(sep).includes('.local') && path.endsWith(`${sep}.local`)) {
    return fail(
      'workspaces.path',
      `${path} is the private part of a workspace: choose a directory of its own`,
    );
  }
  return ok(path);
}

/** With links followed as far as the path exists. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(await realOf(parent), relative(parent, path));
  }
}

function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
