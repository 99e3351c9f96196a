import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, ok } from '../contract/result.js';
import type { Result } from '../contract/result.js';
import { Turns } from '../contract/turns.js';
import type { ExportPlace } from './export-place.js';

/**
 * A file that takes its name only when it is whole and on the disk; until then what stood there stays. It holds what a
 * recording holds, so that a new one is its owner's alone, as that is; one that replaces another has the rights of that.
 */
export class WholeFile implements ExportPlace {
  readonly url = null;
  readonly #path: string;
  readonly #draft: string;
  readonly #file: FileHandle;
  /** What is under way: nothing is closed beneath a write. */
  readonly #turns = new Turns();
  #over = false;

  private constructor(path: string, draft: string, file: FileHandle) {
    this.#path = path;
    this.#draft = draft;
    this.#file = file;
  }

  /** Begins beside `path`. `export.disk-full`, `export.write` where the disk refuses. */
  static async begin(path: string): Promise<Result<WholeFile>> {
    const whole = resolve(path);
    const beside = `.${basename(whole)}`.slice(0, 200);
    const draft = join(dirname(whole), `${beside}.${randomBytes(4).toString('hex')}.part`);
    try {
      return ok(new WholeFile(whole, draft, await open(draft, 'wx', 0o600)));
    } catch (error) {
      return refused(whole, error);
    }
  }

  write(data: Uint8Array): Promise<Result<void>> {
    return this.#do(() => this.#file.writeFile(data));
  }

  /** The name is on the disk too, where a directory can be synced. */
  async finish(): Promise<Result<void>> {
    const done = await this.#do(async () => {
      await this.#file.sync();
      const before = await lstat(this.#path).catch(() => null);
      if (before?.isFile() === true) await this.#file.chmod(before.mode & 0o777);
      await rename(this.#draft, this.#path);
      this.#over = true;
      const directory = await open(dirname(this.#path), 'r').catch(() => null);
      await directory?.sync().catch(() => undefined);
      await directory?.close();
    });
    if (done.ok) await this.#file.close().catch(() => undefined);
    return done;
  }

  async abandon(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#turns.idle();
    await this.#file.close().catch(() => undefined);
    await rm(this.#draft, { force: true }).catch(() => undefined);
  }

  async #do(act: () => Promise<void>): Promise<Result<void>> {
    if (this.#over) return fail('export.cancelled', 'The export was cancelled.');
    try {
      await this.#turns.take(act);
      return ok();
    } catch (error) {
      return refused(this.#path, error);
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied: choose another folder',
  EPERM: 'permission was denied: choose another folder',
  EROFS: 'the disk is read-only: choose another one',
  ENOENT: 'its folder is not there any more',
  EISDIR: 'a folder has that name',
  ENAMETOOLONG: 'the name is too long',
};

function refused(path: string, error: unknown): Result<never> {
  const errno = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
  // Without an errno it is no file system that speaks, but a bug of ours.
  if (errno === null) throw error;
  if (errno === 'ENOSPC' || errno === 'EDQUOT' || errno === 'EFBIG') {
    return fail(
      'export.disk-full',
      `There is no room for ${path}: free some space, or choose another disk.`,
      {
        path,
        errno,
      },
    );
  }
  const why = reasons[errno] ?? `the disk answered ${errno}`;
  return fail('export.write', `${path} could not be written: ${why}.`, { path, errno });
}
