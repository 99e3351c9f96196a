import { close, constants, open, read } from 'node:fs';
import { Socket } from 'node:net';
import { ReadStream, isatty } from 'node:tty';
import { promisify } from 'node:util';

/** A typical file in one read, and never more memory than the bound because of it. */
const pieceBytes = 64 * 1_024;

/** How long a pipe or a terminal may say nothing before it is given up, milliseconds. */
const silenceMs = 2_000;
const { O_RDONLY } = constants;
// A read that waits would hold one of the four threads that read every other file.
const flags = O_RDONLY | (constants.O_NONBLOCK ?? 0);

const [openAt, readAt, closeIt] = [promisify(open), promisify(read), promisify(close)];

/**
 * Reads a file whole, or answers null where it has more than `mostBytes`. What its size claims is not
 * believed: devices claim none and never end, and a pipe that nobody writes is not waited for; one that is written is
 * for as long as it says something. Throws as `node:fs` does.
 */
export async function readBounded(path: string, mostBytes: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer): boolean => {
    pieces.push(piece);
    length += piece.length;
    return length <= mostBytes;
  };
  const fd = await openAt(path, flags);
  let stream: Socket | null = null;
  try {
    const silent = await readNow(fd, take);
    if (silent !== null) {
      stream = streamOf(fd);
      if (stream === null) throw silent;
      await readOn(stream, take, silent);
    }
  } finally {
    // A stream closes what it reads.
    if (stream === null) await closeIt(fd);
  }
  return length > mostBytes ? null : Buffer.concat(pieces, length);
}

/** Takes what is there, to the end or to the first piece that is too much. Answers EAGAIN where more may come. */
async function readNow(fd: number, take: (piece: Buffer) => boolean): Promise<Error | null> {
  for (;;) {
    try {
      const { bytesRead, buffer } = await readAt(fd, Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, null);
      if (bytesRead === 0 || !take(buffer.subarray(0, bytesRead))) return null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return error;
      throw error;
    }
  }
}

/** What tells when there is more to read, and owns `fd` from then on; null for a device that tells nobody. */
function streamOf(fd: number): Socket | null {
  try {
    return isatty(fd) ? new ReadStream(fd) : new Socket({ fd, readable: true, writable: false });
  } catch {
    return null;
  }
}

/** Takes what comes until the end, the first piece that is too much, or a silence, which fails with `silent`. */
function readOn(stream: Socket, take: (piece: Buffer) => boolean, silent: Error): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('close', () => resolve());
    stream.once('error', reject);
    stream.once('end', () => stream.destroy());
    stream.setTimeout(silenceMs, () => stream.destroy(silent));
    stream.on('data', (piece: Buffer) => {
      if (!take(piece)) stream.destroy();
    });
  });
}
