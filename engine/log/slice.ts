/**
 * Work between two turns given to the loop, milliseconds. What is looked at between two looks at the clock is kept
 * far below it; a single step that is not (a native search or checksum of up to 1 MiB) may end behind it.
 */
export const sliceMs = 4;

/** What slices are measured by, and what ends them. */
export interface SliceClock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Resolves when the loop has polled its sockets once more. */
  turn(): Promise<void>;
}

const real: SliceClock = {
  now: () => performance.now(),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};
let clock = real;

/** Measures every slice of this process by a clock of the caller's, for tests that count work; answers its own `off`. */
export function measureSlices(by: Partial<SliceClock>): () => void {
  clock = { ...real, ...by };
  return () => {
    clock = real;
  };
}

/** Resolves when the loop has polled its sockets once more. */
export function nextTurn(): Promise<void> {
  return clock.turn();
}

/** Whether it is time to stop, as whoever works within a slice sees it. */
export interface Deadline {
  readonly over: boolean;
}

/** Of work so small that it is done in one go. */
export const noDeadline: Deadline = { over: false };

/** A slice of work: begins when it is made. */
export class Slice implements Deadline {
  #end = clock.now() + sliceMs;

  get over(): boolean {
    return clock.now() >= this.#end;
  }

  /** Begins anew, behind something that gave the loop its turn. */
  begin(): void {
    this.#end = clock.now() + sliceMs;
  }

  /** Gives the loop its turn and begins anew. */
  async turn(): Promise<void> {
    await nextTurn();
    this.begin();
  }

  /** The same once the slice is over; undefined, with nothing to wait for, before that. */
  rest(): Promise<void> | undefined {
    return this.over ? this.turn() : undefined;
  }
}

/** Runs work that yields, in slices between which sockets have their turn. */
export async function inTurns<T>(work: Generator<void, T, void>): Promise<T> {
  const slice = new Slice();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (slice.over) await slice.turn();
  }
}
