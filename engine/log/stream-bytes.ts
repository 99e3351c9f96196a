import { type Result, ok } from '../../contract/result.js';
import { RowKind } from '../../contract/row.js';
import { peerOf } from './block-view.js';
import type { LogReader } from './reader.js';

/**
 * `length` bytes of one peer's stream in one direction, from `skip` bytes past the start of chunk `seq`
 * on, through as many of its chunks as it takes; fewer where the log ends before.
 */
export async function readStream(
  reader: LogReader,
  seq: number,
  skip: number,
  length: number,
): Promise<Result<Uint8Array>> {
  const bytes = new Uint8Array(length);
  const end = skip + length;
  let position = 0;
  let peer = -1;
  let direction = -1;
  let next = seq;
  while (position < end && next <= reader.count) {
    let byRange = 0;
    let size = 0;
    const scan = await reader.scan(
      next,
      (block, first, last) => {
        for (let i = first; i < last; i++) {
          if (block.kind[i] !== RowKind.chunk) continue;
          if (peer < 0) {
            peer = peerOf(block, i);
            direction = (block.marks[i] ?? 0) & 3;
          } else if (((block.marks[i] ?? 0) & 3) !== direction || peerOf(block, i) !== peer) continue;
          const at = block.at[i] ?? 0;
          size = (block.at[i + 1] ?? 0) - at;
          const from = Math.max(0, skip - position);
          const to = Math.min(size, end - position);
          if (from < to) {
            if (block.payload === null) {
              byRange = block.firstSeq + i;
              return false;
            }
            bytes.set(block.payload.subarray(at + from, at + to), position + from - skip);
          }
          position += size;
          if (position >= end) return false;
        }
        return undefined;
      },
      { cached: true },
    );
    if (!scan.ok) return scan;
    next = scan.value;
    if (byRange === 0) continue;
    const from = Math.max(0, skip - position);
    const read = await reader.payload(byRange, from, Math.min(size, end - position));
    if (!read.ok) return read;
    bytes.set(read.value.bytes, position + from - skip);
    position += size;
  }
  return ok(bytes.subarray(0, Math.min(length, Math.max(0, position - skip))));
}
