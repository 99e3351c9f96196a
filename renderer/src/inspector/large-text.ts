import { decodeUtf8Lossy, findFilterBytes, visibleText } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import { decodeCharset } from '../../../codec/dissectors/index.js';
import type { CharsetId } from '../../../codec/dissectors/index.js';
import type { ByteRange } from '../ui/index.js';

/** A stretch of a line, and whether it is what was looked for or what the filter found. */
export interface LineRun {
  readonly text: string;
  readonly hit: boolean;
}

/** Bytes before a place that tell whether a character begins there. */
const contextBytes = 3;

/** Bytes before and behind a line within which what a filter found there may begin and end. */
export const reachBytes = 256;

/** What a filter finds in a line or across its ends, as places in the payload. `bytes` stand at `at`. */
export function lineHits(
  { bytes, at }: { readonly bytes: Uint8Array; readonly at: number },
  from: number,
  to: number,
  find: FilterMarks,
): readonly ByteRange[] {
  const start = Math.max(at, from - reachBytes);
  return findFilterBytes(find, bytes.subarray(start - at, to + reachBytes - at))
    .map(([a, b]) => ({ from: a + start, to: b + start }))
    .filter((hit) => hit.from < to && hit.to > from);
}

/** Characters of a line that a pane of some width shows; a character has at least one byte. */
export function bytesPerLine(width: number, digits: number): number {
  const cellPx = 7.2;
  // Padding at both sides, the gap behind the offset, and the scrollbar.
  const marginPx = 24 + 12 + 14;
  const cells = Math.floor((width - marginPx) / cellPx) - digits;
  // Whole characters of UTF-16 and UTF-32 stand in a line of a multiple of four bytes.
  return Math.max(16, Math.floor(cells / 8) * 8);
}

const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** `i`, or behind the character that begins before it and goes on there (RFC 3629 §3). */
function characterEnd(bytes: Uint8Array, i: number): number {
  if (!continues(bytes[i])) return i;
  for (let back = 1; back <= contextBytes; back++) {
    const lead = bytes[i - back];
    if (lead === undefined) return i;
    if (continues(lead)) continue;
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    let end = i;
    while (end < i - back + length && continues(bytes[end])) end++;
    return end;
  }
  return i;
}

/**
 * The characters that begin in `[from, to)` of a payload, as runs. `bytes` stand at `at`: `contextBytes` before
 * the line and as many behind it, where there are some. A character of UTF-8 belongs to the line it begins in,
 * one of another charset is cut where the line is.
 */
export function lineRuns(
  { bytes, at }: { readonly bytes: Uint8Array; readonly at: number },
  from: number,
  to: number,
  charset: CharsetId,
  hits: readonly ByteRange[],
): readonly LineRun[] {
  const cut = (place: number): number => {
    const i = Math.min(bytes.length, Math.max(0, place - at));
    return charset === 'utf-8' ? characterEnd(bytes, i) : i;
  };
  const start = cut(from);
  const end = cut(to);
  const runs: LineRun[] = [];
  const add = (a: number, b: number, hit: boolean): void => {
    const text = textOf(bytes.subarray(a, b), charset);
    if (text !== '') runs.push({ text: visibleText(text), hit });
  };
  let done = start;
  for (const hit of hits) {
    const [a, b] = [hit.from - at, hit.to - at].map((place) => Math.min(end, Math.max(done, place)));
    if (a === undefined || b === undefined || a === b) continue;
    add(done, a, false);
    add(a, b, true);
    done = b;
  }
  add(done, end, false);
  return runs;
}

function textOf(bytes: Uint8Array, charset: CharsetId): string {
  return charset === 'utf-8' ? decodeUtf8Lossy(bytes) : decodeCharset(bytes, charset).text;
}
