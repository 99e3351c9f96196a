import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { fail, ok } from '../contract/result.js';
import type { Result } from '../contract/result.js';

/** More is no word somebody chose or drew. */
const maxBytes = 4_096;

/**
 * Reads a small file that nobody else can read. Failures: `token.read`, `token.open`, `passphrase.read`,
 * `passphrase.open`.
 */
export async function readPrivateFile(file: string, what: 'token' | 'passphrase'): Promise<Result<string>> {
  // O_NONBLOCK: opening a pipe that nobody writes must not hang the start.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) =>
    String((error as NodeJS.ErrnoException).code ?? error),
  );
  if (typeof handle === 'string') {
    return fail(`${what}.read`, `The ${what} file ${file} cannot be read: ${handle}`);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return fail(`${what}.read`, `The ${what} file ${file} is no regular file`);
    if (stat.size > maxBytes) {
      return fail(`${what}.read`, `The ${what} file ${file} holds ${stat.size} bytes, no ${what}`);
    }
    // Windows has no such bits; there the folder's rights decide.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      return fail(
        `${what}.open`,
        `Others can read the ${what} file ${file} (mode ${mode}). Run: chmod 600 ${file}`,
      );
    }
    return ok(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}
