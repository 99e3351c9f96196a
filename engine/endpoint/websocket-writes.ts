import type { Socket } from 'node:net';
import { TurnCork } from './turn-cork.js';

/** What has been handed to `ws` and not yet taken by the kernel. */
export class PendingWrites {
  readonly #cork: TurnCork;
  #count = 0;
  #bytes = 0;
  #idle: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#cork = new TurnCork(socket);
  }

  /** Bytes of payload not taken; what failed counts for ever. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Call before a write, and the answer with its outcome. */
  begin(bytes: number): (error: Error | null) => void {
    this.#count += 1;
    this.#bytes += bytes;
    this.#cork.hold(bytes);
    return (error) => {
      this.#count -= 1;
      if (error === null) this.#bytes -= bytes;
      if (this.#count === 0) this.giveUp();
    };
  }

  /** Resolves when nothing is on its way. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((done) => this.#idle.push(done));
  }

  /** Lets those go who wait for `idle`. */
  giveUp(): void {
    for (const done of this.#idle.splice(0)) done();
  }
}
