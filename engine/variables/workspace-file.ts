import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { readWhole } from '../files/whole-file.js';
import { diskFailure } from '../files/disk-failure.js';

/** As much as one message. */
const maxFileBytes = 64 * 1024 * 1024;

export interface FilePlace {
  /** Files are named relative to this directory, and only those in it are read; */
  readonly directory: string;
  /** but none of these, which hold what is nobody else's. */
  readonly closed: readonly string[];
}

/**
 * Reads a file that a template names. A workspace may come from a stranger, and what its messages name is
 * sent to wherever its connections go: so nothing outside of it is read, whatever links say. Fails with
 * `template.file`.
 */
export async function readNamedFile(place: FilePlace, name: string): Promise<Result<Uint8Array>> {
  const path = resolve(place.directory, name);
  try {
    const real = await realpath(path);
    const root = await realpath(place.directory);
    const closed = await Promise.all(place.closed.map((one) => realpath(one).catch(() => resolve(one))));
    if (
      !isWithin(real, root) ||
      closed.some((one) => isWithin(real, one)) ||
      isWithin(real, join(root, '.local'))
    ) {
      return fail(
        'template.file',
        `${name} is not in the workspace: only files in ${place.directory} are read`,
      );
    }
    const bytes = await readWhole(real, maxFileBytes);
    return typeof bytes === 'string'
      ? fail('template.file', `${name} ${bytes}`)
      : ok(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    return fail('template.file', diskFailure('read', path, error).message);
  }
}

function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
