import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, fail, ok } from '../../../contract/index.js';
import type { GivenFile } from './given-file.js';

/** A file of an import on its way to the disk. */
export interface SpooledFile {
  readonly path: string;
  readonly size: number;
  /** Where it begins in the one file that holds all of them. */
  readonly at: number;
}

const spoolFile = 'files';

/**
 * Where an import lies until it is over: what was uploaded, all files in one, and what was made of it.
 * A directory of its own beside the sessions, so that what is wanted of it is renamed to its place.
 */
export class Spool {
  readonly files: readonly SpooledFile[];
  readonly #filled: number[];

  private constructor(
    readonly directory: string,
    files: readonly { readonly path: string; readonly size: number }[],
    private readonly handle: FileHandle,
  ) {
    let at = 0;
    this.files = files.map(({ path, size }) => {
      const file = { path, size, at };
      at += size;
      return file;
    });
    this.#filled = files.map(() => 0);
  }

  /** Makes the directory; `import.disk` where the disk refuses. What hosts that are gone left is removed. */
  static async create(
    parent: string,
    files: readonly { readonly path: string; readonly size: number }[],
  ): Promise<Result<Spool>> {
    const directory = join(parent, `${process.pid}-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(join(directory, 'sessions'), { recursive: true, mode: 0o700 });
      await removeLeft(parent);
      return ok(new Spool(directory, files, await open(join(directory, spoolFile), 'wx+', 0o600)));
    } catch (error) {
      await rm(directory, { recursive: true, force: true }).catch(() => undefined);
      return refused(directory, error);
    }
  }

  get path(): string {
    return join(this.directory, spoolFile);
  }

  /** Sessions that were made of captures. */
  get sessions(): string {
    return join(this.directory, 'sessions');
  }

  filled(index: number): number {
    return this.#filled[index] ?? 0;
  }

  /** Puts the next bytes of a file behind those it has. */
  async take(index: number, data: Uint8Array): Promise<Result<void>> {
    const file = this.files[index];
    if (file === undefined)
      return fail('import.unknown', `This import waits for no bytes of a file ${index}.`);
    const filled = this.filled(index);
    if (filled + data.length > file.size) {
      return fail(
        'import.too-large',
        `${file.path} has more bytes than its ${file.size} that were announced.`,
      );
    }
    // Counted before it is written: the next piece has its place at once.
    this.#filled[index] = filled + data.length;
    try {
      for (let done = 0; done < data.length;) {
        const at = file.at + filled + done;
        done += (await this.handle.write(data, done, data.length - done, at)).bytesWritten;
      }
      return ok();
    } catch (error) {
      return refused(this.directory, error);
    }
  }

  /** Removes all of it. */
  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** The files of a spool, for whoever reads them: a thread has no handle of another. */
export async function openSpooled(
  path: string,
  files: readonly SpooledFile[],
): Promise<{ readonly files: readonly GivenFile[]; readonly close: () => Promise<void> }> {
  const handle = await open(path, 'r');
  return {
    files: files.map(({ path: name, size, at }) => ({
      path: name,
      size,
      async read(from, to) {
        const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
        let filled = 0;
        while (filled < bytes.length) {
          const place = at + from + filled;
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, place);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      },
    })),
    close: () => handle.close(),
  };
}

function refused(directory: string, error: unknown): Result<never> {
  const why = error instanceof Error ? error.message : String(error);
  return fail('import.disk', `The files cannot be kept in ${directory} until they are read: ${why}`);
}

/** Directories of processes that are no more. */
async function removeLeft(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /^(\d{1,10})-[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
