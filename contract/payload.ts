import * as z from 'zod/mini';

/** Looking into one payload of any size: the host reads it by ranges, so that nobody has to hold it. */

const offset = z.int().check(z.gte(0));

/**
 * What is looked for: a text, ASCII letters in either case; bytes, -1 for any; or a regular expression of the
 * filter language (no references, no looking around), which is found where it is no longer than 16 KiB.
 */
export const Needle = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
  z.strictObject({
    kind: z.literal('hex'),
    bytes: z.array(z.int().check(z.gte(-1), z.lte(255))).check(z.minLength(1), z.maxLength(4_096)),
  }),
  z.strictObject({
    kind: z.literal('pattern'),
    source: z.string().check(z.minLength(1), z.maxLength(4_096)),
    flags: z.string().check(z.maxLength(8)),
  }),
]);
export type Needle = z.output<typeof Needle>;

/** Bytes one `payload.find` looks through, and one `json.children`. */
export const findBytes = 64 << 20;
export const skimBytes = 32 << 20;
/** Children one `json.children` answers with. */
export const maxJsonChildren = 200;
/** Bytes of a key and of a scalar that come with it. */
export const jsonTextBytes = 400;

/** Where the reading of a container goes on: made by the host, given back as it is. */
export const JsonPlace = z.strictObject({
  at: offset,
  object: z.boolean(),
  depth: z.int().check(z.gte(0)),
  string: z.boolean(),
  escaped: z.boolean(),
  inChild: z.boolean(),
});
export type JsonPlace = z.output<typeof JsonPlace>;

/** Rows between two whose beginnings are told. */
export const rowsPerMark = 128;

/** Where a row of a text begins: see `cutRows` of the codec. */
export const RowPlace = z.strictObject({
  at: offset,
  row: offset,
  line: offset,
  fresh: z.boolean(),
});

/** Beginnings of the rows of a text, of every `rowsPerMark`th one. */
export interface PayloadRows {
  readonly at: Float64Array;
  /** The line each belongs to, and 1 where the line begins with it. */
  readonly line: Float64Array;
  readonly fresh: Uint8Array;
  /** Rows and lines by now. */
  readonly rows: number;
  readonly lines: number;
  /** Where the reading goes on; null at the end. */
  readonly next: z.output<typeof RowPlace> | null;
}

export interface JsonChild {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null' | 'unknown';
  /** As sent, with its quotes, at most `jsonTextBytes` of it; null in an array. */
  readonly key: string | null;
  /** Bytes of the payload, end exclusive; null while its end was not reached. */
  readonly start: number;
  readonly end: number | null;
  /** The value of a scalar as sent, at most `jsonTextBytes` of it; empty for others. */
  readonly text: string;
}

export interface JsonChildren {
  readonly children: readonly JsonChild[];
  /** End of the last child told before, where that was open and is known now. */
  readonly ended: number | null;
  /** Null where the container ended, or the payload. */
  readonly next: JsonPlace | null;
}
