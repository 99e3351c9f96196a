/** Positions in a line; taking the first costs nothing however long it is. */
class Line {
  readonly #items: number[] = [];
  #head = 0;

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  get first(): number {
    return this.#items[this.#head] ?? -1;
  }

  push(position: number): void {
    this.#items.push(position);
  }

  shift(): number | undefined {
    const first = this.#items[this.#head++];
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return first;
  }
}

/** Requests that wait for an answer, by key: at most `limit`, then the oldest is given up. */
export class Waiting {
  readonly #lines = new Map<string, Line>();
  /** Position and key of each, in order of position. */
  readonly #keys = new Map<number, string>();
  /** All that were added, in order; those answered since are passed over. */
  readonly #order = new Line();

  constructor(readonly limit: number) {}

  /** Positions that wait, ascending. */
  positions(): IterableIterator<number> {
    return this.#keys.keys();
  }

  get size(): number {
    return this.#keys.size;
  }

  /** Adds one behind all others; answers the position that was given up for it, -1 for none. */
  add(key: string, position: number): number {
    const line = this.#lines.get(key) ?? new Line();
    this.#lines.set(key, line);
    line.push(position);
    this.#keys.set(position, key);
    this.#order.push(position);
    // Who answers in order leaves nothing behind to pass over.
    while (!this.#order.empty && !this.#keys.has(this.#order.first)) this.#order.shift();
    if (this.#keys.size <= this.limit) return -1;
    // The oldest of all is the first of its line.
    const oldest = this.#keys.get(this.#order.first);
    return oldest === undefined ? -1 : this.take(oldest);
  }

  /** Takes the one that has waited longest under a key; -1 where none does. */
  take(key: string): number {
    const line = this.#lines.get(key);
    const position = line?.shift();
    if (line === undefined || position === undefined) return -1;
    if (line.empty) this.#lines.delete(key);
    this.#keys.delete(position);
    return position;
  }
}
