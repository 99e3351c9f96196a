import { Socket } from 'node:net';
import { ReadingTurns } from './reading-turns.js';

/**
 * Bytes read at once at most. A buffer for each chunk, as Node allocates them, is memory that its collector follows:
 * a flood made it run all the time, which took more than the reading.
 */
const bufferBytes = 256 * 1024;

/** One for all sockets: it is filled and looked at within one call of the loop, which nothing interrupts. */
let shared: Buffer | null = null;

/** What Node's own `onread` sets (net.js, `initSocketHandle`), which it offers to clients alone. */
interface Inside {
  readonly handle: { useUserBuffer(buffer: Uint8Array): void };
  readonly buffer: symbol;
  readonly callback: symbol;
}

/** All sockets of the process share the turns of its loop. */
const turns = new ReadingTurns();

/** Of a stream whose bytes are only copied. */
const defaultTurnBytes = 4 * 1024 * 1024;

/** Who reads a socket. */
export interface ChunkReader {
  /** Takes bytes that are valid during the call alone: who keeps them copies them. False where reading should pause. */
  take(bytes: Buffer): boolean | undefined;
  /** After so many bytes others have a turn. */
  readonly turnBytes?: number;
}

/** On the socket, so that all of them share their listeners: closures for each would be the most of an idle peer. */
const reader = Symbol('reader');

interface Read extends Socket {
  [reader]: ChunkReader;
}

/**
 * Hands a reader what a socket reads, until somebody pauses it. A socket whose inside is not what Node 20 to 24 have,
 * and a TLS one, which reads from another, is heard by its events. Called again it changes the reader.
 */
export function readChunks(socket: Socket, by: ChunkReader): void {
  const known = reader in socket;
  Object.assign(socket, { [reader]: by });
  if (known) return;
  const inside = insideOf(socket);
  if (inside !== null) {
    const { handle, buffer, callback } = inside;
    const bytes = (shared ??= Buffer.allocUnsafeSlow(bufferBytes));
    Object.assign(socket, { [buffer]: bytes, [callback]: onBuffer });
    handle.useUserBuffer(bytes);
  }
  // Also where the buffer is used: for what was read before, and so that the end is told.
  socket.on('data', onData);
}

/** False stops reading, and `resume` begins it anew (net.js, `onStreamRead`). */
function onBuffer(this: Read, count: number, buffer: Buffer): boolean {
  const { [reader]: by } = this;
  if (by.take(buffer.subarray(0, count)) === false) this.pause();
  if (turns.spend(count / (by.turnBytes ?? defaultTurnBytes))) return true;
  turns.wait(() => {
    if (!this.isPaused() && !this.destroyed) this.resume();
  });
  return false;
}

function onData(this: Read, bytes: Buffer): void {
  if (this[reader].take(bytes) === false) this.pause();
}

function insideOf(socket: Socket): Inside | null {
  // A TLS socket has members of the same names.
  if (Object.getPrototypeOf(socket) !== Socket.prototype) return null;
  const symbols = Object.getOwnPropertySymbols(socket);
  const [buffer, callback] = ['kBuffer', 'kBufferCb'].map((name) =>
    symbols.find(({ description }) => description === name),
  );
  // Private in Node: nothing is believed of it that is not looked at.
  const { _handle: handle } = socket as unknown as { readonly _handle?: Partial<Inside['handle']> | null };
  if (buffer === undefined || callback === undefined || typeof handle?.useUserBuffer !== 'function')
    return null;
  return { handle: handle as Inside['handle'], buffer, callback };
}
