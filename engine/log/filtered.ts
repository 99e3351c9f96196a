import { isLife } from '../../contract/row.js';
import { type Result, ok } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import { BatchBuilder, maxLifeBytes } from './batch.js';
import { type BlockView, headSizeOf } from './block-view.js';
import { type Filter, readColumns } from './filter.js';
import { maxBlockPayload } from './format.js';
import type { KindMask } from './kind-mask.js';
import { NumberList, numbers } from './number-list.js';
import type { RowColumns } from './query.js';
import type { LogReader, PayloadSlice } from './reader.js';
import type { ViewRows } from './scanning-view.js';
import type { Deadline, Slice } from './slice.js';
import type { TextSearch } from './text-search.js';
import { noPosition } from './view.js';

/** Bytes of a large row searched at once: less than a slice of work. */
const pieceBytes = 1 << 20;

/** A row that could not be decided within a visit, or that stands behind such a one. */
interface Undecided {
  readonly seq: number;
  /** The text has yet to be looked for. */
  readonly text: boolean;
  /** The query has yet to be asked. */
  readonly query: boolean;
}

/** Log rows that pass a filter: 8 bytes of memory each. */
export class FilteredRows implements ViewRows {
  readonly kinds: KindMask | undefined;
  readonly firstSeq: number;
  readonly #seqs = new NumberList(numbers);
  /** Rows of this visit whose payload was looked into, and the one before which time was up; -1 while it is not. */
  #asked = 0;
  #stopAt = -1;
  /** In order; what follows them is decided behind them. */
  #undecided: Undecided[] = [];
  readonly #row: RowColumns = { seq: 0, kind: 0, direction: 0, flags: 0, peer: 0, time: 0, size: 0 };

  constructor(
    readonly reader: LogReader,
    readonly filter: Filter,
  ) {
    this.kinds = filter.kinds;
    this.firstSeq = filter.afterSeq + 1;
  }

  get count(): number {
    return this.#seqs.length;
  }

  get fixed(): number {
    return this.count;
  }

  visit(block: BlockView, start: number, end: number, slice: Deadline): boolean | number | undefined {
    const { filter } = this;
    const { payload } = block;
    if (filter.text !== null && (payload === null || (block.at[end] ?? 0) > maxBlockPayload)) {
      if (!filter.passesColumns(block, start)) return undefined;
      if (filter.query?.decide(readColumns(block, start, this.#row)) === false) return undefined;
      this.#undecided.push({ seq: block.firstSeq + start, text: true, query: filter.query !== null });
      return false;
    }
    this.#asked = 0;
    this.#stopAt = -1;
    filter.eachRow(block, start, end, payload ?? nothing, (row) => {
      this.#look(block, row, slice);
    });
    if (this.#stopAt >= 0) return this.#stopAt;
    return this.#undecided.length > 0 ? false : undefined;
  }

  /** Asks the query of a row that passes all else. */
  #look(block: BlockView, i: number, slice: Deadline): void {
    if (this.#stopAt >= 0) return;
    const seq = block.firstSeq + i;
    const passes = this.#passes(block, i, slice);
    if (passes === false || this.#stopAt >= 0) return;
    if (passes === undefined || this.#undecided.length > 0) {
      this.#undecided.push({ seq, text: false, query: passes === undefined });
    } else this.#seqs.push(seq);
  }

  #passes(block: BlockView, i: number, slice: Deadline): boolean | undefined {
    const { query } = this.filter;
    if (query === null) return true;
    const row = readColumns(block, i, this.#row);
    const known = query.decide(row);
    if (known !== undefined || block.payload === null) return known;
    if (this.#asked > 0 && slice.over) {
      // Behind one that is still to be decided this one is, too; else the scan comes back to it.
      if (this.#undecided.length === 0) this.#stopAt = i;
      return undefined;
    }
    this.#asked++;
    const stored = block.payload.subarray((block.at[i] ?? 0) + headSizeOf(block, i), block.at[i + 1]);
    return query.passes(row, stored, slice);
  }

  async settle(signal: AbortSignal, slice: Slice): Promise<Result<void>> {
    const undecided = this.#undecided;
    this.#undecided = [];
    let failed: Result<void> = ok();
    for (const { seq, text, query } of undecided) {
      if (signal.aborted) break;
      const found = text || query ? await this.#decide(seq, text, signal, slice) : ok(true);
      if (!found.ok) failed = found;
      else if (found.value) this.#seqs.push(seq);
      await slice.rest();
    }
    return failed;
  }

  async #decide(seq: number, text: boolean, signal: AbortSignal, slice: Slice): Promise<Result<boolean>> {
    const facts = await this.reader.row(seq);
    if (!facts.ok) return facts;
    if (text && this.filter.text !== null) {
      const found = isLife(facts.value.kind)
        ? await this.#wholeHolds(seq)
        : await holdsText(this.reader, seq, this.filter.text, signal, slice);
      if (!found.ok || !found.value) return found;
    }
    if (this.filter.query === null) return ok(true);
    const content = {
      size: facts.value.size,
      read: async (from: number, to: number): Promise<Result<Uint8Array>> => {
        const piece = await this.reader.payload(seq, from, to);
        return piece.ok ? ok(piece.value.bytes) : piece;
      },
    };
    return this.filter.query.settle(facts.value, content, signal, slice);
  }

  async #wholeHolds(seq: number): Promise<Result<boolean>> {
    const facts = await this.reader.row(seq);
    if (!facts.ok) return facts;
    const whole = await this.reader.payload(seq, 0, maxLifeBytes);
    return whole.ok ? ok(this.filter.passesText(facts.value.kind, whole.value.bytes)) : whole;
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const total = this.count;
    const start = Math.min(Math.max(0, Math.trunc(from)), total);
    const end = Math.min(Math.max(start, Math.trunc(to)), total);
    const batch = new BatchBuilder(end - start);
    for (let position = start; position < end;) {
      // Neighbours in the log are read together.
      let next = position + 1;
      const seq = this.#seqs.get(position);
      while (next < end && this.#seqs.get(next) === seq + (next - position)) next++;
      const read = await this.reader.rows(seq - 1, seq - 1 + next - position);
      if (!read.ok) return read;
      batch.addBatch(read.value);
      position = next;
    }
    return ok(batch.finish(start, total));
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    const seq = this.seqAt(position);
    return seq === null
      ? Promise.resolve(noPosition(position, this.count))
      : this.reader.payload(seq, from, to);
  }

  seqAt(position: number): number | null {
    return position >= 0 && position < this.count ? this.#seqs.get(position) : null;
  }

  positionOf(seq: number): number {
    return this.#seqs.firstAtLeast(seq);
  }

  locate(seq: number): number | null {
    const position = this.positionOf(seq);
    return this.seqAt(position) === seq ? position : null;
  }
}

const nothing = new Uint8Array();

/** Looks for text in a payload of any size, by ranges that overlap by its length. */
export async function holdsText(
  reader: LogReader,
  seq: number,
  text: TextSearch,
  signal: AbortSignal,
  slice: Slice,
): Promise<Result<boolean>> {
  for (let from = 0; !signal.aborted; from += pieceBytes) {
    const piece = await reader.payload(seq, from, from + pieceBytes + text.length - 1);
    if (!piece.ok) return piece;
    if (text.isIn(piece.value.bytes)) return ok(true);
    if (from + pieceBytes >= piece.value.total) break;
    await slice.turn();
  }
  return ok(false);
}
