import type { PlotInfo } from '../../contract/overview.js';
import { Direction, RowKind, isLife } from '../../contract/row.js';
import { type BlockView, headSizeOf, kindOf } from './block-view.js';
import { isHidden } from './layer.js';
import type { LogReader } from './reader.js';
import { ScanLoop } from './scan-loop.js';

/** Buckets there are; while a session grows, between half of them and all are in use. */
const buckets = 512;
/** The first width, nanoseconds: nothing shorter is told apart on a screen. */
const firstWidth = 1_000_000;

const columns = ['rowsIn', 'rowsOut', 'bytesIn', 'bytesOut'] as const;
type Column = (typeof columns)[number];

/** Rows and bytes of a log over time, in and out: 16 KB whatever its length. */
export class TimeHistogram {
  width = firstWidth;
  #used = 0;
  readonly #of: Record<Column, Float64Array> = {
    rowsIn: new Float64Array(buckets),
    rowsOut: new Float64Array(buckets),
    bytesIn: new Float64Array(buckets),
    bytesOut: new Float64Array(buckets),
  };
  readonly loop: ScanLoop;

  constructor(reader: LogReader) {
    this.loop = new ScanLoop(reader, (block, start, end) => this.#visit(block, start, end));
  }

  get facts(): Omit<PlotInfo, 'plot' | 'session'> {
    const cut = (name: Column): Float64Array => this.#of[name].slice(0, this.#used);
    const { scanned, done } = this.loop;
    return {
      width: this.width,
      rowsIn: cut('rowsIn'),
      rowsOut: cut('rowsOut'),
      bytesIn: cut('bytesIn'),
      bytesOut: cut('bytesOut'),
      scanned,
      done,
    };
  }

  #visit(block: BlockView, start: number, end: number): void {
    const { rowsIn, rowsOut, bytesIn, bytesOut } = this.#of;
    for (let i = start; i < end; i++) {
      const at = this.#bucket(block.baseTime + (block.time[i] ?? 0));
      const kind = kindOf(block, i);
      if (isLife(kind) || kind === RowKind.frame || kind === RowKind.bytes) continue;
      if (isHidden(block, i, 'messages')) continue;
      const size = (block.at[i + 1] ?? 0) - (block.at[i] ?? 0) - headSizeOf(block, i);
      const out = ((block.marks[i] ?? 0) & 3) === Direction.out;
      const rows = out ? rowsOut : rowsIn;
      const bytes = out ? bytesOut : bytesIn;
      rows[at] = (rows[at] ?? 0) + 1;
      bytes[at] = (bytes[at] ?? 0) + size;
    }
  }

  #bucket(time: number): number {
    let at = Math.floor(time / this.width);
    while (at >= buckets) {
      this.width *= 2;
      for (const name of columns) halve(this.#of[name]);
      this.#used = Math.ceil(this.#used / 2);
      at = Math.floor(time / this.width);
    }
    if (at >= this.#used) this.#used = at + 1;
    return at;
  }
}

/** Two neighbours become one. */
export function halve(column: Float64Array | Uint32Array): void {
  const half = column.length / 2;
  for (let i = 0; i < half; i++) column[i] = (column[2 * i] ?? 0) + (column[2 * i + 1] ?? 0);
  column.fill(0, half);
}
