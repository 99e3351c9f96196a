import { Listeners } from './listeners.js';

/** Between two calls of listeners, milliseconds: what is told is drawn, not acted upon. */
const tellMs = 200;

/** News that listeners hear some times a second, however often there is some. */
export class PacedNews {
  readonly #listeners = new Listeners<undefined>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** Answers its own `off`. */
  add(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** There is something new: whoever listens by now hears of it soon. */
  soon(): void {
    if (this.#timer !== null || this.#closed || !this.#listeners.any) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.now();
    }, tellMs);
    this.#timer.unref();
  }

  now(): void {
    this.#listeners.tell(undefined);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listeners.clear();
  }
}
