import { crc32 } from 'node:zlib';
import { type Result, fail, ok } from '../../contract/result.js';
import { maxHeadBytes } from '../../contract/row.js';
import { type ScanMemory, takeBlockMemory } from './block-memory.js';
import { type BlockView, decodeColumns } from './block-view.js';
import { BlockCache } from './cache.js';
import type { Directory } from './directory.js';
import type { DiskFile } from './disk.js';
import { diskFailure } from '../files/disk-failure.js';
import { type BlockHeader, columnBytes, decodeBlockHeader, maxBlockPayload } from './format.js';

/** Blocks larger than this hold one large row, whose payload is read by range and never whole. */
const wholeBytes = maxBlockPayload * 2;
/** Small neighbours are read together: a quiet session has thousands of blocks of a row or two. */
const readAheadBytes = 256 << 10;

/** The written part of a log: finds blocks through the directory, reads and checks them, keeps the latest. */
export class BlockStore {
  readonly cache: BlockCache;

  constructor(
    readonly file: DiskFile,
    readonly path: string,
    readonly salt: number,
    readonly directory: Directory,
    cacheBytes: number,
  ) {
    this.cache = new BlockCache(cacheBytes);
  }

  /** Block `index` with, in the cache, the small ones that follow it. To be looked at before the next turn of the loop. */
  async load(index: number): Promise<Result<BlockView>> {
    const { directory } = this;
    const memory = takeBlockMemory(directory.offset(index + 1) - directory.offset(index));
    if (memory !== null) {
      const read = await this.#run(index, index + 1, memory.into, memory.at);
      const block = read.ok ? read.value[0] : undefined;
      if (block === undefined) {
        memory.release();
        return read.ok ? this.#damaged(index) : read;
      }
      // Somebody else may have read it meanwhile.
      if (!this.cache.put(index, block, memory)) memory.release();
      return ok(block);
    }
    const run = await this.loadRun(index, readAheadBytes);
    if (!run.ok) return run;
    run.value.forEach((block, i) => this.cache.put(index + i, block));
    const first = run.value[0];
    return first === undefined ? this.#damaged(index) : ok(first);
  }

  /**
   * Block `index` and as many that follow as fit into `bytes`, with one read and past the cache. Stops
   * before a block that is damaged; fails with `log.damaged` if that is the first. With `memory` they are good
   * until it is taken from again twice.
   */
  async loadRun(index: number, bytes: number, memory?: ScanMemory): Promise<Result<readonly BlockView[]>> {
    const { directory } = this;
    const start = directory.offset(index);
    let last = index + 1;
    if (directory.offset(last) - start > wholeBytes) return this.#loadLarge(index);
    while (last < directory.count && directory.offset(last + 1) - start <= bytes) last++;
    const length = directory.offset(last) - start;
    return this.#run(index, last, memory?.take(length) ?? Buffer.allocUnsafeSlow(length));
  }

  /** `columns` is memory of one block; not to be given for more. */
  async #run(
    index: number,
    last: number,
    into: Buffer,
    columns?: Uint32Array,
  ): Promise<Result<readonly BlockView[]>> {
    const { directory } = this;
    const start = directory.offset(index);
    const read = await this.#read(start, into.length, into);
    if (!read.ok) return read;
    const blocks: BlockView[] = [];
    for (let i = index; i < last; i++) {
      const at = directory.offset(i) - start;
      const block = this.#decode(read.value.subarray(at, directory.offset(i + 1) - start), i, columns);
      if (block === null) break;
      blocks.push(block);
    }
    return blocks.length > 0 ? ok(blocks) : this.#damaged(index);
  }

  /** Bytes `[from, to)` of the payload of the large row that is block `index`. Not checked: that takes the whole. */
  async payloadOfLarge(index: number, from: number, to: number): Promise<Result<Buffer>> {
    const header = await this.#header(index);
    if (!header.ok) return header;
    return this.#read(this.directory.offset(index) + payloadStart(header.value) + from, to - from);
  }

  /** Reads all of block `index` in pieces and says whether its bytes are those that were written. */
  async isIntact(index: number): Promise<Result<boolean>> {
    const header = await this.#header(index);
    if (!header.ok) return header.error.code === 'log.damaged' ? ok(false) : header;
    let at = this.directory.offset(index) + header.value.headerBytes;
    const end = at + header.value.bodyBytes;
    let crc = 0;
    while (at < end) {
      const piece = await this.#read(at, Math.min(4 << 20, end - at));
      if (!piece.ok) return piece.error.code === 'log.damaged' ? ok(false) : piece;
      crc = crc32(piece.value, crc);
      at += piece.value.length;
    }
    return ok(crc === header.value.bodyCrc);
  }

  async #loadLarge(index: number): Promise<Result<readonly BlockView[]>> {
    const header = await this.#header(index);
    if (!header.ok) return header;
    const { headerBytes, payloadBytes } = header.value;
    const columns = await this.#read(
      this.directory.offset(index) + headerBytes,
      payloadStart(header.value) - headerBytes + Math.min(maxHeadBytes, payloadBytes),
    );
    if (!columns.ok) return columns;
    const block = decodeColumns(header.value, columns.value);
    return block === null ? this.#damaged(index) : ok([block]);
  }

  async #header(index: number): Promise<Result<BlockHeader>> {
    const start = this.directory.offset(index);
    const read = await this.#read(start, Math.min(4096, this.directory.offset(index + 1) - start));
    if (!read.ok) return read;
    const reading = decodeBlockHeader(read.value, 0, this.salt);
    return reading.kind === 'header' ? ok(reading.header) : this.#damaged(index);
  }

  #decode(bytes: Buffer, index: number, columns?: Uint32Array): BlockView | null {
    const reading = decodeBlockHeader(bytes, 0, this.salt);
    if (reading.kind !== 'header') return null;
    const { header } = reading;
    if (header.firstSeq !== this.directory.firstSeq(index)) return null;
    if (header.headerBytes + header.bodyBytes !== bytes.length) return null;
    if (crc32(bytes.subarray(header.headerBytes)) !== header.bodyCrc) return null;
    return decodeColumns(header, bytes.subarray(header.headerBytes), columns);
  }

  async #read(
    position: number,
    length: number,
    into: Buffer = Buffer.allocUnsafeSlow(length),
  ): Promise<Result<Buffer>> {
    try {
      const filled = await this.file.read(into, position);
      if (filled === length) return ok(into);
    } catch (error) {
      return { ok: false, error: diskFailure('read', this.path, error) };
    }
    return fail('log.damaged', `${this.path} ends before byte ${position + length}.`, {
      path: this.path,
      offset: position,
    });
  }

  #damaged(index: number): ReturnType<typeof fail> {
    const { directory, path } = this;
    const offset = directory.offset(index);
    const firstSeq = directory.firstSeq(index);
    const lastSeq = directory.firstSeq(index + 1) - 1;
    return fail(
      'log.damaged',
      `Rows ${firstSeq} to ${lastSeq} cannot be read: the block at byte ${offset} of ${path} is not what was written.`,
      { path, offset, firstSeq, lastSeq },
    );
  }
}

/** Offset of the payload from the start of its block. */
function payloadStart(header: BlockHeader): number {
  const { headerBytes, rows, peers, lengthWidth, peerWidth } = header;
  return headerBytes + columnBytes(rows, peers, lengthWidth, peerWidth);
}
