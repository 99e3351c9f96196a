/** Lets one writer at a time pass, in the order they came: pieces of two messages must not mix. */
export class Turns {
  #held = false;
  readonly #waiting: (() => void)[] = [];

  get busy(): boolean {
    return this.#held;
  }

  /** Resolves when it is the caller's turn; `give` it back. */
  take(): Promise<void> {
    if (!this.#held) {
      this.#held = true;
      return Promise.resolve();
    }
    return new Promise((mine) => this.#waiting.push(mine));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#held = false;
  }
}
