import type { Failure } from '../../contract/result.js';
import type { BlockView } from './block-view.js';
import { PacedNews } from './paced-news.js';
import type { LogReader } from './reader.js';

/** Shows a visitor every row of a log once, in slices, and goes on as rows are logged. */
export class ScanLoop {
  /** Log rows shown. */
  scanned = 0;
  failure: Failure | null = null;
  readonly #changes = new PacedNews();
  readonly #cancel = new AbortController();
  readonly #off: () => void;
  #running = false;
  #rests: (() => void)[] = [];

  constructor(
    readonly reader: LogReader,
    readonly visit: (block: BlockView, start: number, end: number) => void,
  ) {
    this.#off = reader.onChange(() => this.#start());
    this.#start();
  }

  get done(): boolean {
    return !this.#running && this.scanned >= this.reader.count;
  }

  /** Called some times a second while there is something new. Answers its own `off`. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /** Resolves when every row logged by now has been shown, or the loop was closed. */
  async settled(): Promise<void> {
    this.#start();
    if (this.#running) await new Promise<void>((resolve) => this.#rests.push(resolve));
  }

  close(): void {
    this.#off();
    this.#cancel.abort();
    this.#changes.close();
    if (!this.#running) this.#rest();
  }

  #start(): void {
    if (this.#running || this.#cancel.signal.aborted || this.scanned >= this.reader.count) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#cancel;
    while (this.scanned < this.reader.count && !signal.aborted) {
      const scan = await this.reader.scan(
        this.scanned + 1,
        (block, start, end) => {
          this.visit(block, start, end);
          this.scanned = block.firstSeq + end - 1;
          this.#changes.soon();
          return undefined;
        },
        { signal },
      );
      if (scan.ok) continue;
      this.failure = scan.error;
      const after = scan.error.detail?.['lastSeq'];
      // Past a damaged block the log goes on; anything else ends it.
      if (typeof after !== 'number' || after <= this.scanned) break;
      this.scanned = after;
    }
    this.#running = false;
    this.#changes.soon();
    this.#rest();
  }

  #rest(): void {
    const rests = this.#rests;
    this.#rests = [];
    for (const resolve of rests) resolve();
  }
}
