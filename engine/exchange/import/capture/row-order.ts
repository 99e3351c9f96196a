import { type CapturedRow, type SessionRows, captureLimits } from './model.js';

interface Entry {
  readonly at: number;
  readonly turn: number;
  readonly row: CapturedRow;
  readonly to: SessionRows;
}

/**
 * Brings rows into the order of time on their way to their sessions: what was put together late, or was
 * captured on another interface, finds its place as long as not too many rows lie between.
 */
export class RowOrder {
  /** A heap: no entry comes before its parent at half its place. */
  readonly #heap: Entry[] = [];
  #turn = 0;
  #bytes = 0;

  constructor(
    private readonly most: number = captureLimits.orderedRows,
    private readonly mostBytes: number = captureLimits.orderedBytes,
  ) {}

  /** `at` orders the rows of all sessions; of those at one moment the first that came is the first. */
  add(at: number, row: CapturedRow, to: SessionRows): void {
    const entry = { at, turn: this.#turn++, row, to };
    this.#bytes += row.payload.length;
    let place = this.#heap.length;
    this.#heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = entry;
    while (this.#heap.length > this.most || this.#bytes > this.mostBytes) this.#takeFirst();
  }

  /** Everything goes on its way. */
  flush(): void {
    while (this.#heap.length > 0) this.#takeFirst();
  }

  #takeFirst(): void {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return;
    const size = this.#heap.length;
    let place = 0;
    while (size > 0) {
      let child = 2 * place + 1;
      if (child >= size) break;
      const [left, right] = [this.#heap[child], this.#heap[child + 1]];
      let next = left;
      if (left !== undefined && right !== undefined && isBefore(right, left)) {
        next = right;
        child++;
      }
      if (next === undefined || !isBefore(next, last)) break;
      this.#heap[place] = next;
      place = child;
    }
    if (size > 0) this.#heap[place] = last;
    this.#bytes -= first.row.payload.length;
    first.to.add(first.row);
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
