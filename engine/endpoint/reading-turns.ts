/**
 * Sockets that go on reading in one turn after they had to wait: what they read, a buffer each, is about what a turn
 * allows. The others follow in the next turns, in the order they came.
 */
const atOnce = 4;

/**
 * How much all sockets together read before timers, sends and screens have their turn. libuv reads a busy socket 32
 * times before it looks at anything else, which alone was 10 ms of small messages.
 */
export class ReadingTurns {
  #spent = 0;
  #waiting: (() => void)[] = [];
  #scheduled = false;

  /** Counts a share of a turn (1 is all of it) as spent. False where the socket is to stop reading, and to `wait`. */
  spend(share: number): boolean {
    this.#spent += share;
    this.#schedule();
    return this.#spent < 1;
  }

  /** `goOn` is called in one of the next turns. */
  wait(goOn: () => void): void {
    this.#waiting.push(goOn);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#spent = 0;
      for (const goOn of this.#waiting.splice(0, atOnce)) goOn();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}
