import type { MinimapInfo } from '../../contract/overview.js';
import { Direction, RowFlag, RowKind, isLife } from '../../contract/row.js';
import { kindOf } from './block-view.js';
import { halve } from './histogram.js';
import { isHidden } from './layer.js';
import { LayerView } from './layer-view.js';
import { PacedNews } from './paced-news.js';
import { nextTurn } from './slice.js';
import { ScanLoop } from './scan-loop.js';
import type { View } from './view.js';

const cells = 512;
/** Rows of a view read at once: less than a slice. */
const batchRows = 512;
const columns = ['in', 'out', 'control', 'life', 'errors'] as const;
type Column = (typeof columns)[number];

/** What stands where in a view, in cells of rows: 10 KB whatever its length. */
export class Minimap {
  width = 1;
  rows = 0;
  #of = emptyCells();
  readonly #changes = new PacedNews();
  readonly #offs: (() => void)[] = [];
  /** The layers of a log are read from its columns; other views row by row. */
  readonly #loop: ScanLoop | null;
  #running = false;
  #closed = false;
  #generation: number;

  constructor(readonly view: View) {
    this.#generation = view.generation;
    this.#loop = view instanceof LayerView ? this.#scan(view) : null;
    if (this.#loop === null) {
      this.#offs.push(view.onChange(() => this.#start()));
      this.#start();
    } else this.#offs.push(this.#loop.onChange(() => this.#changes.now()));
  }

  get facts(): Omit<MinimapInfo, 'minimap' | 'session'> {
    const used = Math.ceil(this.rows / this.width);
    const cut = (name: Column): Uint32Array => this.#of[name].slice(0, used);
    return {
      width: this.width,
      rows: this.rows,
      done: this.done,
      in: cut('in'),
      out: cut('out'),
      control: cut('control'),
      life: cut('life'),
      errors: cut('errors'),
    };
  }

  get done(): boolean {
    return this.#loop === null ? !this.#running && this.view.done : this.#loop.done;
  }

  /** Called some times a second while there is something new. Answers its own `off`. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /** Resolves when every row that the view has by now was looked at. */
  async settled(): Promise<void> {
    await this.view.settled();
    await this.#loop?.settled();
    this.#start();
    while (this.#running) await nextTurn();
  }

  close(): void {
    this.#closed = true;
    this.#loop?.close();
    for (const off of this.#offs) off();
    this.#changes.close();
  }

  #scan(view: LayerView): ScanLoop {
    const { layer, afterSeq } = view;
    return new ScanLoop(view.reader, (block, start, end) => {
      for (let i = start; i < end; i++) {
        if (block.firstSeq + i <= afterSeq || isHidden(block, i, layer)) continue;
        const marks = block.marks[i] ?? 0;
        this.#add(kindOf(block, i), marks & 3, marks >>> 2);
      }
    });
  }

  #start(): void {
    if (this.#loop !== null || this.#running || this.#closed) return;
    if (this.view.generation !== this.#generation) this.#reset();
    if (this.rows >= this.view.fixed) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      if (this.view.generation !== this.#generation) this.#reset();
      const generation = this.#generation;
      const batch = await this.view.rows(this.rows, Math.min(this.rows + batchRows, this.view.fixed));
      if (this.view.generation !== generation) continue;
      if (!batch.ok || batch.value.length === 0) break;
      const { length, kind, direction, flags } = batch.value;
      for (let i = 0; i < length; i++) this.#add(kind[i] ?? 0, direction[i] ?? 0, flags[i] ?? 0);
      this.#changes.soon();
      await nextTurn();
    }
    this.#running = false;
    this.#changes.soon();
  }

  #reset(): void {
    this.#generation = this.view.generation;
    this.rows = 0;
    this.width = 1;
    this.#of = emptyCells();
  }

  #add(kind: number, direction: number, flags: number): void {
    if (this.rows >= cells * this.width) {
      this.width *= 2;
      for (const name of columns) halve(this.#of[name]);
    }
    const cell = Math.floor(this.rows++ / this.width);
    const column = this.#of[classOf(kind, direction, flags)];
    column[cell] = (column[cell] ?? 0) + 1;
  }
}

function emptyCells(): Record<Column, Uint32Array> {
  const column = (): Uint32Array => new Uint32Array(cells);
  return { in: column(), out: column(), control: column(), life: column(), errors: column() };
}

function classOf(kind: number, direction: number, flags: number): Column {
  const { error, reset, missedPong, ping, response } = RowKind;
  if (kind === error || kind === reset || kind === missedPong) return 'errors';
  if ((flags & RowFlag.invalid) !== 0) return 'errors';
  if (isLife(kind)) return 'life';
  if (kind >= ping && kind <= response) return 'control';
  return direction === Direction.out ? 'out' : 'in';
}
