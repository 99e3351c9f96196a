/** How often the clocks are looked at, milliseconds. */
const everyMs = 1_000;
/** A look that comes later than this says that nothing ran here: floods hold the loop for milliseconds. */
const heldMs = 2_000;
/** Clocks are steered by less than this from one look to the next (NTP slews 0.5 ms a second). */
const setMs = 1_000;

/** The two clocks of a machine, in milliseconds: one that people set, one that only goes on. */
export interface Clocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

const own: Clocks = { wall: Date.now, steady: () => performance.now() };

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/**
 * Notices that the machine slept, that the program was stopped, or that the clock was set: what a peer did meanwhile
 * was not seen, and rows go on counting from the clock that nobody sets. Some systems let that clock stand while they
 * sleep (Linux), others do not.
 */
export class ClockWatch {
  readonly #tell: (words: string) => void;
  readonly #clocks: Clocks;
  readonly #timer: NodeJS.Timeout;
  #wall: number;
  #steady: number;

  constructor(tell: (words: string) => void, clocks = own) {
    this.#tell = tell;
    this.#clocks = clocks;
    [this.#wall, this.#steady] = [clocks.wall(), clocks.steady()];
    this.#timer = setInterval(() => this.#look(), everyMs);
    // It keeps nobody alive.
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const [wall, steady] = [this.#clocks.wall(), this.#clocks.steady()];
    const [passed, gone] = [steady - this.#steady, wall - this.#wall];
    [this.#wall, this.#steady] = [wall, steady];
    if (passed - everyMs >= heldMs) {
      this.#tell(
        `Nothing ran here for ${seconds(passed)}: the machine slept, or Wirebench was stopped or too busy`,
      );
    }
    const ahead = gone - passed;
    if (Math.abs(ahead) < setMs) return;
    const why = ahead > 0 ? 'was set ahead, or went on while the machine slept,' : 'was set back';
    this.#tell(
      `The clock of this machine ${why} by ${seconds(Math.abs(ahead))}: rows go on as if it had not`,
    );
  }
}
