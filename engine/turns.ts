/**
 * Does one thing after the other, in the order it was asked for: what reads and then writes goes on from what the one
 * before it left. One that fails is told to whoever asked for it, and takes none of the later ones along.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Kept once everything that was asked for until now is done or has failed. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
