import * as z from 'zod/mini';

/** Farthest byte of a payload that a key is read from, and the longest key. */
export const maxKeyOffset = 65_536;
export const maxKeyBytes = 64;

const offset = z.int().check(z.gte(0), z.lte(maxKeyOffset));
const path = z.string().check(z.minLength(1), z.maxLength(1_000));

/**
 * Which row answers which, always of the same peer. Answers travel against `asks`. By `order` the first
 * message asked is the first answered; by `json` the values at a path are the same token; by `bytes` so
 * many bytes of the payload are the same. Of several open requests with one key the oldest is answered.
 */
export const CorrelationSpec = z.strictObject({
  asks: z.enum(['out', 'in']),
  by: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('order') }),
    z.strictObject({
      kind: z.literal('json'),
      path,
      /** Where the key stands in an answer; as in the request unless given. */
      answerPath: z.exactOptional(path),
    }),
    z.strictObject({
      kind: z.literal('bytes'),
      from: offset,
      length: z.int().check(z.gte(1), z.lte(maxKeyBytes)),
      answerFrom: z.exactOptional(offset),
    }),
  ]),
});
export type CorrelationSpec = z.output<typeof CorrelationSpec>;

/** What was found by now. Times are nanoseconds; null without an answer. */
export interface CorrelationInfo {
  readonly correlation: number;
  readonly session: string;
  readonly requests: number;
  readonly answered: number;
  /** Messages the other way that nobody asked for, as far as was seen. */
  readonly unasked: number;
  /** Within 0.4 % of the exact ones; `min` and `max` are exact. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Answers within `[edges[i], edges[i + 1])`, at most 50 bins; each octave has as many. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Rows looked at, and whether that is all there are. */
  readonly scanned: number;
  readonly done: boolean;
  /** The session is longer than what is looked at: later rows are not paired. */
  readonly cut: boolean;
}

/** What a row is to another. */
export const CorrelatedRole = { none: 0, request: 1, answer: 2, unasked: 3 } as const;

/** The pairs of rows at positions of a view, one column each. */
export interface CorrelatedRows {
  readonly from: number;
  readonly length: number;
  /** `CorrelatedRole` of each row. */
  readonly role: Uint8Array;
  /** Row number of the answer of a request, or of the request of an answer; 0 where there is none. */
  readonly other: Float64Array;
  /** Nanoseconds from request to answer; NaN without. */
  readonly latency: Float64Array;
}
