export { type BlockView, headSizeOf, kindOf, peerOf } from './block-view.js';
export { type Disk, type DiskFile, realDisk } from './disk.js';
export {
  type LogReader,
  type PayloadSlice,
  type RowFacts,
  type ScanOptions,
  type ScanVisit,
} from './reader.js';
export { inTurns, measureSlices, nextTurn, Slice, sliceMs } from './slice.js';
export { type ReadOptions, type RecordedLog, openLog } from './recorded-log.js';
export { isHeld } from './lock.js';
export { type MarkReader, Marks } from './marks.js';
export { type Recovery, recoverLog } from './recovery.js';
export { type SessionHeader, type SessionTotals } from './session-file.js';
export { type SeenRow, eachRow } from './each-row.js';
export { type KeyReader, keyReaders } from './answer-key.js';
export { BatchBuilder } from './batch.js';
export { layersOf, wireOnly } from './layer.js';
export { type RelatedRows, relatedRows } from './related.js';
export { createLog } from './create-log.js';
export { type LogOptions, type SessionLog } from './session-log.js';
export { type SessionSummary, describedAtOnce, listSessions, readSummary } from './sessions.js';
export type { Correlation } from './correlate.js';
export { correlate, createView } from './create-view.js';
export { TextSearch } from './text-search.js';
export { judgeRows } from './judge.js';
export { TimeHistogram } from './histogram.js';
export { Minimap } from './minimap.js';
export { type View, type ViewSpec } from './view.js';
