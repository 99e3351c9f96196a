import { maxBlockPayload, maxBlockRows } from './format.js';

/** The memory one full block needs: columns and payload, reused so that a flood allocates nothing. */
export interface Arena {
  readonly time: Uint32Array;
  readonly at: Uint32Array;
  readonly kind: Uint8Array;
  readonly marks: Uint8Array;
  readonly peerIndex: Uint16Array;
  readonly payload: Uint8Array;
}

/** Arenas kept for all sessions together, about 1.1 MiB each; more are left to the garbage collector. */
const maxPooled = 8;
const pool: Arena[] = [];

/** An arena with whatever its last user left in it. */
export function takeArena(): Arena {
  return (
    pool.pop() ?? {
      time: new Uint32Array(maxBlockRows),
      // at[0] is 0 in every block, and nobody writes it.
      at: new Uint32Array(maxBlockRows + 1),
      kind: new Uint8Array(maxBlockRows),
      marks: new Uint8Array(maxBlockRows),
      peerIndex: new Uint16Array(maxBlockRows),
      payload: new Uint8Array(Buffer.allocUnsafeSlow(maxBlockPayload).buffer),
    }
  );
}

/** Gives an arena back; the caller must not touch it again. */
export function releaseArena(arena: Arena): void {
  if (pool.length < maxPooled) pool.push(arena);
}
