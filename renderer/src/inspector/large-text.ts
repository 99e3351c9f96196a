import { decodeUtf8Lossy, visibleText } from '../../../codec/index.js';
import { decodeCharset } from '../../../codec/dissectors/index.js';
import type { CharsetId } from '../../../codec/dissectors/index.js';
import type { ByteRange } from '../ui/index.js';

/** A stretch of a line, and whether it is what was looked for. */
export interface LineRun {
  readonly text: string;
  readonly hit: boolean;
}

/** Bytes before and behind a line that tell where its first and last character begin. */
export const contextBytes = 3;

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
  reveal: ByteRange | null,
): readonly LineRun[] {
  const cut = (place: number): number => {
    const i = Math.min(bytes.length, Math.max(0, place - at));
    return charset === 'utf-8' ? characterEnd(bytes, i) : i;
  };
  const start = cut(from);
  const end = cut(to);
  const cuts = [start, ...(reveal === null ? [] : [reveal.from - at, reveal.to - at]), end].map((place) =>
    Math.min(end, Math.max(start, place)),
  );
  const runs: LineRun[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const text = textOf(bytes.subarray(cuts[i], cuts[i + 1]), charset);
    if (text !== '') runs.push({ text: visibleText(text), hit: cuts.length === 4 && i === 1 });
  }
  return runs;
}

function textOf(bytes: Uint8Array, charset: CharsetId): string {
  return charset === 'utf-8' ? decodeUtf8Lossy(bytes) : decodeCharset(bytes, charset).text;
}
