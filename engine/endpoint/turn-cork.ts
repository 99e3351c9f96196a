import type { Socket } from 'node:net';

/**
 * Bytes that leave in one write at most: the kernel answers for all of them together, and what is known of a
 * large message should not wait for others.
 */
const mostBytes = 65_536;

/** What is sent in one turn of the loop leaves in one write: ten times the small messages a second. */
export class TurnCork {
  readonly #socket: Socket;
  #corked = false;
  #bytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Call before a write of so many bytes. */
  hold(bytes: number): void {
    if (this.#corked && this.#bytes + bytes > mostBytes) this.#release();
    if (bytes > mostBytes) return;
    this.#bytes += bytes;
    if (this.#corked) return;
    this.#corked = true;
    this.#socket.cork();
    process.nextTick(() => this.#release());
  }

  #release(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#bytes = 0;
    this.#socket.uncork();
  }
}
