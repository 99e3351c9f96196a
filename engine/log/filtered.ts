import { isLife } from '../../contract/row.js';
import { type Result, ok } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import { BatchBuilder } from './batch.js';
import type { BlockView } from './block-view.js';
import type { Filter, KindMask } from './filter.js';
import { maxBlockPayload } from './format.js';
import { NumberList, numbers } from './number-list.js';
import { type LogReader, type PayloadSlice, nextTurn } from './reader.js';
import type { ViewRows } from './scanning-view.js';
import type { TextSearch } from './text-search.js';
import { noPosition } from './view.js';

/** Bytes of a large row searched at once: less than a slice of work. */
const pieceBytes = 1 << 20;

/** Log rows that pass a filter: 8 bytes of memory each. */
export class FilteredRows implements ViewRows {
  readonly kinds: KindMask | undefined;
  readonly firstSeq: number;
  readonly #seqs = new NumberList(numbers);
  /** A large row whose text has yet to be looked for. */
  #undecided = 0;

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

  visit(block: BlockView, start: number, end: number): boolean | undefined {
    const { filter } = this;
    const { payload } = block;
    if (filter.text !== null && (payload === null || (block.at[end] ?? 0) > maxBlockPayload)) {
      if (!filter.passesColumns(block, start)) return undefined;
      this.#undecided = block.firstSeq + start;
      return false;
    }
    filter.eachRow(block, start, end, payload ?? nothing, (row) => {
      this.#seqs.push(block.firstSeq + row);
    });
    return undefined;
  }

  async settle(signal: AbortSignal): Promise<Result<void>> {
    const seq = this.#undecided;
    this.#undecided = 0;
    const { text } = this.filter;
    if (seq === 0 || text === null) return ok();
    const facts = await this.reader.row(seq);
    if (!facts.ok) return facts;
    const found = isLife(facts.value.kind)
      ? await this.#wholeHolds(seq)
      : await holdsText(this.reader, seq, text, signal);
    if (!found.ok) return found;
    if (found.value) this.#seqs.push(seq);
    return ok();
  }

  async #wholeHolds(seq: number): Promise<Result<boolean>> {
    const facts = await this.reader.row(seq);
    if (!facts.ok) return facts;
    const whole = await this.reader.payload(seq);
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
async function holdsText(
  reader: LogReader,
  seq: number,
  text: TextSearch,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  for (let from = 0; !signal.aborted; from += pieceBytes) {
    const piece = await reader.payload(seq, from, from + pieceBytes + text.length - 1);
    if (!piece.ok) return piece;
    if (text.isIn(piece.value.bytes)) return ok(true);
    if (from + pieceBytes >= piece.value.total) break;
    await nextTurn();
  }
  return ok(false);
}
