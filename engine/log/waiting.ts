/** Positions taken of a line before it is made anew. */
const mostTaken = 1024;

/** Positions in a line; taking the first costs nothing however long it is. */
class Line {
  readonly #items: number[] = [];
  #head = 0;

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  /** Positions held, those taken since included. */
  get held(): number {
    return this.#items.length;
  }

  get first(): number {
    return this.#items[this.#head] ?? -1;
  }

  push(position: number): void {
    this.#items.push(position);
  }

  shift(): number | undefined {
    const first = this.#items[this.#head++];
    if (this.#head > mostTaken && this.#head * 2 > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return first;
  }
}

/** Added since the oldest that waits, for each that may wait, before those answered are let go. */
const passedOver = 2;

/** Requests that wait for an answer, by key: at most `limit`, then the oldest is given up. */
export class Waiting {
  readonly #lines = new Map<string, Line>();
  /** Position and key of each, in order of position. */
  readonly #keys = new Map<number, string>();
  /** All that were added, in order; those answered since are passed over. */
  #order = new Line();

  constructor(readonly limit: number) {}

  /** Positions held for the order, those answered since included. */
  get held(): number {
    return this.#order.held;
  }

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
    if (this.#order.held > passedOver * this.limit + mostTaken) this.#forgetAnswered();
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

  /** One request that is never answered would have all behind it held for ever. */
  #forgetAnswered(): void {
    this.#order = new Line();
    for (const position of this.#keys.keys()) this.#order.push(position);
  }
}
