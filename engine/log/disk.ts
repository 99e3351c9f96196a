import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

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
/** Nor is a pipe in its place waited for, which would hold a thread until somebody writes it. */
const noWait = constants.O_NONBLOCK ?? 0;
const flagsOf = {
  read: constants.O_RDONLY | noWait,
  create: 'wx+',
  update: constants.O_RDWR | noFollow | noWait,
} as const;

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
