import { crc32 } from 'node:zlib';
import { type Failure, type Result, fail, ok } from '../../contract/result.js';
import { type Block, crcOfPadding, paddingAfter } from './block.js';
import type { DiskFile } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import { maxBlockPayload } from './format.js';
import { Slice } from './slice.js';

/** Bytes gathered for one write: enough for the disk, little enough to checksum in a millisecond. */
const batchBytes = 4 << 20;
/** Bytes given to one `writev`; below the 2 GiB a single call can take. */
const callBytes = 16 << 20;
/** Bytes written but not yet synced at which a sync starts early: what reopening after a crash may have to check. */
const syncBytes = 64 << 20;

export interface WriterOptions {
  /** At most this long after it was written a row is on stable storage, milliseconds; 0: after each write. */
  readonly syncMs: number;
  /** Milliseconds between attempts while the disk refuses. */
  readonly retryMs: number;
}

export interface WriterEvents {
  /** A block is in the file, directly behind the one before it. */
  written(block: Block): void;
  failureChanged(failure: Failure | null): void;
}

/** Blocks from the head of the queue as they go to the file. */
interface Batch {
  readonly blocks: readonly Block[];
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

interface Waiter {
  readonly upTo: number;
  readonly done: (result: Result<void>) => void;
}

/**
 * Takes closed blocks to the file in the order they come, one write at a time. A block leaves the queue
 * only when all its bytes were taken; while the disk refuses, the queue waits and is tried again.
 */
export class BlockWriter {
  readonly queue: Block[] = [];
  /** Memory held by the queue. */
  queuedBytes = 0;
  /** What of it is held by rows too large to share a block. */
  #largeBytes = 0;
  #enqueued = 0;
  #written = 0;
  #running: Promise<void> | null = null;
  #writeFailure: Failure | null = null;
  #syncFailure: Failure | null = null;
  #waiters: Waiter[] = [];
  #syncedTo: number;
  #syncing: Promise<Result<void>> | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #wake: (() => void) | null = null;
  #abandoned = false;
  #syncMs: number;

  constructor(
    readonly file: DiskFile,
    readonly path: string,
    readonly salt: number,
    /** File offset the next block goes to. */
    public position: number,
    readonly options: WriterOptions,
    readonly events: WriterEvents,
  ) {
    this.#syncedTo = 0;
    this.#syncMs = options.syncMs;
  }

  /** Why the disk refuses now, or null. */
  get failure(): Failure | null {
    return this.#writeFailure ?? this.#syncFailure;
  }

  /** Hands over a sealed block; never waits. */
  enqueue(block: Block): void {
    this.queue.push(block);
    this.queuedBytes += block.heldBytes;
    if (isLarge(block)) this.#largeBytes += block.heldBytes;
    this.#enqueued++;
    this.#running ??= this.#run();
  }

  /**
   * Whether a row of `size` has to be given up: rows that wait hold `limit` bytes. Reading paused long before, and one
   * message of a gigabyte takes no room from what came with it: large rows do not count against others, nor the largest
   * against another large one (a compressed message follows its frame).
   */
  isFull(limit: number, size: number): boolean {
    if (this.queuedBytes < limit) return false;
    const apart =
      size <= maxBlockPayload
        ? this.#largeBytes
        : this.queue.reduce((most, one) => (isLarge(one) ? Math.max(most, one.heldBytes) : most), 0);
    return this.queuedBytes - apart >= limit;
  }

  /** Everything enqueued so far is on stable storage; or why the disk refuses, after one more attempt. */
  async flush(): Promise<Result<void>> {
    const upTo = this.#enqueued;
    if (this.#written < upTo) {
      const written = await new Promise<Result<void>>((done) => {
        this.#waiters.push({ upTo, done });
        this.#wake?.();
      });
      if (!written.ok) return written;
    }
    while (this.#syncedTo < this.position) {
      const synced = await this.#sync();
      if (!synced.ok) return synced;
    }
    return ok();
  }

  /** Another loss window. What was written under the old one is synced within the new one at the latest. */
  syncWithin(ms: number): void {
    const shorter = ms < this.#syncMs;
    this.#syncMs = ms;
    // A sync that failed has its own pace; a longer window begins with the next write.
    if (!shorter || this.#syncTimer === null || this.#syncFailure !== null) return;
    clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    this.#scheduleSync();
  }

  /** Stops; what is still queued is given up. Resolves when no operation is under way. */
  async stop(): Promise<void> {
    this.#abandoned = true;
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#wake?.();
    await this.#running;
    await this.#syncing;
  }

  async #run(): Promise<void> {
    // Not inside the append that closed the block.
    await Promise.resolve();
    let next: Promise<Batch> | null = this.#nextBatch(0);
    while (next !== null && !this.#abandoned) {
      const { blocks, parts, bytes }: Batch = await next;
      const writing = this.#write(parts, bytes);
      // The next one is made ready while the disk has this one.
      next = this.queue.length > blocks.length ? this.#nextBatch(blocks.length) : null;
      if (!(await writing)) break;
      this.position += bytes;
      this.queue.splice(0, blocks.length);
      for (const block of blocks) {
        this.queuedBytes -= block.heldBytes;
        if (isLarge(block)) this.#largeBytes -= block.heldBytes;
        this.#written++;
        this.events.written(block);
      }
      const reached = this.#waiters.filter(({ upTo }) => upTo <= this.#written);
      this.#waiters = this.#waiters.filter(({ upTo }) => upTo > this.#written);
      for (const { done } of reached) done(ok());
      this.#scheduleSync();
      if (next === null && this.queue.length > 0) next = this.#nextBatch(0);
    }
    this.#running = null;
  }

  /** What follows the first `from` blocks of the queue, encoded and checksummed. */
  async #nextBatch(from: number): Promise<Batch> {
    const blocks: Block[] = [];
    const parts: Uint8Array[] = [];
    let bytes = 0;
    // As it is now: blocks before these leave while a large one is checksummed.
    for (const block of this.queue.slice(from)) {
      if (blocks.length > 0 && bytes + block.payloadBytes > batchBytes) break;
      const columns = block.encodeColumns();
      const payload = block.payload.subarray(0, block.payloadBytes);
      const crc = await crcInSlices(payload, crc32(columns));
      const body = columns.length + payload.length;
      parts.push(block.encodeHeader(crcOfPadding(crc, body), this.#syncedTo, this.salt), columns);
      for (let at = 0; at < payload.length; at += callBytes) parts.push(payload.subarray(at, at + callBytes));
      parts.push(paddingAfter(body));
      bytes += block.fileBytes;
      blocks.push(block);
    }
    return { blocks, parts: parts.filter((part) => part.length > 0), bytes };
  }

  /** Writes the parts at `position`, however often it takes. False only when abandoned. */
  async #write(parts: readonly Uint8Array[], bytes: number): Promise<boolean> {
    let taken = 0;
    for (;;) {
      try {
        while (taken < bytes) taken += await this.#writeSome(parts, taken);
        if (this.#writeFailure !== null) {
          this.#writeFailure = null;
          this.events.failureChanged(this.failure);
        }
        return true;
      } catch (error) {
        this.#refused(diskFailure('write to', this.path, error));
      }
      if (this.#abandoned) return false;
      await this.#pause();
    }
  }

  async #writeSome(parts: readonly Uint8Array[], taken: number): Promise<number> {
    const call: Uint8Array[] = [];
    let skip = taken;
    let size = 0;
    for (const part of parts) {
      if (skip >= part.length) {
        skip -= part.length;
        continue;
      }
      const rest = skip > 0 ? part.subarray(skip) : part;
      skip = 0;
      if (size > 0 && size + rest.length > callBytes) break;
      call.push(rest);
      size += rest.length;
    }
    const written = await this.file.writev(call, this.position + taken);
    // A disk that takes nothing and gives no reason would be asked for ever.
    if (written <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
    return written;
  }

  #refused(failure: Failure): void {
    const known = this.#writeFailure?.code === failure.code;
    this.#writeFailure = failure;
    if (!known) this.events.failureChanged(this.failure);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { done } of waiters) done({ ok: false, error: failure });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(wake, this.options.retryMs);
      this.#wake = wake;
    });
  }

  #scheduleSync(): void {
    if (this.#abandoned) return;
    const early = this.position - this.#syncedTo >= syncBytes || this.#syncMs === 0;
    if (early && this.#syncing === null) void this.#sync();
    else this.#syncTimer ??= setTimeout(() => void this.#sync(), this.#syncMs);
  }

  /** Syncs what is written now; joins a sync that is under way. */
  #sync(): Promise<Result<void>> {
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = null;
      // What was written while it ran is in the next one.
      if (this.#syncedTo < this.position && this.#syncFailure === null) this.#scheduleSync();
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<Result<void>> {
    const upTo = this.position;
    if (upTo === this.#syncedTo) return ok();
    try {
      await this.file.sync();
    } catch (error) {
      const failure = diskFailure('sync', this.path, error);
      const known = this.#syncFailure?.code === failure.code;
      this.#syncFailure = failure;
      if (!known) this.events.failureChanged(this.failure);
      if (!this.#abandoned) this.#syncTimer ??= setTimeout(() => void this.#sync(), this.options.retryMs);
      return fail(failure.code, failure.message, failure.detail);
    }
    this.#syncedTo = upTo;
    if (this.#syncFailure !== null) {
      this.#syncFailure = null;
      this.events.failureChanged(this.failure);
    }
    return ok();
  }
}

const isLarge = (block: Block): boolean => block.payloadBytes > maxBlockPayload;

/** Checksums a payload of any size without holding the loop up. */
async function crcInSlices(payload: Uint8Array, seed: number): Promise<number> {
  const piece = 1 << 20;
  let crc = seed;
  const slice = new Slice();
  for (let at = 0; at < payload.length; at += piece) {
    crc = crc32(payload.subarray(at, at + piece), crc);
    if (slice.over) await slice.turn();
  }
  return crc;
}
