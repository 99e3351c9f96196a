import { Direction, maxHeadBytes } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';

/** Rows for tests, numbered from 1, a tenth of a microsecond apart, received by peer 1 unless told otherwise. */
export function testBatch(
  rows: readonly {
    readonly kind: number;
    readonly payload: string;
    readonly direction?: number;
    readonly peer?: number;
    readonly head?: readonly number[];
  }[],
): RowBatch {
  const payloads = rows.map((one) => new TextEncoder().encode(one.payload));
  const previewAt = [0];
  for (const payload of payloads) previewAt.push((previewAt.at(-1) ?? 0) + payload.length);
  const heads = new Uint8Array(rows.length * maxHeadBytes);
  rows.forEach((one, i) => heads.set(one.head ?? [], i * maxHeadBytes));
  return {
    from: 0,
    length: rows.length,
    total: rows.length,
    seq: Float64Array.from(rows, (_, at) => at + 1),
    time: Float64Array.from(rows, (_, at) => at * 100),
    kind: Uint8Array.from(rows, (one) => one.kind),
    direction: Uint8Array.from(rows, (one) => one.direction ?? Direction.in),
    flags: new Uint8Array(rows.length),
    peer: Uint32Array.from(rows, (one) => one.peer ?? 1),
    size: Float64Array.from(payloads, (one) => one.length),
    previewAt: Uint32Array.from(previewAt),
    previews: Uint8Array.from(payloads.flatMap((one) => [...one])),
    headSize: Uint8Array.from(rows, (one) => one.head?.length ?? 0),
    heads,
  };
}
