import { partialCut } from './chunk.js';
import type { Cut, Framer } from './cut.js';

export interface DelimiterOptions {
  readonly bytes: Uint8Array;
  /** A delimiter right after another ends an empty message, rather than nothing. */
  readonly keepEmpty: boolean;
  /** A CR just before the delimiter belongs to it. */
  readonly trimCr: boolean;
}

/** For each prefix length, how long a shorter prefix still matches after a mismatch (Knuth, Morris, Pratt). */
function fallbacks(bytes: Uint8Array): Uint16Array {
  const table = new Uint16Array(bytes.length + 1);
  let matched = 0;
  for (let at = 1; at < bytes.length; at++) {
    while (matched > 0 && bytes[at] !== bytes[matched]) matched = table[matched] ?? 0;
    if (bytes[at] === bytes[matched]) matched++;
    table[at + 1] = matched;
  }
  return table;
}

/** Cuts after each delimiter; one that is split across chunks is found by remembering how much of it matched. */
export function delimiterFramer(startOffset: number, options: DelimiterOptions): Framer {
  const { bytes, keepEmpty, trimCr } = options;
  const table = fallbacks(bytes);
  const first = bytes[0] ?? 0;
  let start = startOffset;
  let at = startOffset;
  let matched = 0;
  let endsInCr = false;

  function cut(end: number, crBefore: boolean): Cut | null {
    const bodyEnd = end - bytes.length - (trimCr && crBefore ? 1 : 0);
    const message = { start, end, bodyStart: start, bodyEnd };
    start = end;
    return bodyEnd > message.start || keepEmpty ? message : null;
  }

  const pending = (): Cut | null => partialCut(start, at);
  return {
    push(chunk) {
      const cuts: Cut[] = [];
      for (let index = 0; index < chunk.length; index++) {
        if (matched === 0) {
          index = chunk.indexOf(first, index);
          if (index < 0) break;
        }
        const byte = chunk[index];
        while (matched > 0 && byte !== bytes[matched]) matched = table[matched] ?? 0;
        if (byte === bytes[matched]) matched++;
        if (matched < bytes.length) continue;
        matched = 0;
        // Only lines trim, and their delimiter is one byte: the byte before it is the one to look at.
        const crBefore = at + index > start && (index > 0 ? chunk[index - 1] === 0x0d : endsInCr);
        const message = cut(at + index + 1, crBefore);
        if (message !== null) cuts.push(message);
      }
      at += chunk.length;
      if (chunk.length > 0) endsInCr = chunk[chunk.length - 1] === 0x0d;
      return cuts;
    },
    pending,
    end() {
      const last = pending();
      start = at;
      matched = 0;
      return last === null ? [] : [last];
    },
  };
}
