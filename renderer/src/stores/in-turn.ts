/** Turns that wait at most; a key that is held down asks for more than anybody wants. */
export const mostWaiting = 32;

/** What is asked for while an earlier turn is under way. */
export interface Turns {
  /** Takes a turn behind those before it. False where too many wait: then nothing will be done. */
  take(run: () => Promise<void>): boolean;
  /** Kept once everything that was asked for is done. */
  idle(): Promise<void>;
}

/**
 * Does one thing after the other: what a key asks for while the host still answers the one before it is done then,
 * and not lost. A turn that throws, which is a bug, takes none of the later ones along.
 */
export function inTurn(): Turns {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    take(run) {
      if (waiting >= mostWaiting) return false;
      waiting++;
      const turn = last.then(run);
      const over = (): void => void waiting--;
      last = turn.then(over, over);
      // Nobody catches what a bug throws: it is told as such.
      void turn.then(() => undefined);
      return true;
    },
    idle: () => last,
  };
}
