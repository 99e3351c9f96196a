import * as z from 'zod/mini';
import { maxKeyBytes, maxKeyOffset } from './correlation.js';
import { FramingSpec } from './connection.js';
import type { Failure } from './result.js';
import { layers } from './row.js';
import type { RowBatch } from './rows.js';
import { FilterSpec, SessionId } from './session.js';

/** Rows of either side that are compared: what is logged later is left out, and the report says how many. */
export const maxDifferenceRows = 2_097_152;
/** Largest JSON that is compared by its meaning, bytes; a larger one is compared byte by byte. */
export const maxDifferenceJson = 262_144;
/** Pairs that one `difference.pairs` answers with. */
export const maxPairsPerRead = 256;
/** Ignored paths, and the length of one. */
const maxPaths = 64;
const path = z.string().check(z.minLength(1), z.maxLength(1_000));
/** A year: whatever a clock may be off. Milliseconds. */
const mostMs = 31_622_400_000;

/** One of the two sessions, and how its streams are cut into messages. */
const Side = z.strictObject({ session: SessionId, framing: FramingSpec });

/** Which rows go together: in the order they came in, by when they came, or by what they say they are. */
export const DifferenceAlign = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('order') }),
  z.strictObject({ by: z.literal('time') }),
  z.strictObject({ by: z.literal('path'), path }),
  z.strictObject({
    by: z.literal('bytes'),
    from: z.int().check(z.gte(0), z.lte(maxKeyOffset)),
    length: z.int().check(z.gte(1), z.lte(maxKeyBytes)),
  }),
]);
export type DifferenceAlign = z.output<typeof DifferenceAlign>;

export const DifferenceSpec = z.strictObject({
  left: Side,
  right: Side,
  layer: z.enum(layers),
  /** Of both sides. */
  filter: FilterSpec,
  /** Also what is no message: connects, handshakes, closes, notes. */
  life: z.boolean(),
  align: DifferenceAlign,
  /** What counts besides direction, kind and payload. */
  counts: z.strictObject({
    /** Fragmented, compressed, against the protocol, cut: see `countedFlags`. */
    flags: z.boolean(),
    /** FIN, RSV, opcode, mask and form of the length; heads stand in the wire layer alone. */
    heads: z.boolean(),
    /** Who sent it or got it, by the order in which peers first appear on their side. */
    peers: z.boolean(),
  }),
  timing: z.strictObject({
    /** Equal rows whose times are farther apart than the tolerance count as moved. */
    compare: z.boolean(),
    /** Milliseconds; by time also how far apart the rows of a pair may be. */
    tolerance: z.number().check(z.gte(0), z.lte(mostMs)),
    /** Milliseconds added to the times of the left side. */
    offset: z.number().check(z.gte(-mostMs), z.lte(mostMs)),
  }),
  json: z.strictObject({
    /** White space, the order of members and escapes of JSON do not count. */
    meaning: z.boolean(),
    /** Paths, or names of members, that do not count; with any of them JSON is compared by its meaning. */
    ignore: z.array(path).check(z.maxLength(maxPaths)),
  }),
});
export type DifferenceSpec = z.output<typeof DifferenceSpec>;

export interface DifferenceSide {
  readonly session: string;
  /** Rows that were compared. */
  readonly rows: number;
  /** Rows past `maxDifferenceRows`, which were not. */
  readonly beyond: number;
  /** Rows without the key that pairs are made by; they go with what is equal. */
  readonly keyless: number;
  /** Why some rows could not be read; the others were. */
  readonly failure: Failure | null;
}

export interface DifferenceTotals {
  readonly same: number;
  readonly changed: number;
  /** On the left, or on the right, alone. */
  readonly left: number;
  readonly right: number;
  /** Equal, at another time. */
  readonly moved: number;
}

/** Where differences stand among all pairs, in at most 512 cells. */
export interface DifferenceMap {
  /** Pairs a cell stands for. */
  readonly width: number;
  readonly changed: Uint32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly moved: Uint32Array;
}

export interface DifferenceInfo {
  readonly difference: number;
  readonly stage: 'reading' | 'aligning' | 'done' | 'failed';
  /** Of the stage, 0 to 1. */
  readonly progress: number;
  readonly failure: Failure | null;
  readonly left: DifferenceSide;
  readonly right: DifferenceSide;
  readonly totals: DifferenceTotals;
  /** Pairs in all, and those that are not the same; 0 until it is done. */
  readonly pairs: number;
  readonly differences: number;
  readonly map: DifferenceMap | null;
}

/** Pairs at positions of a list, one column each, and their rows. */
export interface DifferencePairs {
  readonly from: number;
  readonly length: number;
  /** `PairState` of each: same 0, changed 1, left 2, right 3, moved 4. */
  readonly state: Uint8Array;
  /** Position of each among all pairs. */
  readonly position: Float64Array;
  /** Index of the row in `leftRows`, -1 where there is none. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Where the row stands in its side, for `difference.payload`; -1 where there is none. */
  readonly leftAt: Int32Array;
  readonly rightAt: Int32Array;
  /** How many-th peer of its side a row is of, from 1; 0 for the session itself and without a row. */
  readonly leftPeer: Uint32Array;
  readonly rightPeer: Uint32Array;
  readonly leftRows: RowBatch;
  readonly rightRows: RowBatch;
}
