import type { Slabs } from '../../codec/index.js';

const slabBytes = 64 * 1024;
/** Kept for all connections together; more are left to the garbage collector. */
const mostKept = 64;
const kept: Uint8Array[] = [];

/** Memory for frames that come in several chunks, used again and again: a flood of large ones allocates nothing. */
export const frameSlabs: Slabs = {
  take: () => kept.pop() ?? new Uint8Array(Buffer.allocUnsafeSlow(slabBytes).buffer),
  give: (slab) => {
    if (kept.length < mostKept) kept.push(slab);
  },
};
