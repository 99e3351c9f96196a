import { isUtf8 } from 'node:buffer';
import type { FramePart } from '../../codec/index.js';

/** Up to here a loop that looks for ASCII alone is done before a call into native code. */
const loopBytes = 96;

/** True if `bytes[start, end)` is UTF-8. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= loopBytes) {
    let seen = 0;
    for (let i = start; i < end; i++) seen |= bytes[i] ?? 0;
    if (seen < 0x80) return true;
  }
  return isUtf8(bytes.subarray(start, end));
}

/** True if bytes that lie in several places are UTF-8 together; characters may be cut between them. */
export function isTextInParts(parts: readonly FramePart[]): boolean {
  // Bytes of a character whose end has not come, at most three.
  let cut = new Uint8Array();
  for (const { bytes, start, end } of parts) {
    let from = start;
    if (cut.length > 0) {
      const missing = characterLength(cut[0] ?? 0) - cut.length;
      const head = bytes.subarray(from, Math.min(end, from + missing));
      const joined = new Uint8Array(cut.length + head.length);
      joined.set(cut);
      joined.set(head, cut.length);
      from += head.length;
      if (head.length < missing) {
        cut = joined;
        continue;
      }
      if (!isUtf8(joined)) return false;
    }
    const whole = wholeCharacters(bytes, from, end);
    if (!isText(bytes, from, whole)) return false;
    cut = Uint8Array.from(bytes.subarray(whole, end));
  }
  return cut.length === 0;
}

/** Where a last character begins whose bytes are not all there; else `end`. */
function wholeCharacters(bytes: Uint8Array, start: number, end: number): number {
  for (let at = end - 1; at >= Math.max(start, end - 3); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) return end - at < characterLength(byte) ? at : end;
  }
  return end;
}

/** Bytes of the character that begins with this one; what cannot begin one is one byte, and refused. */
function characterLength(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
