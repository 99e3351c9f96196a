import type { Socket } from 'node:net';
import type { Failure } from '../../contract/index.js';

/** What bytes say so far. `error` where they say that it is over. */
export type ProxyRead<T> =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly value: T; readonly length: number }
  | { readonly kind: 'wrong'; readonly error: Failure };

export type ProxyAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'wrong'; readonly error: Failure }
  | { readonly kind: 'ended' | 'timeout' | 'aborted' | 'too-large' }
  | { readonly kind: 'failed'; readonly cause: unknown };

const none = Buffer.alloc(0);

/**
 * Reads what a proxy says before the far end speaks. `readable` and not `data`: nothing flows while nobody listens, so
 * that what comes right behind the last answer is there for the next reader, whether that is TLS or one of ours.
 */
export class ProxyReader {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #ms: number;
  #bytes = none;

  /** `ms`: from now on, for all answers together; 0 waits for ever. */
  constructor(socket: Socket, signal: AbortSignal, ms: number) {
    this.#socket = socket;
    this.#signal = signal;
    this.#ms = ms === 0 ? 0 : performance.now() + ms;
  }

  /** What has come since the last answer was whole; a view. */
  get pending(): Buffer {
    return this.#bytes;
  }

  /** Waits until `look` is satisfied, and gives what is behind it back to the socket. At most `most` bytes are looked at. */
  read<T>(look: (bytes: Buffer) => ProxyRead<T>, most: number): Promise<ProxyAnswer<T>> {
    const socket = this.#socket;
    this.#bytes = none;
    return new Promise((settle) => {
      let timer: NodeJS.Timeout | undefined;
      const done = (answer: ProxyAnswer<T>) => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', onAbort);
        socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
        settle(answer);
      };
      const onReadable = () => {
        // Null at the end.
        const chunk = socket.read() as Buffer | null;
        if (chunk === null) return;
        const all = Buffer.concat([this.#bytes, chunk]);
        this.#bytes = all.subarray(0, most);
        const said = look(this.#bytes);
        if (said.kind === 'more') {
          if (all.length >= most) done({ kind: 'too-large' });
          return;
        }
        if (said.kind === 'done') {
          this.#bytes = all.subarray(0, said.length);
          if (said.length < all.length) socket.unshift(all.subarray(said.length));
        }
        done(said.kind === 'done' ? { kind: 'done', value: said.value } : said);
      };
      const onEnd = () => done({ kind: 'ended' });
      const onError = (cause: unknown) => done({ kind: 'failed', cause });
      const onAbort = () => done({ kind: 'aborted' });
      if (this.#ms > 0) {
        timer = setTimeout(() => done({ kind: 'timeout' }), Math.max(1, this.#ms - performance.now()));
      }
      socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
      this.#signal.addEventListener('abort', onAbort);
      if (this.#signal.aborted) onAbort();
      else if (socket.destroyed) onEnd();
    });
  }
}
