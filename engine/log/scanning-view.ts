import type { Failure, Result } from '../../contract/result.js';
import type { RowBatch } from '../../contract/rows.js';
import type { BlockView } from './block-view.js';
import type { KindMask } from './kind-mask.js';
import { Listeners } from './listeners.js';
import type { LogReader, PayloadSlice } from './reader.js';
import { type Deadline, Slice } from './slice.js';
import type { View } from './view.js';

/** The rows a scanning view has found, and how it finds more. */
export interface ViewRows {
  readonly count: number;
  /** Positions below it keep their rows. */
  readonly fixed: number;
  /** Log row the scan begins with. */
  readonly firstSeq: number;
  /** Kinds without which a block need not be read; undefined for all. */
  readonly kinds: KindMask | undefined;
  /** Looks at rows `[start, end)` of a block, of slow ones until the slice is over.
   * A number: the row of the block to go on with in the next slice; there is one, or more are decided. `false`: call `settle` before going on with the row after `end`. */
  visit(block: BlockView, start: number, end: number, slice: Deadline): boolean | number | undefined;
  /** Does what could not be done within a visit, such as reading a large payload by range. */
  settle(signal: AbortSignal, slice: Slice): Promise<Result<void>>;
  rows(from: number, to: number): Promise<Result<RowBatch>>;
  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>>;
  seqAt(position: number): number | null;
  /** As of `View`. */
  readonly framed?: boolean;
  skipAt?(position: number): number;
  positionOf(seq: number): number;
  locate(seq: number): number | null;
}

/** A view that looks at every row once, in slices, and goes on as rows are logged. */
export class ScanningView implements View {
  generation = 0;
  failure: Failure | null = null;
  scanned = 0;
  readonly #changes = new Listeners<undefined>();
  readonly #cancel = new AbortController();
  readonly #off: () => void;
  /** Moves when all is looked at anew: what an earlier round finds is dropped. */
  #round = new AbortController();
  #running = false;
  #changeScheduled = false;
  #waiting: (() => void)[] = [];

  constructor(
    readonly reader: LogReader,
    public found: ViewRows,
  ) {
    this.#off = reader.onChange(() => {
      this.#start();
    });
    this.scanned = Math.min(found.firstSeq - 1, reader.count);
    this.#start();
  }

  get count(): number {
    return this.found.count;
  }

  get fixed(): number {
    return this.found.fixed;
  }

  get done(): boolean {
    return !this.#running && this.scanned >= this.reader.count;
  }

  rows(from: number, to: number): Promise<Result<RowBatch>> {
    return this.found.rows(from, to);
  }

  payload(position: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    return this.found.payload(position, from, to);
  }

  seqAt(position: number): number | null {
    return this.found.seqAt(position);
  }

  get framed(): boolean {
    return this.found.framed === true;
  }

  skipAt(position: number): number {
    return this.found.skipAt?.(position) ?? 0;
  }

  positionOf(seq: number): number {
    return this.found.positionOf(seq);
  }

  locate(seq: number): number | null {
    return this.found.locate(seq);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  settled(): Promise<void> {
    this.#start();
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Called when the view is closed. */
  onClose(off: () => void): void {
    this.#cancel.signal.addEventListener('abort', off, { once: true });
  }

  /** Begins again with other rows: what was found holds no longer. */
  restart(found: ViewRows): void {
    if (this.#cancel.signal.aborted) return;
    this.#round.abort();
    this.#round = new AbortController();
    this.#running = false;
    this.generation++;
    this.found = found;
    this.failure = null;
    this.scanned = Math.min(found.firstSeq - 1, this.reader.count);
    this.#scheduleChange();
    this.#start();
  }

  close(): void {
    this.#off();
    this.#cancel.abort();
    this.#round.abort();
    this.#changes.clear();
    if (!this.#running) this.#rest();
  }

  #start(): void {
    if (this.#running || this.#cancel.signal.aborted) return;
    if (Math.max(this.scanned, this.found.firstSeq - 1) >= this.reader.count) {
      this.scanned = this.reader.count;
      this.#scheduleChange();
      return;
    }
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    // The maker of the view subscribes first.
    await Promise.resolve();
    const { signal } = this.#round;
    const { found } = this;
    const { kinds } = found;
    // One for the scan and what it leaves behind: together they hold the loop no longer.
    const slice = new Slice();
    const options = kinds === undefined ? { signal, slice } : { signal, slice, kinds };
    let seq = Math.max(this.scanned + 1, found.firstSeq);
    while (seq <= this.reader.count && !signal.aborted) {
      const scan = await this.reader.scan(
        seq,
        (block, start, end, over) => {
          const goOn = found.visit(block, start, end, over);
          this.scanned = block.firstSeq + (typeof goOn === 'number' ? goOn : end) - 1;
          this.#scheduleChange();
          return goOn;
        },
        options,
      );
      if (signal.aborted) break;
      if (scan.ok) seq = scan.value;
      else {
        this.failure = scan.error;
        const after = scan.error.detail?.['lastSeq'];
        // Past a damaged block the log goes on; anything else ends the view.
        if (typeof after !== 'number' || after < seq) break;
        seq = after + 1;
      }
      this.scanned = seq - 1;
      const settled = await found.settle(signal, slice);
      if (!settled.ok && !signal.aborted) this.failure = settled.error;
      this.#scheduleChange();
    }
    // Another round is under way, and it is for that to end.
    if (found !== this.found) return;
    this.#running = false;
    this.#scheduleChange();
    this.#rest();
  }

  #rest(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #scheduleChange(): void {
    if (this.#changeScheduled || !this.#changes.any) return;
    this.#changeScheduled = true;
    setImmediate(() => {
      this.#changeScheduled = false;
      this.#changes.tell(undefined);
    });
  }
}
