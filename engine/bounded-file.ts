import { open } from 'node:fs/promises';

/** A typical file in one read, and never more memory than the bound because of it. */
const pieceBytes = 64 * 1_024;

/**
 * Reads a file whole, or answers null where it has more than `mostBytes`. What its size claims is not
 * believed: devices claim none and never end. Throws as `node:fs` does.
 */
export async function readBounded(path: string, mostBytes: number): Promise<Buffer | null> {
  const file = await open(path, 'r');
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes);
      if (bytesRead === 0) return Buffer.concat(pieces, length);
      length += bytesRead;
      if (length > mostBytes) return null;
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
