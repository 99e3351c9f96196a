/** Turns of `offer` that wait at most; a key that is held down asks for more than anybody wants. */
export const mostWaiting = 32;

/** What is asked for while an earlier turn is under way. */
export interface Turns {
  /** Takes a turn behind those before it. */
  take<T>(work: () => T | Promise<T>): Promise<T>;
  /** As `take`, for what a key may ask for without end. False where too many wait: then nothing will be done. */
  offer(work: () => Promise<void>): boolean;
  /** Kept once everything that was asked for is done. */
  idle(): Promise<void>;
}

/**
 * Does one thing after the other: what is asked for while the host still answers the one before it is done then, from
 * what that one left, and not lost. One that fails is told to whoever asked for it, and takes none of the later ones
 * along.
 */
export function inTurn(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  function take<T>(work: () => T | Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }
  return {
    take,
    offer(work) {
      if (waiting >= mostWaiting) return false;
      waiting++;
      // Nobody catches what a bug throws: it is told as such.
      void take(async () => {
        try {
          await work();
        } finally {
          waiting--;
        }
      });
      return true;
    },
    async idle() {
      await last;
    },
  };
}
