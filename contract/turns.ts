/** Turns of `offer` that wait at most; a key that is held down asks for more than anybody wants. */
export const mostWaiting = 32;

/**
 * Does one thing after the other, in the order it was asked for: what reads and then writes goes on from what the one
 * before it left, and what is asked for while the other end still answers is done then, and not lost. One that fails is
 * told to whoever asked for it, and takes none of the later ones along.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #offered = 0;

  /** Takes a turn behind those before it. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** As `take`, for what a key may ask for without end. False where too many wait: then nothing will be done. */
  offer(work: () => Promise<void>): boolean {
    if (this.#offered >= mostWaiting) return false;
    this.#offered++;
    // Nobody catches what a bug throws: it is told as such.
    void this.take(async () => {
      try {
        await work();
      } finally {
        this.#offered--;
      }
    });
    return true;
  }

  /** Kept once everything that was asked for until now is done or has failed. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
