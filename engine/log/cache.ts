import { Block } from './block.js';
import type { BlockView } from './block-view.js';

interface Entry {
  readonly block: BlockView;
  readonly bytes: number;
  readonly release: (() => void) | undefined;
}

/** Whose memory it is, and how to give it back. */
export interface Borrowed {
  readonly bytes: number;
  release(): void;
}

/** The blocks most lately read or written, by index in the directory, up to a number of bytes. */
export class BlockCache {
  #blocks = new Map<number, Entry>();
  #bytes = 0;

  constructor(readonly limit: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get(index: number): BlockView | null {
    const entry = this.#blocks.get(index);
    if (entry === undefined) return null;
    // A Map keeps the order of insertion: putting it back makes it the last to leave.
    this.#blocks.delete(index);
    this.#blocks.set(index, entry);
    return entry.block;
  }

  /** False where that block is there already. What is `borrowed` is given back when the block leaves. */
  put(index: number, block: BlockView, borrowed?: Borrowed): boolean {
    if (this.#blocks.has(index)) return false;
    const bytes = borrowed?.bytes ?? heldBytes(block);
    const release = borrowed === undefined ? undefined : () => borrowed.release();
    this.#blocks.set(index, { block, bytes, release });
    this.#bytes += bytes;
    for (const [oldest, leaving] of this.#blocks) {
      if (this.#bytes <= this.limit) break;
      this.#blocks.delete(oldest);
      this.#bytes -= leaving.bytes;
      letGo(leaving);
    }
    return true;
  }

  clear(): void {
    for (const entry of this.#blocks.values()) letGo(entry);
    this.#blocks.clear();
    this.#bytes = 0;
  }
}

function letGo({ block, release }: Entry): void {
  if (block instanceof Block) block.release();
  release?.();
}

function heldBytes(block: BlockView): number {
  if (block instanceof Block) return block.heldBytes;
  return (block.payload?.length ?? 0) + block.rows * 12 + block.peerCount * 4 + 512;
}
