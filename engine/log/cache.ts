import { Block } from './block.js';
import type { BlockView } from './block-view.js';

/** The blocks most lately read or written, by index in the directory, up to a number of bytes. */
export class BlockCache {
  #blocks = new Map<number, BlockView>();
  #bytes = 0;

  constructor(readonly limit: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get(index: number): BlockView | null {
    const block = this.#blocks.get(index);
    if (block === undefined) return null;
    // A Map keeps the order of insertion: putting it back makes it the last to leave.
    this.#blocks.delete(index);
    this.#blocks.set(index, block);
    return block;
  }

  put(index: number, block: BlockView): void {
    if (this.#blocks.has(index)) return;
    this.#blocks.set(index, block);
    this.#bytes += heldBytes(block);
    for (const [oldest, leaving] of this.#blocks) {
      if (this.#bytes <= this.limit) break;
      this.#blocks.delete(oldest);
      this.#bytes -= heldBytes(leaving);
      if (leaving instanceof Block) leaving.release();
    }
  }

  clear(): void {
    for (const block of this.#blocks.values()) if (block instanceof Block) block.release();
    this.#blocks.clear();
    this.#bytes = 0;
  }
}

function heldBytes(block: BlockView): number {
  if (block instanceof Block) return block.heldBytes;
  return (block.payload?.length ?? 0) + block.rows * 12 + block.peerCount * 4 + 512;
}
