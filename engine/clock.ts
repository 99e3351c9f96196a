/** Time of a session: monotonic nanoseconds since its origin, and the wall clock at that origin. */
export class Clock {
  /** Epoch milliseconds at the origin. */
  readonly startedAt = Date.now();
  readonly #origin = process.hrtime.bigint();

  /** Nanoseconds since the origin; exact for the first 104 days (2^53 ns). */
  readonly now = (): number => Number(process.hrtime.bigint() - this.#origin);
}
