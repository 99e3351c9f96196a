import type { FramePart } from '../../codec/index.js';
import type { Layer } from '../../contract/row.js';
import type { Block } from './block.js';
import { nthShown, shownBefore } from './layer.js';

/* Rows that are not in the file yet: in blocks that wait for the disk, and in the one being filled. */

/** The block of a row; null where there is none. */
export function blockOf(seq: number, queue: readonly Block[], open: Block | null): Block | null {
  if (open !== null && seq >= open.firstSeq) return open;
  return lastUpTo(seq, queue, ({ firstSeq }) => firstSeq);
}

/** Rows of a layer before row `seq` of a block. */
export function rankOf(layer: Layer, seq: number, block: Block): number {
  return rowsBefore(block, layer) + shownBefore(block, seq - block.firstSeq, layer);
}

/** Number of the row at a position of a layer; null where there is none. */
export function seqAt(
  layer: Layer,
  position: number,
  queue: readonly Block[],
  open: Block | null,
): number | null {
  const inOpen = open !== null && position >= rowsBefore(open, layer);
  const block = inOpen ? open : lastUpTo(position, queue, (one) => rowsBefore(one, layer));
  if (block === null) return null;
  return block.firstSeq + nthShown(block, position - rowsBefore(block, layer), layer);
}

/** Rows of a layer in the blocks before. */
function rowsBefore({ firstSeq, wireBefore, messageBefore }: Block, layer: Layer): number {
  return firstSeq - 1 - (layer === 'messages' ? wireBefore : messageBefore);
}

function lastUpTo(value: number, queue: readonly Block[], of: (block: Block) => number): Block | null {
  let low = 0;
  let high = queue.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const block = queue[middle];
    if (block !== undefined && of(block) <= value) low = middle;
    else high = middle - 1;
  }
  return queue[low] ?? null;
}

/** What lies in several places as one. */
export function joined(parts: readonly FramePart[], size: number): Uint8Array {
  const whole = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
  let to = 0;
  for (const { bytes, start, end } of parts) {
    whole.set(bytes.subarray(start, end), to);
    to += end - start;
  }
  return whole;
}
