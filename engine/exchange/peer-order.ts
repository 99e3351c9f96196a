import { fail, maxRowsPerRead, ok } from '../../contract/index.js';
import type { Result, RowBatch } from '../../contract/index.js';
import { BatchBuilder } from '../log/batch.js';
import type { PayloadSlice, View } from '../log/index.js';

/** The rows of a view connection by connection, each in the order of the log. It takes 8 bytes a row. */
export class PeerOrder {
  readonly #view: Pick<View, 'rows' | 'payload'>;
  readonly #positions: Float64Array;

  private constructor(view: Pick<View, 'rows' | 'payload'>, positions: Float64Array) {
    this.#view = view;
    this.#positions = positions;
  }

  /** Of the first `count` rows of a view, which it looks through once. */
  static async of(view: Pick<View, 'rows' | 'payload'>, count: number, from = 0): Promise<Result<PeerOrder>> {
    const groups = new Map<number, number[]>();
    for (let at = from; at < count;) {
      const batch = await view.rows(at, Math.min(count, at + maxRowsPerRead));
      if (!batch.ok) return batch;
      if (batch.value.length === 0) break;
      for (let i = 0; i < batch.value.length; i++) {
        const group = groupOf(batch.value.peer[i] ?? 0);
        const list = groups.get(group);
        if (list === undefined) groups.set(group, [at + i]);
        else list.push(at + i);
      }
      at += batch.value.length;
    }
    const positions = new Float64Array([...groups.values()].reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const [, list] of [...groups].sort(([a], [b]) => a - b)) {
      positions.set(list, at);
      at += list.length;
    }
    return ok(new PeerOrder(view, positions));
  }

  get count(): number {
    return this.#positions.length;
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const end = Math.min(to, this.count);
    const start = Math.min(from, end);
    const builder = new BatchBuilder(end - start);
    for (let at = start; at < end;) {
      // Neighbours are read together.
      const first = this.#positions[at] ?? 0;
      let next = at + 1;
      while (next < end && this.#positions[next] === first + (next - at)) next++;
      const read = await this.#view.rows(first, first + next - at);
      if (!read.ok) return read;
      builder.addBatch(read.value);
      at = next;
    }
    return ok(builder.finish(start, this.count));
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    const at = this.#positions[position];
    if (at !== undefined) return this.#view.payload(at, from, to);
    return Promise.resolve(
      fail('log.no-row', `There is no row at position ${position}; there are ${this.count}.`),
    );
  }
}

/** What is said without a peer's number while a client dials belongs to its far end, peer 1. */
export function groupOf(peer: number): number {
  return peer === 0 ? 1 : peer;
}
