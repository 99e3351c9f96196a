import type { EventValue } from '../contract/index.js';

type Problem = EventValue<'host.problem'>;

/** More than that and the first are of no interest any more. */
const mostWaiting = 20;

/** What a host tells its pages of itself; where no page is there, the next one hears it. */
export class HostNews {
  readonly #listeners = new Set<(problem: Problem) => void>();
  readonly #waiting: Problem[] = [];

  tell(problem: Problem): void {
    if (this.#listeners.size === 0) return this.tellNext(problem);
    for (const listener of this.#listeners) listener(problem);
  }

  /** Told to the next page that comes: those that are here may be about to go. */
  tellNext(problem: Problem): void {
    this.#waiting.push(problem);
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
  }

  listen(listener: (problem: Problem) => void): () => void {
    this.#listeners.add(listener);
    for (const problem of this.#waiting.splice(0)) listener(problem);
    return () => void this.#listeners.delete(listener);
  }
}
