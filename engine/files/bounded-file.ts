import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A typical file in one read, and never more memory than the bound because of it. */
const pieceBytes = 64 * 1_024;

/** How long a pipe or a terminal may say nothing: four that are waited for hold up every other file. Milliseconds. */
const silenceMs = 2_000;
const { O_RDONLY } = constants;
const flags = O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file whole, or answers null where it has more than `mostBytes`. What its size claims is not
 * believed: devices claim none and never end, and a pipe that nobody writes is not waited for. Throws as `node:fs` does.
 */
export async function readBounded(path: string, mostBytes: number): Promise<Buffer | null> {
  const file = await open(path, flags);
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await readSome(file);
      if (bytesRead === 0) return Buffer.concat(pieces, length);
      length += bytesRead;
      if (length > mostBytes) return null;
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** The next bytes, or EAGAIN where none came for a while. */
async function readSome(file: FileHandle): Promise<{ readonly bytesRead: number; readonly buffer: Buffer }> {
  for (let waited = 0; ; waited += 10) {
    try {
      return await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes);
    } catch (error) {
      const isSilent = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isSilent || waited >= silenceMs) throw error;
      await sleep(10);
    }
  }
}
