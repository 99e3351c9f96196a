import { type Result, fail } from '../../contract/result.js';
import type { Layer } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
import { type ScanMemory, scanBytes } from './block-memory.js';
import type { BlockView } from './block-view.js';
import {
  type BlockSource,
  type PayloadSlice,
  type RowFacts,
  type ScanOptions,
  type ScanVisit,
  readLayer,
  readPayload,
  readRow,
  readRows,
  scanRows,
} from './reader.js';
import type { BlockStore } from './store.js';

/** The half of a log reader that is the same wherever its blocks are. */
export abstract class BlockReader implements BlockSource {
  abstract readonly count: number;
  abstract layerCount(layer: Layer): number;
  abstract seqIn(layer: Layer, position: number): number;
  abstract find(seq: number): BlockView | null;
  /** The blocks on disk. */
  protected abstract readonly store: BlockStore;
  protected abstract readonly closed: boolean;

  rows(from: number, to: number): Promise<Result<RowBatch>> {
    return readRows(this, from, to);
  }

  layerRows(layer: Layer, from: number, to: number): Promise<Result<RowBatch>> {
    return readLayer(this, layer, from, to);
  }

  row(seq: number): Promise<Result<RowFacts>> {
    return readRow(this, seq);
  }

  payload(seq: number, from?: number, to?: number): Promise<Result<PayloadSlice>> {
    return readPayload(this, seq, from, to);
  }

  scan(fromSeq: number, visit: ScanVisit, options?: ScanOptions): Promise<Result<number>> {
    return scanRows(this, fromSeq, visit, options);
  }

  async load(seq: number): Promise<Result<BlockView>> {
    return this.closed ? this.closedFailure() : this.store.load(this.store.directory.find(seq));
  }

  async loadRun(seq: number, memory: ScanMemory): Promise<Result<readonly BlockView[]>> {
    if (this.closed) return this.closedFailure();
    return this.store.loadRun(this.store.directory.find(seq), scanBytes, memory);
  }

  async payloadOfLarge(seq: number, from: number, to: number): Promise<Result<Buffer>> {
    if (this.closed) return this.closedFailure();
    return this.store.payloadOfLarge(this.store.directory.find(seq), from, to);
  }

  inFile(seq: number): boolean {
    return seq < this.store.directory.nextSeq;
  }

  skip(seq: number, kindsLow: number, kindsHigh: number): number {
    const { directory } = this.store;
    if (seq >= directory.nextSeq) return seq;
    const index = directory.find(seq);
    return directory.mayHold(index, kindsLow, kindsHigh) ? seq : directory.firstSeq(index + 1);
  }

  protected closedFailure(): ReturnType<typeof fail> {
    const { path } = this.store;
    return fail('log.closed', `The log ${path} has been closed.`, { path });
  }
}
