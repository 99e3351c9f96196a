interface Throttled {
  /** When it was told last, milliseconds of the monotonic clock. */
  toldAt: number;
  timer: NodeJS.Timeout | null;
}

/**
 * Tells of each key at most once per interval: at once where it was silent, else when the interval is
 * over, so that the last change is always told.
 */
export class Throttle<Key> {
  readonly #keys = new Map<Key, Throttled>();
  #closed = false;

  constructor(
    readonly tell: (key: Key) => void,
    /** Milliseconds. */
    readonly intervalOf: (key: Key) => number,
  ) {}

  /** Something about the key has changed. */
  touch(key: Key): void {
    if (this.#closed) return;
    const known = this.#keys.get(key);
    if (known?.timer != null) return;
    const now = performance.now();
    const wait = known === undefined ? 0 : known.toldAt + this.intervalOf(key) - now;
    if (known === undefined || wait <= 0) {
      this.#keys.set(key, { toldAt: now, timer: null });
      this.tell(key);
      return;
    }
    known.timer = setTimeout(() => {
      known.timer = null;
      known.toldAt = performance.now();
      this.tell(key);
    }, wait);
  }

  /** What waits is told now: its interval has become shorter. */
  hurry(key: Key): void {
    const known = this.#keys.get(key);
    if (known?.timer == null) return;
    clearTimeout(known.timer);
    known.timer = null;
    known.toldAt = performance.now();
    this.tell(key);
  }

  /** The key is no more. */
  drop(key: Key): void {
    const known = this.#keys.get(key);
    if (known?.timer != null) clearTimeout(known.timer);
    this.#keys.delete(key);
  }

  close(): void {
    this.#closed = true;
    for (const key of [...this.#keys.keys()]) this.drop(key);
  }
}
