import { Slice } from '../log/index.js';

/** Runs work that yields, in slices between which sockets have their turn. Null once the signal said stop. */
export async function drive<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T | null> {
  const slice = new Slice();
  while (!signal.aborted) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (slice.over) await slice.turn();
  }
  return null;
}
