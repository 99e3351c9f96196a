import { CorrelatedRole, type CorrelatedRows, type CorrelationSpec } from '../../contract/correlation.js';
import type { CorrelationInfo } from '../../contract/correlation.js';
import type { Failure } from '../../contract/result.js';
import { Direction, RowKind } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
import type { KeyReader } from './answer-key.js';
import { LatencySketch } from './latency-sketch.js';
import { PacedNews } from './paced-news.js';
import { NumberList, numbers } from './number-list.js';
import { PairTable } from './pair-table.js';
import { Slice } from './slice.js';
import type { View } from './view.js';
import { Waiting } from './waiting.js';

/** Rows read at once: a part of a slice. */
const batchRows = 512;
/** Rows looked at, 9 bytes of memory each. */
const mostRows = 1 << 24;
/** Requests that wait at one time; the oldest is given up then. */
const mostWaiting = 100_000;
const { chunk, datagram, text, binary } = RowKind;
const { request, answer, unasked } = CorrelatedRole;

/** Everything of a report but what the host calls it. */
export type CorrelationFacts = Omit<CorrelationInfo, 'correlation' | 'session'>;

/** Finds which message answers which, in slices, and goes on as rows are logged. */
export class Correlation {
  failure: Failure | null = null;
  /** Moves when requests became unanswered, or answered. */
  revision = 0;
  readonly #sketch = new LatencySketch();
  readonly #pairs = new PairTable();
  readonly #waiting: Waiting;
  /** Positions of requests that were given up, ascending. */
  readonly #givenUp = new NumberList(numbers);
  /** Times of the requests that wait. */
  readonly #times = new Map<number, number>();
  readonly #changes = new PacedNews();
  readonly #off: () => void;
  readonly #asks: number;
  #requests = 0;
  #unasked = 0;
  /** Positions looked at. */
  #next = 0;
  #running = false;
  #closed = false;
  #rests: (() => void)[] = [];

  constructor(
    /** Messages as they are paired; it belongs to the correlation. */
    readonly base: View,
    spec: CorrelationSpec,
    readonly keys: { readonly request: KeyReader; readonly answer: KeyReader },
    limit = mostWaiting,
  ) {
    this.#waiting = new Waiting(limit);
    this.#asks = Direction[spec.asks];
    this.#off = base.onChange(() => this.#start());
    this.#start();
  }

  get facts(): CorrelationFacts {
    const sketch = this.#sketch;
    const some = sketch.count > 0;
    return {
      requests: this.#requests,
      answered: sketch.count,
      unasked: this.#unasked,
      p50: sketch.quantile(0.5),
      p90: sketch.quantile(0.9),
      p99: sketch.quantile(0.99),
      min: some ? sketch.min : null,
      max: some ? sketch.max : null,
      ...sketch.bins(),
      scanned: this.#next,
      done: this.done,
      cut: this.#next >= mostRows,
    };
  }

  get done(): boolean {
    return !this.#running && this.base.done;
  }

  /** Numbers of the log rows whose requests have no answer, ascending. */
  unanswered(): Float64Array {
    const waiting = this.#waiting;
    const seqs = new Float64Array(this.#givenUp.length + waiting.size);
    let at = 0;
    for (let i = 0; i < this.#givenUp.length; i++) seqs[at++] = this.base.seqAt(this.#givenUp.get(i)) ?? 0;
    for (const position of waiting.positions()) seqs[at++] = this.base.seqAt(position) ?? 0;
    // Messages of different streams are complete in another order than they begin.
    return seqs.sort();
  }

  /** The pairs of the rows at positions `[from, to)` of a view of the same log. */
  rows(view: View, from: number, to: number): CorrelatedRows {
    const start = Math.min(from, view.count);
    const length = Math.max(0, Math.min(to, view.count) - start);
    const role = new Uint8Array(length);
    const other = new Float64Array(length);
    const latency = new Float64Array(length).fill(Number.NaN);
    for (let i = 0; i < length; i++) {
      const position = this.#baseOf(view, start + i);
      if (position === null) continue;
      role[i] = this.#pairs.role(position);
      const pair = this.#pairs.other(position);
      if (pair === null) continue;
      other[i] = this.base.seqAt(pair) ?? 0;
      latency[i] = this.#pairs.latency(position);
    }
    return { from: start, length, role, other, latency };
  }

  /** Where the row at a position of another view stands among those that are paired. */
  #baseOf(view: View, position: number): number | null {
    const seq = view.seqAt(position);
    if (seq === null) return null;
    const skip = view.skipAt?.(position) ?? 0;
    const { base } = this;
    const first = base.positionOf(seq);
    // Several messages may begin in one chunk: they end from there on, among a few of other streams.
    for (let at = first; at < Math.min(first + batchRows, base.count); at++) {
      if (base.seqAt(at) === seq && (base.skipAt?.(at) ?? 0) === skip) return at;
      if (base.skipAt === undefined) break;
    }
    return null;
  }

  /** Resolves when everything logged by now has been looked at, or the correlation was closed. */
  async settled(): Promise<void> {
    await this.base.settled();
    this.#start();
    if (this.#running) await new Promise<void>((resolve) => this.#rests.push(resolve));
  }

  /** Called when figures have changed, some times a second. Answers its own `off`. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  close(): void {
    this.#closed = true;
    this.#off();
    this.#changes.close();
    this.base.close();
    if (!this.#running) this.#rest();
  }

  get #end(): number {
    return Math.min(this.base.fixed, mostRows);
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    if (this.#next >= this.#end) {
      this.#changes.soon();
      return;
    }
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const slice = new Slice();
    while (this.#next < this.#end && !this.#closed) {
      const batch = await this.base.rows(this.#next, Math.min(this.#next + batchRows, this.#end));
      if (!batch.ok) {
        this.failure = batch.error;
        const after = batch.error.detail?.['lastSeq'];
        // Past a damaged block the log goes on; anything else ends it.
        const next = typeof after === 'number' ? this.base.positionOf(after + 1) : 0;
        if (next <= this.#next) break;
        this.#next = next;
        continue;
      }
      if (batch.value.length === 0) break;
      for (let i = 0; i < batch.value.length && !this.#closed; i++) {
        const looked = this.#look(batch.value, i);
        if (looked !== undefined) await looked;
        if ((i & 31) === 31) await slice.rest();
      }
      this.#next += batch.value.length;
      this.#changes.soon();
    }
    this.#running = false;
    this.#changes.soon();
    this.#rest();
  }

  /** Looks at one row; a promise only where its payload has to be read. */
  #look(batch: RowBatch, i: number): Promise<void> | undefined {
    const kind = batch.kind[i] ?? 0;
    if (kind !== chunk && kind !== datagram && kind !== text && kind !== binary) return undefined;
    const direction = batch.direction[i] ?? 0;
    if (direction === Direction.none) return undefined;
    const asks = direction === this.#asks;
    const reader = asks ? this.keys.request : this.keys.answer;
    const at = { position: batch.from + i, time: batch.time[i] ?? 0, peer: batch.peer[i] ?? 0, asks };
    if (!reader.needsPayload) {
      this.#pair(at, '');
      return undefined;
    }
    const size = batch.size[i] ?? 0;
    const range = reader.range(size);
    if (range === null) return undefined;
    const preview = batch.previews.subarray(batch.previewAt[i] ?? 0, batch.previewAt[i + 1] ?? 0);
    if (range.to <= preview.length) {
      const key = reader.key(preview.subarray(range.from, range.to));
      if (key !== null) this.#pair(at, key);
      return undefined;
    }
    return this.#lookInside(at, reader, range);
  }

  async #lookInside(at: Seen, reader: KeyReader, range: { from: number; to: number }): Promise<void> {
    const read = await this.base.payload(at.position, range.from, range.to);
    if (!read.ok) {
      this.failure = read.error;
      return;
    }
    const key = read.value.bytes.length === range.to - range.from ? reader.key(read.value.bytes) : null;
    if (key !== null) this.#pair(at, key);
  }

  #pair({ position, time, peer, asks }: Seen, key: string): void {
    const name = `${peer} ${key}`;
    if (asks) {
      this.#requests++;
      this.revision++;
      this.#pairs.setRole(position, request);
      this.#times.set(position, time);
      const lost = this.#waiting.add(name, position);
      if (lost >= 0) {
        this.#givenUp.push(lost);
        this.#times.delete(lost);
      }
      return;
    }
    const asked = this.#waiting.take(name);
    if (asked < 0) {
      this.#unasked++;
      this.#pairs.setRole(position, unasked);
      return;
    }
    this.revision++;
    const latency = Math.max(0, time - (this.#times.get(asked) ?? time));
    this.#times.delete(asked);
    this.#sketch.add(latency);
    this.#pairs.setRole(position, answer);
    this.#pairs.join(asked, position, latency);
  }

  #rest(): void {
    const rests = this.#rests;
    this.#rests = [];
    for (const resolve of rests) resolve();
  }
}

interface Seen {
  readonly position: number;
  readonly time: number;
  readonly peer: number;
  readonly asks: boolean;
}
