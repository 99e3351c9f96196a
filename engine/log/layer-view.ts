import { type Result, ok } from '../../contract/result.js';
import type { Layer } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
import type { LogReader, PayloadSlice } from './reader.js';
import { type View, noPosition } from './view.js';

/** Every row of a layer after row `afterSeq`: the log knows where they stand, so nothing is looked through. */
export class LayerView implements View {
  readonly failure = null;
  readonly done = true;
  readonly generation = 0;
  readonly #offs = new Set<() => void>();
  /** Rows of the layer up to `afterSeq`; unknown until that row is logged. */
  #skipped: number | null = null;

  constructor(
    readonly reader: LogReader,
    readonly layer: Layer,
    readonly afterSeq: number,
  ) {}

  get count(): number {
    return Math.max(0, this.reader.layerCount(this.layer) - this.#skip());
  }

  get fixed(): number {
    return this.count;
  }

  get scanned(): number {
    return this.reader.count;
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const skip = this.#skip();
    const start = Math.max(0, from);
    const batch = await this.reader.layerRows(this.layer, start + skip, Math.max(start, to) + skip);
    if (!batch.ok || skip === 0) return batch;
    const total = Math.max(0, batch.value.total - skip);
    return ok({ ...batch.value, from: Math.min(start, total), total });
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    const seq = this.seqAt(position);
    return seq === null
      ? Promise.resolve(noPosition(position, this.count))
      : this.reader.payload(seq, from, to);
  }

  seqAt(position: number): number | null {
    if (!Number.isInteger(position) || position < 0 || position >= this.count) return null;
    return this.reader.seqIn(this.layer, position + this.#skip());
  }

  positionOf(seq: number): number {
    const next = Math.min(Math.max(1, seq), this.reader.count + 1);
    return Math.min(Math.max(0, this.reader.rankIn(this.layer, next) - this.#skip()), this.count);
  }

  locate(seq: number): number | null {
    if (seq <= this.afterSeq) return null;
    const position = this.positionOf(seq);
    return this.seqAt(position) === seq ? position : null;
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  onChange(listener: () => void): () => void {
    const off = this.reader.onChange(listener);
    const leave = (): void => {
      off();
      this.#offs.delete(leave);
    };
    this.#offs.add(leave);
    return leave;
  }

  close(): void {
    for (const off of [...this.#offs]) off();
  }

  #skip(): number {
    if (this.#skipped !== null) return this.#skipped;
    if (this.afterSeq > this.reader.count) return this.reader.layerCount(this.layer);
    this.#skipped = this.reader.rankIn(this.layer, this.afterSeq + 1);
    return this.#skipped;
  }
}
