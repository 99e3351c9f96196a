import { validateFraming } from '../../codec/index.js';
import { type Result, ok } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import { Filter } from './filter.js';
import { FilteredRows } from './filtered.js';
import { FramedRows } from './framed.js';
import { MarkedView } from './marked-view.js';
import type { MarkReader } from './marks.js';
import type { LogReader, PayloadSlice } from './reader.js';
import { ScanningView } from './scanning-view.js';
import { type View, type ViewSpec, noPosition } from './view.js';

/**
 * A view of a log; `framing.invalid` where the framing makes no sense. Without any choice it costs nothing.
 * A filter that asks for marked rows needs to be told which they are.
 */
export function createView(
  reader: LogReader,
  spec: ViewSpec = {},
  marks: MarkReader = unmarked,
): Result<View> {
  const { marked = false, ...filter } = spec.filter ?? {};
  if (!marked) return createUnmarked(reader, spec);
  const inner = createUnmarked(reader, { ...spec, filter });
  if (!inner.ok) return inner;
  const framed = spec.framing !== undefined && spec.framing.kind !== 'raw';
  return ok(new MarkedView(inner.value, marks, framed));
}

/** Of a log that was opened without its marks. */
const unmarked: MarkReader = {
  size: 0,
  has: () => false,
  commentOf: () => null,
  seqs: () => new Float64Array(),
  onChange: () => () => undefined,
};

function createUnmarked(reader: LogReader, spec: ViewSpec): Result<View> {
  const filter = new Filter(spec.filter);
  const framing = spec.framing ?? { kind: 'raw' };
  if (framing.kind !== 'raw') {
    const valid = validateFraming(framing);
    if (!valid.ok) return valid;
    return ok(new ScanningView(reader, new FramedRows(reader, filter, valid.value)));
  }
  if (filter.passesAll) return ok(new WholeView(reader, filter.afterSeq));
  return ok(new ScanningView(reader, new FilteredRows(reader, filter)));
}

/** Every row after `afterSeq`: positions are sequence numbers, shifted. */
class WholeView implements View {
  readonly failure = null;
  readonly done = true;
  readonly generation = 0;
  readonly #offs = new Set<() => void>();

  constructor(
    readonly reader: LogReader,
    readonly afterSeq: number,
  ) {}

  get count(): number {
    return Math.max(0, this.reader.count - this.afterSeq);
  }

  get fixed(): number {
    return this.count;
  }

  get scanned(): number {
    return this.reader.count;
  }

  async rows(from: number, to: number): Promise<Result<RowBatch>> {
    const { afterSeq } = this;
    const start = Math.max(0, from);
    const batch = await this.reader.rows(start + afterSeq, Math.max(start, to) + afterSeq);
    if (!batch.ok || afterSeq === 0) return batch;
    const total = Math.max(0, batch.value.total - afterSeq);
    return ok({ ...batch.value, from: Math.min(start, total), total });
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    const seq = this.seqAt(position);
    return seq === null
      ? Promise.resolve(noPosition(position, this.count))
      : this.reader.payload(seq, from, to);
  }

  seqAt(position: number): number | null {
    return position >= 0 && position < this.count ? position + 1 + this.afterSeq : null;
  }

  positionOf(seq: number): number {
    return Math.min(Math.max(0, seq - 1 - this.afterSeq), this.count);
  }

  locate(seq: number): number | null {
    return seq > this.afterSeq && seq <= this.reader.count ? seq - 1 - this.afterSeq : null;
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
}
