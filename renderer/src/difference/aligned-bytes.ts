import { decodeUtf8Lossy, visibleText } from '../../../codec/index.js';
import type { ByteDifference } from '../../../codec/index.js';

/** A run of both sides, equal or not; where one side is shorter it has gaps. */
interface Run extends ByteDifference {
  readonly differs: boolean;
  /** First cell of it, and the one behind it. */
  readonly from: number;
  readonly to: number;
}

/** Two runs of bytes set side by side, a cell for each byte or gap. */
export interface AlignedBytes {
  readonly runs: readonly Run[];
  readonly cells: number;
}

/** One cell: offsets of both sides, -1 for a gap. */
export interface ByteCell {
  readonly left: number;
  readonly right: number;
  readonly differs: boolean;
}

export function alignBytes(
  leftSize: number,
  rightSize: number,
  differences: readonly ByteDifference[],
): AlignedBytes {
  const runs: Run[] = [];
  let left = 0;
  let right = 0;
  let cells = 0;
  const add = (leftTo: number, rightTo: number, differs: boolean): void => {
    const length = Math.max(leftTo - left, rightTo - right);
    if (length > 0) {
      const place = { leftFrom: left, leftTo, rightFrom: right, rightTo };
      runs.push({ ...place, differs, from: cells, to: cells + length });
    }
    cells += length;
    left = leftTo;
    right = rightTo;
  };
  for (const one of differences) {
    add(one.leftFrom, one.rightFrom, false);
    add(one.leftTo, one.rightTo, true);
  }
  add(leftSize, rightSize, false);
  return { runs, cells };
}

/** Cells `[from, to)`. */
export function cellsAt({ runs, cells }: AlignedBytes, from: number, to: number): ByteCell[] {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const half = (low + high) >>> 1;
    if ((runs[half]?.to ?? 0) <= from) low = half + 1;
    else high = half;
  }
  const found: ByteCell[] = [];
  for (let at = from; at < Math.min(to, cells); at++) {
    while (at >= (runs[low]?.to ?? Infinity)) low++;
    const run = runs[low];
    if (run === undefined) break;
    const offset = at - run.from;
    found.push({
      left: run.leftFrom + offset < run.leftTo ? run.leftFrom + offset : -1,
      right: run.rightFrom + offset < run.rightTo ? run.rightFrom + offset : -1,
      differs: run.differs,
    });
  }
  return found;
}

/** A stretch of a text, with what differs told apart. */
export interface TextRun {
  readonly text: string;
  readonly differs: boolean;
}

/** One side as text: differences grow to whole characters, so that none is cut in two. */
export function textRuns(
  bytes: Uint8Array,
  differences: readonly ByteDifference[],
  side: 'left' | 'right',
): TextRun[] {
  const runs: TextRun[] = [];
  let at = 0;
  const add = (to: number, differs: boolean): void => {
    if (to > at) {
      runs.push({
        text: visibleText(decodeUtf8Lossy(bytes.subarray(at, to)), { keepLineBreaks: true }),
        differs,
      });
    }
    at = Math.max(at, to);
  };
  for (const one of differences) {
    const [from, to] = side === 'left' ? [one.leftFrom, one.leftTo] : [one.rightFrom, one.rightTo];
    add(back(bytes, from), false);
    if (to > from) add(forth(bytes, to), true);
  }
  add(bytes.length, false);
  return runs;
}

const isContinuation = (byte: number | undefined): boolean => ((byte ?? 0) & 0xc0) === 0x80;

function back(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (at > 0 && at > offset - 3 && isContinuation(bytes[at])) at--;
  return at;
}

function forth(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (at < bytes.length && at < offset + 3 && isContinuation(bytes[at])) at++;
  return at;
}
