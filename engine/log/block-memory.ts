import { maxBlockPayload, maxBlockRows } from './format.js';

/*
 * Memory that blocks are read into, used again: a page from anywhere and a search read a megabyte at a time, and memory
 * that comes and goes at that rate makes a collector run, which takes longer than the reading.
 */

/** What a block takes at most, header, columns and payload, unless it is one large row. */
export const blockMemoryBytes = maxBlockPayload + (256 << 10);
/** Shorter reads get memory of their own: a small block must not hold a large piece. */
const pooledFrom = blockMemoryBytes / 2;
/** Kept for all logs together, beyond what their caches hold. */
const mostKept = 4;
const kept: Piece[] = [];

interface Piece {
  readonly bytes: Buffer;
  readonly at: Uint32Array;
}

/** Memory to read one block into. */
export interface BlockMemory {
  readonly into: Buffer;
  /** For where the payloads of its rows begin, which the file does not say. */
  readonly at: Uint32Array;
  /** All of it, used or not. */
  readonly bytes: number;
  release(): void;
}

/** Memory of `length` bytes; null where it is not worth it. */
export function takeBlockMemory(length: number): BlockMemory | null {
  if (length < pooledFrom || length > blockMemoryBytes) return null;
  const whole = kept.pop() ?? {
    bytes: Buffer.allocUnsafeSlow(blockMemoryBytes),
    at: new Uint32Array(maxBlockRows + 1),
  };
  return {
    into: whole.bytes.subarray(0, length),
    at: whole.at,
    bytes: blockMemoryBytes + whole.at.byteLength,
    // Not within this turn: whoever was given the block still looks at it.
    release: () => {
      setImmediate(() => {
        if (kept.length < mostKept) kept.push(whole);
      });
    },
  };
}

/** Bytes read at once by a scan. */
export const scanBytes = 2 << 20;
/** Of scans that are over. */
const mostScanKept = 2;
const scanKept: Buffer[] = [];

/** Two pieces of memory for one scan: one is looked at while the other is read into. */
export class ScanMemory {
  readonly #pieces: Buffer[] = [];
  #turn = 0;

  /** The piece that was given out before the last. */
  take(length: number): Buffer {
    if (length > scanBytes) return Buffer.allocUnsafeSlow(length);
    this.#turn ^= 1;
    const piece = (this.#pieces[this.#turn] ??= scanKept.pop() ?? Buffer.allocUnsafeSlow(scanBytes));
    return piece.subarray(0, length);
  }

  /** The scan is over, and nothing is being read for it. */
  release(): void {
    for (const piece of this.#pieces) if (scanKept.length < mostScanKept) scanKept.push(piece);
    this.#pieces.length = 0;
  }
}
