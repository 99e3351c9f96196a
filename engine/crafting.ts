import { fail, ok } from '../contract/index.js';
import type { CraftPiece, Recipients, Result, SendReport } from '../contract/index.js';
import type { PeerTable } from './peer-table.js';
import { addressees, forEachPeer, idle } from './sending.js';

/** Writes one piece to a peer: `Endpoint.craft`. */
type Write = (peer: number, bytes: Uint8Array) => Promise<Result<number>>;

/**
 * Crafted pieces on their way to the peers of one endpoint: one list at a time for each peer, the
 * next piece only when the one before was taken and its delay has passed.
 */
export class Crafting {
  readonly #write: Write;
  /** What ends the wait of each peer that has pieces under way. */
  readonly #running = new Map<number, AbortController>();

  constructor(write: Write) {
    this.#write = write;
  }

  /** Answers with the bytes taken. `craft.busy` while pieces of before are under way, `craft.cancelled`. */
  async write(peer: number, pieces: readonly CraftPiece[]): Promise<Result<number>> {
    if (this.#running.has(peer)) {
      return fail('craft.busy', `crafted bytes are still on their way to peer ${peer}: wait or cancel them`);
    }
    const control = new AbortController();
    this.#running.set(peer, control);
    try {
      return await this.#all(peer, pieces, control.signal);
    } finally {
      this.#running.delete(peer);
    }
  }

  /** Gives up what still waits for one peer, or for all of them. */
  cancel(peer?: number): void {
    if (peer !== undefined) this.#running.get(peer)?.abort();
    else for (const control of this.#running.values()) control.abort();
  }

  async #all(peer: number, pieces: readonly CraftPiece[], signal: AbortSignal): Promise<Result<number>> {
    let bytes = 0;
    for (const [index, { data, afterMs }] of pieces.entries()) {
      await pause(afterMs, signal);
      if (signal.aborted) {
        const text = `given up after ${index} of ${pieces.length} crafted ${pieces.length === 1 ? 'piece' : 'pieces'}, ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
        return fail('craft.cancelled', text, { pieces: index, bytes });
      }
      if (data.length === 0) continue;
      const written = await this.#write(peer, data);
      if (!written.ok) return written;
      bytes += written.value;
    }
    return ok(bytes);
  }
}

/** Writes pieces to each recipient; `crafting` is null where frames are unknown, undefined where nothing is open. */
export async function craftTo(
  crafting: Crafting | null | undefined,
  peers: PeerTable,
  to: Recipients,
  pieces: readonly CraftPiece[],
): Promise<Result<SendReport>> {
  if (crafting === undefined) return idle('Nothing was sent');
  if (crafting === null) {
    return fail('craft.unsupported', 'This session has no frames to craft: use ws or wss');
  }
  const addressed = addressees(peers, to);
  if (!addressed.ok) return addressed;
  return ok(await forEachPeer(addressed.value, (peer) => crafting.write(peer, pieces)));
}

/** Gives up what waits; the answers of `craftTo` say how far it came. */
export function uncraft(crafting: Crafting | null | undefined): Result<void> {
  if (crafting === undefined) return idle('There is nothing to give up');
  crafting?.cancel();
  return ok();
}

/** Resolves after so many milliseconds, or when the signal says to wait no more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
