import * as z from 'zod/mini';

/** Rows of a session that may be marked at one time. */
export const maxMarks = 100_000;
/** Characters (UTF-16 units) of a comment. */
export const maxCommentLength = 4_000;
/** Changes of one `session.mark`. */
export const maxMarkChanges = 1_000;

/** A mark set or taken away. A mark is a log row's, by its number, and may carry a comment. */
export const MarkChange = z.strictObject({
  /** Row number in the log. */
  seq: z.int().check(z.gte(1)),
  /** False takes the mark away, and its comment with it. */
  marked: z.boolean(),
  /** Absent keeps the comment there is; empty takes it away. */
  comment: z.exactOptional(z.string().check(z.maxLength(maxCommentLength))),
});
export type MarkChange = z.output<typeof MarkChange>;

/** Every mark of a session. */
export interface SessionMarks {
  /** Moves with every change, as `marksRevision` of the session's information. */
  readonly revision: number;
  /** Numbers of the marked rows, ascending. */
  readonly seqs: Float64Array;
  /** Row number and comment of those that have one. */
  readonly comments: readonly (readonly [number, string])[];
}

/** What a change of marks did: who knew the marks at `before` and makes the same change knows them at `revision`. */
export interface MarksChanged {
  readonly before: number;
  readonly revision: number;
}
