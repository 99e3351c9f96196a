import type { Result } from '../../contract/result.js';
import type { Layer } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
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

/** The half of a log reader that is the same wherever its blocks are. */
export abstract class BlockReader implements BlockSource {
  abstract readonly count: number;
  abstract layerCount(layer: Layer): number;
  abstract seqIn(layer: Layer, position: number): number;
  abstract find(seq: number): BlockView | null;
  abstract load(seq: number): Promise<Result<BlockView>>;
  abstract loadRun(seq: number): Promise<Result<readonly BlockView[]>>;
  abstract payloadOfLarge(seq: number, from: number, to: number): Promise<Result<Buffer>>;
  abstract skip(seq: number, kindsLow: number, kindsHigh: number): number;

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
}
