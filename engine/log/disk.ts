import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Failure, fail } from '../../contract/result.js';

/** The few file operations the log needs; tests put a disk that misbehaves in its place. */
export interface DiskFile {
  /** Fills `into` from `position`; fewer bytes mean the end of the file. Rejects with an errno. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes at `position` and answers how many bytes were taken, which may be fewer than given. */
  writev(parts: readonly Uint8Array[], position: number): Promise<number>;
  /** Returns when the bytes are on stable storage (fdatasync), where they can be found again. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface Disk {
  /** `create` fails with EEXIST where the file exists; `update` reads and writes an existing one. */
  open(path: string, how: 'read' | 'create' | 'update'): Promise<DiskFile>;
}

/** A session may have come with a workspace: what a link in it names is not ours to write (Windows has no such flag). */
const noFollow = constants.O_NOFOLLOW ?? 0;
const flagsOf = { read: 'r', create: 'wx+', update: constants.O_RDWR | noFollow } as const;

/** The file system. */
export const realDisk: Disk = {
  async open(path, how) {
    const handle = await open(path, flagsOf[how], 0o600);
    // Not every file system counts names.
    const named = how === 'create' && (await handle.stat()).nlink > 0;
    return {
      async read(into, position) {
        let filled = 0;
        while (filled < into.length) {
          // Node refuses a single read of 2 GiB or more.
          const length = Math.min(into.length - filled, 1 << 30);
          const { bytesRead } = await handle.read(into, filled, length, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return filled;
      },
      async writev(parts, position) {
        const { bytesWritten } = await handle.writev([...parts], position);
        return bytesWritten;
      },
      async sync() {
        await handle.datasync();
        // A file that lost its name is written as before, and is gone with its descriptor.
        if (named && (await handle.stat()).nlink === 0)
          throw Object.assign(new Error('removed'), { code: 'REMOVED' });
      },
      truncate: (length) => handle.truncate(length),
      size: async () => (await handle.stat()).size,
      close: () => handle.close(),
    };
  },
};

/** errno of a rejected file operation, or `undefined` for what no file system says. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, { code: string; words: string }>> = {
  ENOSPC: { code: 'log.disk-full', words: 'the disk is full; free some space' },
  EDQUOT: { code: 'log.disk-full', words: 'the disk quota is used up; free some space' },
  EFBIG: { code: 'log.disk-full', words: 'the file has reached the largest size allowed' },
  EROFS: { code: 'log.read-only', words: 'the disk is read-only' },
  EACCES: { code: 'log.no-permission', words: 'permission was denied' },
  EPERM: { code: 'log.no-permission', words: 'permission was denied' },
  ENOENT: { code: 'log.not-found', words: 'it does not exist' },
  REMOVED: {
    code: 'log.removed',
    words: 'somebody removed it; export what is recorded before the session ends, or it is lost',
  },
  EEXIST: { code: 'log.exists', words: 'it exists already' },
};

/** Puts a file error into words. An error without an errno is a bug of ours and is thrown on. */
export function diskFailure(doing: string, path: string, error: unknown): Failure {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  const reason = reasons[errno] ?? { code: 'log.io', words: `the disk answered ${errno}` };
  return fail(reason.code, `Cannot ${doing} ${path}: ${reason.words}.`, { errno, path }).error;
}
