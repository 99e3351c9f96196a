import { nextTurn, sliceMs } from '../log/index.js';

/** Runs work that yields, in slices between which sockets have their turn. Null once the signal said stop. */
export async function drive<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T | null> {
  let sliceEnd = performance.now() + sliceMs;
  while (!signal.aborted) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnd) continue;
    await nextTurn();
    sliceEnd = performance.now() + sliceMs;
  }
  return null;
}
