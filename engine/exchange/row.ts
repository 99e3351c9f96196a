import { Direction, RowFlag, isLife, kindName, maxHeadBytes } from '../../contract/index.js';
import type { RowBatch } from '../../contract/index.js';
import type { MarkReader } from '../log/index.js';
import type { ExportRow } from './format.js';

/** The names of the flags of every combination of bits. */
const flagNames: readonly (readonly string[])[] = Array.from({ length: 64 }, (_, bits) =>
  Object.entries(RowFlag).flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name])),
);
const noHead = new Uint8Array();

/** Row `i` of a batch as formats see it. */
export function rowOf(
  batch: RowBatch,
  i: number,
  clockOrigin: number,
  marks?: Pick<MarkReader, 'commentOf'>,
): ExportRow {
  const kind = batch.kind[i] ?? 0;
  const time = batch.time[i] ?? 0;
  const bits = batch.flags[i] ?? 0;
  const headSize = batch.headSize[i] ?? 0;
  return {
    seq: batch.seq[i] ?? 0,
    time: isoTime(clockOrigin, time),
    offsetNs: time,
    direction: directionName(batch.direction[i] ?? 0),
    kind: kindName(kind),
    flags: flagNames[bits & 63] ?? [],
    peer: batch.peer[i] ?? 0,
    length: isLife(kind) ? 0 : (batch.size[i] ?? 0),
    mark: marks?.commentOf(batch.seq[i] ?? 0) ?? null,
    head: headSize === 0 ? noHead : batch.heads.subarray(i * maxHeadBytes, i * maxHeadBytes + headSize),
  };
}

function directionName(direction: number): ExportRow['direction'] {
  if (direction === Direction.in) return 'in';
  return direction === Direction.out ? 'out' : 'none';
}

/** Wall clock of a row with nanoseconds, which a double of epoch nanoseconds could not hold. */
export function isoTime(clockOrigin: number, offsetNs: number): string {
  const { ms, ns } = wallClock(clockOrigin, offsetNs);
  return `${isoMilliseconds(ms)}${String(ns).padStart(6, '0')}Z`;
}

/** Epoch milliseconds of a row, and the nanoseconds behind them. */
export function wallClock(clockOrigin: number, offsetNs: number): { ms: number; ns: number } {
  const origin = Math.floor(clockOrigin);
  const ns = Math.round((clockOrigin - origin) * 1e6) + offsetNs;
  const ms = Math.floor(ns / 1e6);
  return { ms: origin + ms, ns: ns - ms * 1e6 };
}

/** Of the last row: thousands of a flood share a millisecond. */
let latest = { ms: Number.NaN, text: '' };

/** `2026-11-21T08:00:00.000`, without the zone. */
function isoMilliseconds(ms: number): string {
  if (latest.ms !== ms) latest = { ms, text: new Date(ms).toISOString().slice(0, -1) };
  return latest.text;
}
