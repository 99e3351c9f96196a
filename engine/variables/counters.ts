/** Counters of one session: they go on by one step each time something they were used in is sent. */
export class Counters {
  readonly #next = new Map<string, number>();

  /** What the counter stands at; `start` where it has never been used. */
  peek(name: string, start: number): number {
    return this.#next.get(name) ?? start;
  }

  advance(name: string, to: number): void {
    this.#next.set(name, to);
  }
}
