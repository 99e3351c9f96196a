import { Direction, type Layer, RowKind, isLife } from '../../contract/row.js';
import type { FilterSpec } from '../../contract/session.js';
import { wholeSentence } from './batch.js';
import { type BlockView, headSizeOf, kindOf, peerOf } from './block-view.js';
import { type KindMask, maskOf } from './kind-mask.js';
import { isHidden } from './layer.js';
import type { Query, RowColumns } from './query.js';
import { TextSearch } from './text-search.js';

/** A filter made ready to be asked about many rows. */
export class Filter {
  /** Rows up to this number are left out. */
  readonly afterSeq: number;
  /** Undefined where every kind passes. */
  readonly kinds: KindMask | undefined;
  readonly text: TextSearch | null;
  /** True if rows of the layer pass whatever they are. */
  readonly passesAll: boolean;
  /** True if columns decide nothing but what the query asks of them. */
  readonly #anyColumns: boolean;
  readonly #directions: number;
  readonly #peer: number;
  /** Nanoseconds: from the first to before the second. */
  readonly #from: number;
  readonly #to: number;

  constructor(
    spec: FilterSpec = {},
    /** Rows that this layer leaves out do not pass. */
    readonly layer: Layer = 'messages',
    /** What is asked of the rows that pass all else. */
    readonly query: Query | null = null,
  ) {
    this.afterSeq = spec.afterSeq ?? 0;
    const kinds = spec.kinds === undefined ? undefined : maskOf(spec.kinds.map((name) => RowKind[name]));
    this.kinds = both(kinds, query?.kinds);
    this.text = spec.text === undefined || spec.text === '' ? null : new TextSearch(spec.text);
    this.#directions = 0;
    for (const direction of spec.directions ?? (['none', 'in', 'out'] as const)) {
      this.#directions |= 1 << Direction[direction];
    }
    this.#peer = spec.peer ?? -1;
    this.#from = spec.from ?? 0;
    this.#to = spec.to ?? Number.POSITIVE_INFINITY;
    this.#anyColumns =
      this.kinds === undefined &&
      spec.directions === undefined &&
      this.#peer < 0 &&
      this.#from === 0 &&
      this.#to === Number.POSITIVE_INFINITY;
    this.passesAll = this.#anyColumns && this.text === null && query === null;
  }

  /** True if all but the text and the query is as asked for. */
  passesColumns(block: BlockView, i: number): boolean {
    if (isHidden(block, i, this.layer)) return false;
    if (this.#anyColumns) return true;
    const time = block.baseTime + (block.time[i] ?? 0);
    if (time < this.#from || time >= this.#to) return false;
    const kind = block.kind[i] ?? 0;
    if (this.kinds !== undefined) {
      const mask = (kind & 32) === 0 ? this.kinds.low : this.kinds.high;
      if ((mask & (1 << (kind & 31))) === 0) return false;
    }
    // Direction 3 is none we write; it passes only where directions do not matter.
    if (((this.#directions >>> ((block.marks[i] ?? 0) & 3)) & 1) === 0) return false;
    return this.#peer < 0 || peerOf(block, i) === this.#peer;
  }

  /** True if the text stands in these bytes, which are a whole payload; of a life row, in its sentence. */
  passesText(kind: number, payload: Uint8Array): boolean {
    if (this.text === null) return true;
    return this.text.isIn(isLife(kind) ? wholeSentence(payload) : payload);
  }

  /** Tells each row of `[start, end)` that passes all but the query, in order. The block must have its payload. */
  eachRow(
    block: BlockView,
    start: number,
    end: number,
    payload: Uint8Array,
    hit: (row: number) => void,
  ): void {
    const { text } = this;
    if (text === null) {
      for (let i = start; i < end; i++) if (this.passesColumns(block, i)) hit(i);
      return;
    }
    for (let i = start; i < end;) {
      // Life rows are searched one by one, for their sentence is not what is stored.
      let next = i;
      while (next < end && !isLife(block.kind[next] ?? 0)) next++;
      if (next > i) {
        text.eachRow(
          payload,
          block.at,
          i,
          next,
          (row) => {
            if (this.passesColumns(block, row)) hit(row);
          },
          (row) => headSizeOf(block, row),
        );
      }
      for (; next < end && isLife(block.kind[next] ?? 0); next++) {
        if (!this.passesColumns(block, next)) continue;
        if (this.passesText(block.kind[next] ?? 0, payload.subarray(block.at[next], block.at[next + 1])))
          hit(next);
      }
      i = next;
    }
  }
}

function both(one: KindMask | undefined, other: KindMask | undefined): KindMask | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { low: one.low & other.low, high: one.high & other.high };
}

/** Fills in what the columns of a block say of row `i`. */
export function readColumns(block: BlockView, i: number, into: RowColumns): RowColumns {
  const marks = block.marks[i] ?? 0;
  into.seq = block.firstSeq + i;
  into.kind = kindOf(block, i);
  into.direction = marks & 3;
  into.flags = marks >>> 2;
  into.peer = peerOf(block, i);
  into.time = block.baseTime + (block.time[i] ?? 0);
  into.size = (block.at[i + 1] ?? 0) - (block.at[i] ?? 0) - headSizeOf(block, i);
  return into;
}
