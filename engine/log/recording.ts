import type { FramePart } from '../../codec/index.js';
import type { LifeDetail } from '../../contract/life.js';
import { type Failure, type Result, ok } from '../../contract/result.js';
import { Direction, type Layer, RowFlag, type RowInput, RowKind, withHead } from '../../contract/row.js';
import type { FrameRun } from '../frame-run.js';
import { Block } from './block.js';
import { BlockReader } from './block-reader.js';
import type { BlockView } from './block-view.js';
import { Directory } from './directory.js';
import type { DiskFile } from './disk.js';
import { fileHeaderBytes, maxBlockPayload, maxRowPayload } from './format.js';
import { hiddenIn, layerBits } from './layer.js';
import { Listeners } from './listeners.js';
import { dropLock } from './lock.js';
import { type SessionHeader, type SessionTotals, writeSessionFile } from './session-file.js';
import type { LogOptions, SessionLog } from './session-log.js';
import { BlockStore } from './store.js';
import { blockOf, joined, rankOf, seqAt } from './unwritten.js';
import { BlockWriter } from './writer.js';

const nothing = new Uint8Array();
const encoder = new TextEncoder();

/** Rows on their way from sockets to the disk, and readable all the while. */
export class RecordingLog extends BlockReader implements SessionLog {
  lostRows = 0;
  lostBytes = 0;
  pressure = false;
  protected readonly store: BlockStore;
  readonly #writer: BlockWriter;
  readonly #changes = new Listeners<undefined>();
  readonly #pressures = new Listeners<boolean>();
  readonly #failures = new Listeners<Failure | null>();
  readonly #flushMs: number;
  readonly #highWater: number;
  readonly #lowWater: number;
  readonly #hardLimit: number;
  /** The block being filled; null until a row comes, so that an idle session holds no arena. */
  #open: Block | null = null;
  #openedAt = 0;
  #nextSeq = 1;
  /** Of closed blocks; the open one counts for itself. */
  #wireOnly = 0;
  #messageOnly = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #lastTime = 0;
  #flushTimer: NodeJS.Timeout | null = null;
  #changeScheduled = false;
  #state: 'recording' | 'closing' | 'closed' = 'recording';
  #lostTold = 0;
  #lostFrom: Failure | null = null;

  constructor(
    readonly dir: string,
    readonly header: SessionHeader,
    readonly file: DiskFile,
    readonly path: string,
    salt: number,
    options: LogOptions,
  ) {
    super();
    this.#flushMs = options.flushMs ?? 30;
    this.#highWater = options.highWater ?? 32 << 20;
    this.#lowWater = options.lowWater ?? 8 << 20;
    this.#hardLimit = options.hardLimit ?? 256 << 20;
    const directory = new Directory(fileHeaderBytes);
    this.store = new BlockStore(file, path, salt, directory, options.cacheBytes ?? 16 << 20);
    const { syncMs = 1000, retryMs = 1000 } = options;
    this.#writer = new BlockWriter(
      file,
      path,
      salt,
      fileHeaderBytes,
      { syncMs: this.#afterWriting(syncMs), retryMs },
      {
        written: (block) => this.#written(block),
        failureChanged: (failure) => this.#failures.tell(failure),
      },
    );
  }

  protected get closed(): boolean {
    return this.#state === 'closed';
  }

  get count(): number {
    return this.#nextSeq - 1;
  }

  get bytesIn(): number {
    return this.#bytesIn + (this.#open?.bytesIn ?? 0);
  }

  get bytesOut(): number {
    return this.#bytesOut + (this.#open?.bytesOut ?? 0);
  }

  get lastTime(): number {
    return this.#lastTime;
  }

  get failure(): Failure | null {
    return this.#writer.failure;
  }

  get queuedBytes(): number {
    return this.#writer.queuedBytes;
  }

  append(row: RowInput): number {
    const { kind, direction, flags = 0, peer, time, payload, head } = row;
    if (head === undefined) return this.appendRaw(kind, direction, flags, peer, time, payload);
    return this.appendParts(kind | withHead, direction, flags, peer, time, [
      { bytes: head, start: 0, end: head.length },
      { bytes: payload, start: 0, end: payload.length },
    ]);
  }

  appendRaw(
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    time: number,
    payload: Uint8Array,
    start = 0,
    end = payload.length,
  ): number {
    const from = start > 0 ? start : 0;
    const to = end < payload.length ? end : payload.length;
    const size = to > from ? to - from : 0;
    const at = storable(time);
    const marks = (direction & 3) | ((flags & 63) << 2);
    let block = this.#open;
    if (!block?.fits(at, size)) {
      block = this.#blockFor(kind & 255, marks, peer >>> 0, at, payload, from, size);
      if (block === null) return this.#nextSeq - 1;
      if (block === refused) return 0;
    }
    block.push(kind & 255, marks, peer >>> 0, at, payload, from, from + size);
    return this.#added(at);
  }

  appendParts(
    kind: number,
    direction: number,
    flags: number,
    peer: number,
    time: number,
    parts: readonly FramePart[],
  ): number {
    let size = 0;
    for (const { start, end } of parts) size += end - start;
    const at = storable(time);
    const marks = (direction & 3) | ((flags & 63) << 2);
    let block = this.#open;
    if (!block?.fits(at, size)) {
      const whole = size > maxBlockPayload ? joined(parts, size) : nothing;
      block = this.#blockFor(kind & 255, marks, peer >>> 0, at, whole, 0, size);
      if (block === null) return this.#nextSeq - 1;
      if (block === refused) return 0;
    }
    block.pushParts(kind & 255, marks, peer >>> 0, at, parts, size);
    return this.#added(at);
  }

  appendRun(direction: number, peer: number, time: number, run: FrameRun): void {
    const at = storable(time);
    for (let i = 0; i < run.count;) {
      const start = i === 0 ? run.start : (run.ends[i - 1] ?? 0);
      const size = (run.ends[i] ?? 0) - start;
      let block = this.#open;
      if (!block?.fits(at, size)) {
        const marks = direction | ((run.flags[i] ?? 0) << 2);
        block = this.#blockFor((run.kinds[i] ?? 0) | withHead, marks, peer, at, run.source, start, size);
        if (block === null || block === refused) {
          i++;
          continue;
        }
      }
      const taken = block.pushRun(direction, peer, at, run, i);
      this.#nextSeq += taken;
      i += taken;
    }
    this.#lastTime = at;
    if (!this.#changeScheduled && this.#changes.any) this.#scheduleChange();
  }

  #added(time: number): number {
    this.#lastTime = time;
    if (!this.#changeScheduled && this.#changes.any) this.#scheduleChange();
    return this.#nextSeq++;
  }

  appendLife(
    kind: RowKind,
    peer: number,
    time: number,
    detail: LifeDetail,
    direction: Direction = Direction.none,
  ): number {
    return this.appendRaw(kind, direction, 0, peer, time, encoder.encode(JSON.stringify(detail)));
  }

  /** A block the row fits; null if the row has become one by itself; `refused` if it cannot be kept. */
  #blockFor(
    kind: number,
    marks: number,
    peer: number,
    time: number,
    payload: Uint8Array,
    from: number,
    size: number,
  ): Block | null {
    if (this.#state !== 'recording') return refused;
    this.#closeBlock();
    if (this.#writer.isFull(this.#hardLimit, size)) {
      this.lostRows++;
      this.lostBytes += size;
      this.#lostFrom = this.failure;
      this.#lastTime = time;
      return refused;
    }
    if (size > maxBlockPayload) {
      const kept = Math.min(size, maxRowPayload);
      const flagged = kept < size ? marks | (RowFlag.partial << 2) : marks;
      const whole = payload.subarray(from, from + kept);
      this.#lastTime = time;
      const [wire, message] = [this.#wireOnly, this.#messageOnly];
      this.#send(Block.ofOne(this.#nextSeq++, kind, flagged, peer, time, whole, wire, message));
      if (!this.#changeScheduled && this.#changes.any) this.#scheduleChange();
      return null;
    }
    const block = Block.open(this.#nextSeq, this.#wireOnly, this.#messageOnly);
    this.#open = block;
    this.#openedAt = performance.now();
    this.#flushTimer ??= setTimeout(this.#flushTick, this.#flushMs);
    return block;
  }

  readonly #flushTick = (): void => {
    this.#flushTimer = null;
    if (this.#open === null) return;
    const age = performance.now() - this.#openedAt;
    // A busy session closes blocks faster than the timer runs: it then only looks at the newest one.
    if (age >= this.#flushMs - 1) this.#closeBlock();
    else this.#flushTimer = setTimeout(this.#flushTick, this.#flushMs - age);
  };

  #closeBlock(): void {
    const block = this.#open;
    if (block === null) return;
    this.#open = null;
    block.seal();
    this.#send(block);
  }

  #send(block: Block): void {
    this.#bytesIn += block.bytesIn;
    this.#bytesOut += block.bytesOut;
    this.#wireOnly += block.wireOnly;
    this.#messageOnly += block.messageOnly;
    this.#writer.enqueue(block);
    if (!this.pressure && this.#writer.queuedBytes > this.#highWater) this.#setPressure(true);
  }

  #written(block: Block): void {
    const { directory, cache } = this.store;
    directory.addBlock(block, block.fileBytes, layerBits(block, block.rows));
    // A large row is read by range from now on; its memory belongs to whoever gave it.
    if (block.payloadBytes <= maxBlockPayload) cache.put(directory.count - 1, block);
    if (this.#writer.queuedBytes > this.#lowWater) return;
    if (this.lostRows > this.#lostTold) this.#tellLost();
    if (this.pressure) this.#setPressure(false);
  }

  #tellLost(): void {
    if (this.#writer.isFull(this.#hardLimit, 0)) return;
    const rows = this.lostRows - this.#lostTold;
    const cause = this.#lostFrom?.message ?? 'The disk was too slow.';
    const lost = rows === 1 ? '1 row was' : `${rows} rows were`;
    const text = `${lost} not recorded: memory for rows waiting for the disk was used up. ${cause}`;
    const error = this.#lostFrom === null ? {} : { error: this.#lostFrom };
    const seq = this.appendLife(RowKind.note, 0, this.#lastTime, { text, ...error });
    if (seq > 0) this.#lostTold = this.lostRows;
  }

  #setPressure(on: boolean): void {
    this.pressure = on;
    // Not at once: it may be an append that found out, and whoever is told may append.
    queueMicrotask(() => {
      this.#pressures.tell(on);
    });
  }

  #scheduleChange(): void {
    this.#changeScheduled = true;
    setImmediate(() => {
      this.#changeScheduled = false;
      this.#changes.tell(undefined);
    });
  }

  async flush(): Promise<Result<void>> {
    if (this.#state === 'closed') return this.closedFailure();
    this.#closeBlock();
    return this.#writer.flush();
  }

  syncWithin(ms: number): void {
    this.#writer.syncWithin(this.#afterWriting(ms));
  }

  /** A row has waited for its block to close by the time it is written. */
  #afterWriting(syncMs: number): number {
    return Math.max(0, syncMs - this.#flushMs);
  }

  async close(options: { readonly giveUp?: boolean } = {}): Promise<Result<SessionTotals>> {
    if (this.#state === 'closed') return this.closedFailure();
    if (this.lostRows > this.#lostTold && this.#state === 'recording') this.#tellLost();
    this.#state = 'closing';
    this.#closeBlock();
    const flushed = await this.#writer.flush();
    const totals: SessionTotals = {
      rows: this.count,
      messageRows: this.layerCount('messages'),
      wireRows: this.layerCount('wire'),
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      endedAt: new Date().toISOString(),
      fileBytes: this.#writer.position,
    };
    const ended = flushed.ok ? await writeSessionFile(this.dir, { header: this.header, totals }) : flushed;
    if (!ended.ok && options.giveUp !== true) return ended;
    await this.#release();
    return ended.ok ? ok(totals) : ended;
  }

  async #release(): Promise<void> {
    this.#state = 'closed';
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    await this.#writer.stop();
    await this.file.close().catch(() => undefined);
    this.store.cache.clear();
    await dropLock(this.dir);
    this.#changes.clear();
    this.#pressures.clear();
    this.#failures.clear();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  onPressure(listener: (on: boolean) => void): () => void {
    return this.#pressures.add(listener);
  }

  onFailure(listener: (failure: Failure | null) => void): () => void {
    return this.#failures.add(listener);
  }

  layerCount(layer: Layer): number {
    const closed = layer === 'messages' ? this.#wireOnly : this.#messageOnly;
    return this.count - closed - (this.#open === null ? 0 : hiddenIn(this.#open, layer));
  }

  rankIn(layer: Layer, seq: number): number {
    const { directory } = this.store;
    if (seq < directory.nextSeq) return directory.rankIn(layer, seq);
    const block = seq > this.count ? null : this.#unwritten(seq);
    return block === null ? this.layerCount(layer) : rankOf(layer, seq, block);
  }

  seqIn(layer: Layer, position: number): number {
    const { directory } = this.store;
    const written = directory.nextSeq - 1 - directory.hiddenBefore(directory.count, layer);
    if (position < written) return directory.seqIn(layer, position);
    return seqAt(layer, position, this.#writer.queue, this.#open) ?? this.#nextSeq;
  }

  find(seq: number): BlockView | null {
    const { directory, cache } = this.store;
    return seq < directory.nextSeq ? cache.get(directory.find(seq)) : this.#unwritten(seq);
  }

  #unwritten(seq: number): Block | null {
    return blockOf(seq, this.#writer.queue, this.#open);
  }
}

/** Nanoseconds below zero or past 2^53 cannot be stored; a clock that says so has failed, not the row. */
function storable(time: number): number {
  return time > 0 ? Math.min(Math.floor(time), Number.MAX_SAFE_INTEGER) : 0;
}

/** Stands for "no block": never holds a row. */
const refused = Block.ofOne(0, 0, 0, 0, 0, nothing);
