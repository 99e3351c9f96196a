/**
 * How often something may happen: `perSecond` on the long run, `burst` at once. A clock that is set back gives
 * nothing, one that is set forward no more than a burst.
 */
export class Pace {
  #left: number;
  #at: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    /** Milliseconds. */
    private readonly now: () => number = Date.now,
  ) {
    this.#left = burst;
    this.#at = now();
  }

  /** Takes one of what is left; false where nothing is. */
  take(): boolean {
    const at = this.now();
    this.#left = Math.min(this.burst, this.#left + (Math.max(0, at - this.#at) / 1_000) * this.perSecond);
    this.#at = at;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
