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

/**
 * Arenas kept for all sessions together, about 1.1 MiB each: while a flood goes on as many as wait for the disk at
 * most (32 MiB) and stay in a cache (16 MiB), since memory given back and taken anew is what a collector runs for;
 * afterwards a few.
 */
const mostWhileBusy = 32;
const mostWhileIdle = 8;
/** How long more than a few are kept, milliseconds. */
const busyMs = 5_000;
const pool: Arena[] = [];
let trimming = false;

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
  if (pool.length >= mostWhileBusy) return;
  pool.push(arena);
  if (trimming || pool.length <= mostWhileIdle) return;
  trimming = true;
  setTimeout(() => {
    trimming = false;
    if (pool.length > mostWhileIdle) pool.length = mostWhileIdle;
  }, busyMs).unref();
}
