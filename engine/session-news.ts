import { Listeners } from './log/listeners.js';
import type { Off } from './session.js';

/** That something about a session has changed. Rows come by the million: listeners hear of them once a turn of the loop. */
export class SessionNews {
  readonly #listeners = new Listeners<string>();
  /** A few at most. Not a Set: each table that one leaves behind leads to the next, and V8 keeps them all for long. */
  #changed: string[] = [];
  /** The one that changed last in this turn: the next row is most likely of the same. */
  #latest = '';

  listen(listener: (id: string) => void): Off {
    return this.#listeners.add(listener);
  }

  changed(id: string): void {
    if (id === this.#latest) return;
    this.#latest = id;
    if (this.#changed.length === 0) setImmediate(this.#tell);
    if (!this.#changed.includes(id)) this.#changed.push(id);
  }

  clear(): void {
    this.#listeners.clear();
  }

  readonly #tell = (): void => {
    const ids = this.#changed;
    this.#changed = [];
    this.#latest = '';
    for (const id of ids) this.#listeners.tell(id);
  };
}
