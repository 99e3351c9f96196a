import type { Cut, Framer } from './cut.js';

/** A stretch of the stream that is all body. */
export function plainCut(start: number, end: number): Cut {
  return { start, end, bodyStart: start, bodyEnd: end };
}

/** The same, of a message that is not complete; null where nothing is under way. */
export function partialCut(start: number, end: number): Cut | null {
  return end > start ? { ...plainCut(start, end), partial: true } : null;
}

/** Each chunk is a message. */
export function rawFramer(startOffset: number): Framer {
  let at = startOffset;
  return {
    push(chunk) {
      const start = at;
      at += chunk.length;
      return chunk.length === 0 ? [] : [plainCut(start, at)];
    },
    pending: () => null,
    end: () => [],
  };
}

/** Every `length` bytes are a message. */
export function fixedFramer(startOffset: number, length: number): Framer {
  let start = startOffset;
  let at = startOffset;
  const pending = (): Cut | null => partialCut(start, at);
  return {
    push(chunk) {
      at += chunk.length;
      const cuts: Cut[] = [];
      for (; start + length <= at; start += length) cuts.push(plainCut(start, start + length));
      return cuts;
    },
    pending,
    end() {
      const last = pending();
      start = at;
      return last === null ? [] : [last];
    },
  };
}

/**
 * Chunks that follow each other within the gap are one message. Whether a message is complete is
 * known when the next chunk comes, so the last one is `pending` until then.
 */
export function idleFramer(startOffset: number, gapMs: number): Framer {
  const gapNs = gapMs * 1e6;
  let start = startOffset;
  let at = startOffset;
  let last = 0;
  return {
    push(chunk, timeNs = 0) {
      if (chunk.length === 0) return [];
      const cuts = at > start && timeNs - last > gapNs ? [plainCut(start, at)] : [];
      if (cuts.length > 0) start = at;
      at += chunk.length;
      last = timeNs;
      return cuts;
    },
    pending: () => partialCut(start, at),
    end() {
      // The end of the stream is a gap like any other: this message is complete.
      const cuts = at > start ? [plainCut(start, at)] : [];
      start = at;
      return cuts;
    },
  };
}
