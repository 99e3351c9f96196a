import type { Socket } from 'node:net';
import { findHeadEnd } from '../../codec/index.js';
import { readChunks } from './stream-reading.js';
import type { ChunkReader } from './stream-reading.js';

/** Why a wait for bytes is over. */
export type Arrived = 'enough' | 'limit' | 'ended' | 'failed' | 'timeout' | 'aborted';

const firstBytes = 512;
const none = Buffer.alloc(0);

/** Until the next reader comes; where none does, nobody asks for what still arrives. */
const nobody: ChunkReader = { take: () => undefined };

/**
 * The bytes of a socket exactly as they came, before anything has read a meaning into them: the
 * HTTP heads of both roles are taken here. `release` takes the tap away, so that frames afterwards
 * cost nothing; the next to read is whoever calls `readChunks`.
 */
export class WireTap implements ChunkReader {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #bytes = none;
  #length = 0;
  #ended = false;
  #error: Error | null = null;
  #look: () => void = () => undefined;

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    readChunks(socket, this);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
    // A socket that was paused by the one before us does not flow by itself.
    socket.resume();
  }

  /** What came so far; a view, valid until more comes. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  get error(): Error | null {
    return this.#error;
  }

  /** Waits until `enough` is true of what came, or something ends the wait. 0 milliseconds wait for ever. */
  wait(
    enough: (bytes: Buffer) => boolean,
    limits: { readonly ms: number; readonly bytes: number },
  ): Promise<Arrived> {
    return new Promise((settle) => {
      let timer: NodeJS.Timeout | undefined;
      const done = (arrived: Arrived) => {
        clearTimeout(timer);
        this.#look = () => undefined;
        this.#signal.removeEventListener('abort', look);
        settle(arrived);
      };
      const look = () => {
        if (this.#signal.aborted) done('aborted');
        else if (enough(this.bytes)) done('enough');
        else if (this.#length >= limits.bytes) done('limit');
        else if (this.#error !== null) done('failed');
        else if (this.#ended) done('ended');
      };
      if (limits.ms > 0) timer = setTimeout(() => done('timeout'), limits.ms);
      this.#signal.addEventListener('abort', look);
      this.#look = look;
      look();
    });
  }

  /** Stops listening; the socket is paused, and what came after `from` is the next reader's. */
  release(from: number): Buffer {
    const socket = this.#socket;
    socket.pause();
    readChunks(socket, nobody);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onEnd);
    socket.off('error', this.#onError);
    return from === this.#length ? none : Buffer.from(this.#bytes.subarray(from, this.#length));
  }

  take(chunk: Buffer): undefined {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length, firstBytes));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.#length);
    this.#length = needed;
    this.#look();
  }

  readonly #onEnd = () => {
    this.#ended = true;
    this.#look();
  };

  readonly #onError = (error: Error) => {
    this.#error = error;
    this.#look();
  };
}

/** Tells when a head is complete, looking at each byte once. */
export function headComplete(): (bytes: Buffer) => boolean {
  let seen = 0;
  return (bytes) => {
    const found = findHeadEnd(bytes, seen) >= 0;
    seen = bytes.length;
    return found;
  };
}
