import { type Result, fail, ok } from '../../contract/result.js';
import { type RowBatch, previewBytes } from '../../contract/rows.js';
import { type Layer, maxHeadBytes } from '../../contract/row.js';
import { BatchBuilder } from './batch.js';
import { ScanMemory } from './block-memory.js';
import { type BlockView, headOf, headSizeOf, kindOf, peerOf } from './block-view.js';
import { isHidden } from './layer.js';
import { type Deadline, Slice } from './slice.js';

/** One row without its payload. `size` is that of the payload, of life rows their JSON. */
export interface RowFacts {
  readonly seq: number;
  /** Nanoseconds since the session's origin. */
  readonly time: number;
  readonly kind: number;
  readonly direction: number;
  readonly flags: number;
  readonly peer: number;
  readonly size: number;
  /** The head of the WebSocket frame as it crossed the wire; empty where the row is not one frame. */
  readonly head: Uint8Array;
}

/** A range of a payload, copied; `total` is the length of the whole. */
export interface PayloadSlice {
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly total: number;
}

/**
 * Called with rows `[start, end)` of a block, which is valid only during the call. `false` ends the scan. `slice`
 * says when the slice of work is over. A number is the row to go on with, in the next slice.
 */
export type ScanVisit = (
  block: BlockView,
  start: number,
  end: number,
  slice: Deadline,
) => boolean | number | undefined;

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Kinds wanted, bit `kind % 64`: blocks without any of them are passed over unread. */
  readonly kinds?: { readonly low: number; readonly high: number };
  /** For a short scan of what may be read again: blocks go through the cache. */
  readonly cached?: boolean;
  /** Goes on with a slice that has begun. */
  readonly slice?: Slice;
}

/** What can be read of a log, live or recorded. Rows are numbered from 1 without a gap. */
export interface LogReader {
  readonly count: number;
  /** Payload bytes of what was said, in and out: neither of life rows nor of frames that are no message. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Time of the newest row, nanoseconds; 0 without rows. */
  readonly lastTime: number;
  /** Rows at positions `[from, to)`, counted from 0 (`seq - 1`), cut to what exists. */
  rows(from: number, to: number): Promise<Result<RowBatch>>;
  /** Rows of one layer; `rank` is the position of a row in it, or of the next it shows. */
  layerCount(layer: Layer): number;
  layerRows(layer: Layer, from: number, to: number): Promise<Result<RowBatch>>;
  /** Rows of a layer before row `seq`, from 1 to `count + 1`. */
  rankIn(layer: Layer, seq: number): number;
  /** Number of the row at a position of a layer, which must be below `layerCount`. */
  seqIn(layer: Layer, position: number): number;
  /** Fails with `log.no-row` where there is none. */
  row(seq: number): Promise<Result<RowFacts>>;
  /** Bytes `[from, to)` of a payload, cut to what exists; of a life row, its JSON. */
  payload(seq: number, from?: number, to?: number): Promise<Result<PayloadSlice>>;
  /**
   * Visits every row from `fromSeq` on, some hundred at a time, giving the loop a turn at least every
   * 4 ms. Answers the number of the first row not visited. A large row's block has a null payload or
   * more than 1 MiB of it: read that by range.
   */
  scan(fromSeq: number, visit: ScanVisit, options?: ScanOptions): Promise<Result<number>>;
  /** Called after rows were added, at most once a turn of the loop. Answers its own `off`. */
  onChange(listener: () => void): () => void;
}

/** Where a reader finds blocks: all but `load*` answer at once. */
export interface BlockSource {
  readonly count: number;
  layerCount(layer: Layer): number;
  seqIn(layer: Layer, position: number): number;
  /** The block of row `seq` if it is in memory. Use it before the next await: its memory may be reused. */
  find(seq: number): BlockView | null;
  /** To be looked at before the next turn of the loop, as with `find`. */
  load(seq: number): Promise<Result<BlockView>>;
  /** Blocks read with one call into memory of a scan; those of the run before stay good. */
  loadRun(seq: number, memory: ScanMemory): Promise<Result<readonly BlockView[]>>;
  /** Whether the block of row `seq` lies in the file, and not among those that wait for the disk. */
  inFile(seq: number): boolean;
  /** Payload of a large row whose block came without it. */
  payloadOfLarge(seq: number, from: number, to: number): Promise<Result<Buffer>>;
  /** First row after the block of `seq` if that holds none of the kinds; else `seq`. */
  skip(seq: number, kindsLow: number, kindsHigh: number): number;
}

/** Rows, and about how many bytes, handed to a visitor at once: some 0.1 ms of work. */
const visitRows = 1024;
const visitBytes = 256 << 10;

export async function readRows(source: BlockSource, from: number, to: number): Promise<Result<RowBatch>> {
  const total = source.count;
  const start = clamp(from, total);
  const end = Math.max(start, clamp(to, total));
  const batch = new BatchBuilder(end - start);
  for (let seq = start + 1; seq <= end;) {
    let block = source.find(seq);
    let lead: Uint8Array | null = null;
    if (!block?.payload) {
      const read = await blockAndLead(source, seq, block);
      if (!read.ok) return read;
      ({ block, lead } = read.value);
    }
    const last = Math.min(block.rows, end + 1 - block.firstSeq);
    for (let i = seq - block.firstSeq; i < last; i++) batch.addRow(block, i, lead);
    seq = block.firstSeq + last;
  }
  return ok(batch.finish(start, total));
}

/** Rows of one layer at positions `[from, to)`. */
export async function readLayer(
  source: BlockSource,
  layer: Layer,
  from: number,
  to: number,
): Promise<Result<RowBatch>> {
  const total = source.layerCount(layer);
  const start = clamp(from, total);
  const end = Math.max(start, clamp(to, total));
  const batch = new BatchBuilder(end - start);
  for (let position = start; position < end;) {
    const seq = source.seqIn(layer, position);
    let block = source.find(seq);
    let lead: Uint8Array | null = null;
    if (!block?.payload) {
      const read = await blockAndLead(source, seq, block);
      if (!read.ok) return read;
      ({ block, lead } = read.value);
    }
    // The row asked for is shown, whatever the columns of a forged block say: there is always one more.
    for (let i = seq - block.firstSeq; i < block.rows && position < end; i++) {
      if (i > seq - block.firstSeq && isHidden(block, i, layer)) continue;
      batch.addRow(block, i, lead);
      position++;
    }
  }
  return ok(batch.finish(start, total));
}

/** A block that is not in memory, or not with its payload: then the first bytes of it come too. */
async function blockAndLead(
  source: BlockSource,
  seq: number,
  known: BlockView | null,
): Promise<Result<{ readonly block: BlockView; readonly lead: Uint8Array | null }>> {
  let block = known;
  if (block === null) {
    const loaded = await source.load(seq);
    if (!loaded.ok) return loaded;
    block = loaded.value;
  }
  if (block.payload !== null) return ok({ block, lead: null });
  const most = Math.min(maxHeadBytes + previewBytes, block.at[1] ?? 0);
  const read = await source.payloadOfLarge(seq, 0, most);
  return read.ok ? ok({ block, lead: read.value }) : read;
}

export async function readRow(source: BlockSource, seq: number): Promise<Result<RowFacts>> {
  const missing = noSuchRow(source, seq);
  if (missing !== null) return missing;
  let block = source.find(seq);
  if (block === null) {
    const loaded = await source.load(seq);
    if (!loaded.ok) return loaded;
    block = loaded.value;
  }
  return ok(factsOf(block, seq - block.firstSeq));
}

export async function readPayload(
  source: BlockSource,
  seq: number,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): Promise<Result<PayloadSlice>> {
  const missing = noSuchRow(source, seq);
  if (missing !== null) return missing;
  let block = source.find(seq);
  if (block === null) {
    const loaded = await source.load(seq);
    if (!loaded.ok) return loaded;
    block = loaded.value;
  }
  const i = seq - block.firstSeq;
  const head = headSizeOf(block, i);
  const at = (block.at[i] ?? 0) + head;
  const total = (block.at[i + 1] ?? 0) - at;
  const start = clamp(from, total);
  const end = Math.max(start, clamp(to, total));
  if (block.payload !== null) {
    return ok({ from: start, bytes: Uint8Array.from(block.payload.subarray(at + start, at + end)), total });
  }
  const read = await source.payloadOfLarge(seq, head + start, head + end);
  return read.ok ? ok({ from: start, bytes: read.value, total }) : read;
}

export async function scanRows(
  source: BlockSource,
  fromSeq: number,
  visit: ScanVisit,
  options: ScanOptions = {},
): Promise<Result<number>> {
  const memory = new ScanMemory();
  const ahead = new Ahead(source, memory, options.kinds);
  try {
    return await scanWith(source, fromSeq, visit, options, ahead);
  } finally {
    await ahead.rest();
    memory.release();
  }
}

/** Reads what a scan comes to next while it looks at what it has. */
class Ahead {
  #seq = 0;
  #reading: Promise<Result<readonly BlockView[]>> | null = null;

  constructor(
    readonly source: BlockSource,
    readonly memory: ScanMemory,
    readonly kinds: ScanOptions['kinds'],
  ) {}

  /** The run that begins with the block of `seq`, and the next one is begun. */
  async run(seq: number): Promise<Result<readonly BlockView[]>> {
    const reading = this.#reading;
    const fits = reading !== null && this.#seq === seq;
    this.#reading = null;
    const loaded = fits ? await reading : await this.#otherwise(reading, seq);
    const last = loaded.ok ? loaded.value.at(-1) : undefined;
    if (last === undefined) return loaded;
    let next = last.firstSeq + last.rows;
    for (let after = next; this.kinds !== undefined && next <= this.source.count; next = after) {
      after = this.source.skip(next, this.kinds.low, this.kinds.high);
      if (after === next) break;
    }
    if (next > this.source.count || !this.source.inFile(next)) return loaded;
    this.#seq = next;
    this.#reading = this.source.loadRun(next, this.memory);
    return loaded;
  }

  /** Two reads must not go into one memory. */
  async #otherwise(reading: Promise<unknown> | null, seq: number): Promise<Result<readonly BlockView[]>> {
    await reading;
    return this.source.loadRun(seq, this.memory);
  }

  /** Resolves when nothing is being read. */
  async rest(): Promise<void> {
    await this.#reading;
  }
}

async function scanWith(
  source: BlockSource,
  fromSeq: number,
  visit: ScanVisit,
  { signal, kinds, cached, slice = new Slice() }: ScanOptions,
  ahead: Ahead,
): Promise<Result<number>> {
  let seq = Math.max(1, fromSeq);
  let run: readonly BlockView[] = [];
  let next = 0;
  const stopped = (): boolean => signal?.aborted ?? false;
  while (seq <= source.count && !stopped()) {
    if (kinds !== undefined) {
      const after = source.skip(seq, kinds.low, kinds.high);
      if (after !== seq) {
        seq = after;
        continue;
      }
    }
    while (next < run.length && isBefore(run[next], seq)) next++;
    let block = source.find(seq) ?? run[next];
    if (block === undefined || block.firstSeq > seq) {
      const loaded = cached === true ? await source.load(seq) : await ahead.run(seq);
      if (!loaded.ok) return loaded;
      run = 'rows' in loaded.value ? [loaded.value] : loaded.value;
      next = 0;
      slice.begin();
      block = run[0];
      // A run begins with the block asked for.
      if (block === undefined || stopped()) break;
    }
    const start = seq - block.firstSeq;
    const end = pieceEnd(block, start);
    seq = block.firstSeq + end;
    const went = visit(block, start, end, slice);
    if (went === false) break;
    if (typeof went === 'number') seq = block.firstSeq + went;
    if (slice.over) {
      await slice.turn();
      // What went through the cache may have left it.
      if (cached === true) run = [];
    }
  }
  return ok(seq);
}

/** Facts of row `i` of a block. */
export function factsOf(block: BlockView, i: number): RowFacts {
  const marks = block.marks[i] ?? 0;
  return {
    seq: block.firstSeq + i,
    time: block.baseTime + (block.time[i] ?? 0),
    kind: kindOf(block, i),
    direction: marks & 3,
    flags: marks >>> 2,
    peer: peerOf(block, i),
    size: (block.at[i + 1] ?? 0) - (block.at[i] ?? 0) - headSizeOf(block, i),
    head: headOf(block, i),
  };
}

function noSuchRow(source: BlockSource, seq: number): ReturnType<typeof fail> | null {
  const { count } = source;
  if (Number.isInteger(seq) && seq >= 1 && seq <= count) return null;
  return fail('log.no-row', `There is no row ${seq}; the log has ${count}.`, { seq, count });
}

function pieceEnd(block: BlockView, start: number): number {
  const { at } = block;
  const last = Math.min(block.rows, start + visitRows);
  const most = (at[start] ?? 0) + visitBytes;
  if ((at[last] ?? 0) <= most) return last;
  let end = start + 1;
  while (end < last && (at[end + 1] ?? 0) <= most) end++;
  return end;
}

function isBefore(block: BlockView | undefined, seq: number): boolean {
  return block !== undefined && block.firstSeq + block.rows <= seq;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(Math.trunc(value) || 0, 0), most);
}
