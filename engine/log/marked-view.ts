import type { Failure, Result } from '../../contract/result.js';
import { ok } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import { BatchBuilder } from './batch.js';
import { Listeners } from './listeners.js';
import type { MarkReader } from './marks.js';
import { NumberList, numbers } from './number-list.js';
import type { PayloadSlice } from './reader.js';
import { nextTurn } from './slice.js';
import { type View, noPosition } from './view.js';

/** Messages of a framing looked at in one turn: some milliseconds. */
const sliceMessages = 200_000;

/**
 * The marked rows of another view, which it owns. Marks come and go at any place, so what stands at a
 * position changes with them: `generation` moves then. Of rows that messages were cut from, every message
 * that begins in a marked one is there.
 */
export class MarkedView implements View {
  generation = 0;
  /** Positions in the other view, ascending. */
  #found = new NumberList(numbers);
  /** Found among the messages that are not whole yet, behind those. */
  #tail: number[] = [];
  /** Log rows whose marks, or positions of a framing, that have been looked at. */
  #looked = 0;
  #again = false;
  #closed = false;
  #told = '';
  readonly #changes = new Listeners<undefined>();
  readonly #offs: readonly (() => void)[];

  constructor(
    readonly inner: View,
    readonly marks: MarkReader,
    /** Rows are messages, several of which can begin in one log row. */
    readonly framed: boolean,
  ) {
    this.#offs = [
      inner.onChange(() => {
        this.#look();
      }),
      marks.onChange(() => {
        this.generation++;
        this.#found = new NumberList(numbers);
        this.#looked = 0;
        this.#look();
      }),
    ];
    this.#look();
  }

  get count(): number {
    return this.#found.length + this.#tail.length;
  }

  get fixed(): number {
    return this.#found.length;
  }

  get scanned(): number {
    return this.inner.scanned;
  }

  get done(): boolean {
    return this.inner.done && (this.marks.done ?? true) && this.#looked >= this.#end;
  }

  get failure(): Failure | null {
    return this.inner.failure;
  }

  get #end(): number {
    return this.framed ? this.inner.fixed : this.inner.scanned;
  }

  #look(): void {
    if (this.#closed || this.#again) return;
    if (this.framed) this.#lookThrough();
    else this.#lookUp();
    if (this.#looked < this.#end) {
      this.#again = true;
      setImmediate(() => {
        this.#again = false;
        this.#look();
      });
    }
    const now = `${this.generation} ${this.count} ${this.done} ${this.done ? '' : this.scanned}`;
    if (now === this.#told) return;
    this.#told = now;
    this.#changes.tell(undefined);
  }

  /** Each mark is looked up in the other view: there are few of them, whatever the length of the log. */
  #lookUp(): void {
    const seqs = this.marks.seqs();
    const end = this.#end;
    for (let i = firstAbove(seqs, this.#looked); i < seqs.length; i++) {
      const seq = seqs[i] ?? 0;
      if (seq > end) break;
      const position = this.inner.locate(seq);
      if (position !== null) this.#found.push(position);
    }
    this.#looked = end;
  }

  #lookThrough(): void {
    const { inner, marks } = this;
    const end = Math.min(inner.fixed, this.#looked + sliceMessages);
    if (marks.size > 0) {
      for (let at = this.#looked; at < end; at++) if (this.#isMarked(at)) this.#found.push(at);
    }
    this.#looked = end;
    this.#tail = [];
    if (end < inner.fixed || marks.size === 0) return;
    for (let at = end; at < inner.count; at++) if (this.#isMarked(at)) this.#tail.push(at);
  }

  #isMarked(position: number): boolean {
    const seq = this.inner.seqAt(position);
    return seq !== null && this.marks.has(seq);
  }

  #at(position: number): number | null {
    if (!Number.isInteger(position) || position < 0) return null;
    const found = this.#found;
    return position < found.length ? found.get(position) : (this.#tail[position - found.length] ?? null);
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const total = this.count;
    const start = Math.min(Math.max(0, Math.trunc(from)), total);
    const end = Math.min(Math.max(start, Math.trunc(to)), total);
    const places = Array.from({ length: end - start }, (_, i) => this.#at(start + i) ?? 0);
    const batches: RowBatch[] = [];
    for (let i = 0; i < places.length;) {
      // Neighbours are read together.
      const first = places[i] ?? 0;
      let next = i + 1;
      while (next < places.length && places[next] === first + (next - i)) next++;
      const read = await this.inner.rows(first, first + next - i);
      if (!read.ok) return read;
      batches.push(read.value);
      i = next;
    }
    const batch = new BatchBuilder(batches.reduce((sum, { length }) => sum + length, 0));
    for (const one of batches) batch.addBatch(one);
    return ok(batch.finish(start, total));
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    const at = this.#at(position);
    return at === null ? Promise.resolve(noPosition(position, this.count)) : this.inner.payload(at, from, to);
  }

  seqAt(position: number): number | null {
    const at = this.#at(position);
    return at === null ? null : this.inner.seqAt(at);
  }

  skipAt(position: number): number {
    const at = this.#at(position);
    return at === null ? 0 : (this.inner.skipAt?.(at) ?? 0);
  }

  positionOf(seq: number): number {
    return this.#firstAtLeast(this.inner.positionOf(seq));
  }

  locate(seq: number): number | null {
    if (!this.marks.has(seq)) return null;
    const at = this.inner.locate(seq);
    if (at === null) return null;
    const position = this.#firstAtLeast(at);
    // The message that shows a row may have begun in an earlier one; the first that begins in it is meant then.
    return this.seqAt(position) === seq ? position : null;
  }

  #firstAtLeast(at: number): number {
    const position = this.#found.firstAtLeast(at);
    if (position < this.#found.length) return position;
    const under = this.#tail.findIndex((one) => one >= at);
    return under < 0 ? this.count : this.#found.length + under;
  }

  async settled(): Promise<void> {
    await this.inner.settled();
    await this.marks.settled?.();
    this.#look();
    while (this.#again) await nextTurn();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.#changes.clear();
    this.inner.close();
    this.marks.close?.();
  }
}

/** First index whose number is above `value`. */
function firstAbove(list: Float64Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
