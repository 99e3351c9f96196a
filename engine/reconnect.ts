import type { FullOptions } from '../contract/index.js';

/** When to try again: the delays after a loss, until the attempts are used up. */
export class Reconnect {
  #attempt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    readonly options: FullOptions['reconnect'],
    readonly random: () => number = Math.random,
  ) {}

  /** The next attempt (from 1) and its delay in milliseconds; null where there is none left or reconnecting is off. */
  next(): { readonly attempt: number; readonly delayMs: number } | null {
    const { enabled, attempts, delayMs, maxDelayMs, factor, jitter } = this.options;
    if (!enabled || (attempts > 0 && this.#attempt >= attempts)) return null;
    const attempt = ++this.#attempt;
    // A large power is Infinity, which the bound cuts.
    const full = Math.min(delayMs * factor ** (attempt - 1), Math.max(delayMs, maxDelayMs));
    return { attempt, delayMs: Math.round(full * (1 - jitter) + full * jitter * this.random()) };
  }

  /** After a connection was open: the next loss counts from the beginning. */
  reset(): void {
    this.#attempt = 0;
  }

  /** Calls `begin` when it is time for the next attempt, and answers which one; null where there is none. */
  schedule(begin: () => void): ReturnType<Reconnect['next']> {
    const next = this.next();
    if (next === null) return null;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      begin();
    }, next.delayMs);
    return next;
  }

  /** True where an attempt was waiting for its time. */
  cancel(): boolean {
    if (this.#timer === null) return false;
    clearTimeout(this.#timer);
    this.#timer = null;
    return true;
  }
}

/** "attempt 2 of 5", or without the end where there is none. */
export function attemptText(attempt: number, attempts: number): string {
  return attempts > 0 ? `attempt ${attempt} of ${attempts}` : `attempt ${attempt}`;
}
