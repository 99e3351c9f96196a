import type { Correlation } from './correlate.js';
import { Listeners } from './listeners.js';
import type { MarkReader } from './marks.js';

/** Requests without an answer as a set of rows that changes, like that of the marked ones. */
export class Unanswered implements MarkReader {
  #seqs: Float64Array = new Float64Array();
  #revision = -1;
  readonly #changes = new Listeners<undefined>();
  readonly #off: () => void;

  constructor(
    readonly correlation: Correlation,
    readonly release: () => void,
  ) {
    this.#off = correlation.onChange(() => this.refresh());
    this.refresh();
  }

  get size(): number {
    return this.#seqs.length;
  }

  /** What changed since it was told last is told now. */
  refresh(): void {
    if (this.#revision === this.correlation.revision) return;
    this.#revision = this.correlation.revision;
    this.#seqs = this.correlation.unanswered();
    this.#changes.tell(undefined);
  }

  seqs(): Float64Array {
    return this.#seqs;
  }

  has(seq: number): boolean {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return this.#seqs[low] === seq;
  }

  commentOf(): null {
    return null;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  get done(): boolean {
    return this.correlation.done;
  }

  async settled(): Promise<void> {
    await this.correlation.settled();
    this.refresh();
  }

  close(): void {
    this.#off();
    this.release();
  }
}
