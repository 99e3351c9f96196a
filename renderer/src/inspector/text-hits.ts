import type { FilterSpan } from '../../../codec/index.js';
import type { TextRun } from './text-chunks.js';

/** A run of a text, and whether the filter found it. */
export interface HitRun extends TextRun {
  readonly hit: boolean;
}

/** Cuts the runs of a text where spans of it begin and end; spans are in order and do not overlap. */
export function withHits(
  chunks: readonly (readonly TextRun[])[],
  spans: readonly FilterSpan[],
): readonly (readonly HitRun[])[] {
  let start = 0;
  let next = 0;
  return chunks.map((runs) =>
    runs.flatMap((run) => {
      const end = start + run.text.length;
      const pieces: HitRun[] = [];
      let at = start;
      while (at < end) {
        while ((spans[next]?.[1] ?? Infinity) <= at) next++;
        const [from, to] = spans[next] ?? [Infinity, Infinity];
        const hit = from <= at;
        const stop = Math.min(end, hit ? to : from);
        pieces.push({ ...run, text: run.text.slice(at - start, stop - start), hit });
        at = stop;
      }
      start = end;
      return pieces;
    }),
  );
}
