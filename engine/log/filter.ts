import { Direction, type Layer, RowKind, isLife } from '../../contract/row.js';
import type { FilterSpec } from '../../contract/session.js';
import { wholeSentence } from './batch.js';
import { type BlockView, headSizeOf, peerOf } from './block-view.js';
import { isHidden } from './layer.js';
import { TextSearch } from './text-search.js';

/** Kinds as bits `kind % 64`, as block headers hold them. */
export interface KindMask {
  readonly low: number;
  readonly high: number;
}

/** A filter made ready to be asked about many rows. */
export class Filter {
  /** Rows up to this number are left out. */
  readonly afterSeq: number;
  /** Undefined where every kind passes. */
  readonly kinds: KindMask | undefined;
  readonly text: TextSearch | null;
  /** True if rows of the layer pass whatever they are. */
  readonly passesAll: boolean;
  /** True if columns decide nothing and only the text is looked for. */
  readonly #anyColumns: boolean;
  readonly #directions: number;
  readonly #peer: number;

  constructor(
    spec: FilterSpec = {},
    /** Rows that this layer leaves out do not pass. */
    readonly layer: Layer = 'messages',
  ) {
    this.afterSeq = spec.afterSeq ?? 0;
    this.kinds = spec.kinds === undefined ? undefined : maskOf(spec.kinds);
    this.text = spec.text === undefined || spec.text === '' ? null : new TextSearch(spec.text);
    this.#directions = 0;
    for (const direction of spec.directions ?? (['none', 'in', 'out'] as const)) {
      this.#directions |= 1 << Direction[direction];
    }
    this.#peer = spec.peer ?? -1;
    this.#anyColumns = this.kinds === undefined && spec.directions === undefined && this.#peer < 0;
    this.passesAll = this.#anyColumns && this.text === null;
  }

  /** True if all but the text is as asked for. */
  passesColumns(block: BlockView, i: number): boolean {
    if (isHidden(block, i, this.layer)) return false;
    if (this.#anyColumns) return true;
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

  /** Tells each row of `[start, end)` that passes, in order. The block must have its payload. */
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

function maskOf(kinds: NonNullable<FilterSpec['kinds']>): KindMask {
  let low = 0;
  let high = 0;
  for (const name of kinds) {
    const kind = RowKind[name];
    if (kind < 32) low |= 1 << kind;
    else high |= 1 << (kind & 31);
  }
  return { low, high };
}
