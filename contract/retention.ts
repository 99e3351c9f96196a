import * as z from 'zod/mini';

/** How long and how much to keep of a workspace's sessions; null keeps everything. */
export const RetentionPolicy = z.strictObject({
  /** Sessions that ended longer ago than this many days. */
  days: z.nullable(z.int().check(z.gte(1), z.lte(36_500))),
  /** The oldest, until all sessions together take no more than this many bytes on disk. */
  bytes: z.nullable(z.int().check(z.gte(1))),
});
export type RetentionPolicy = z.output<typeof RetentionPolicy>;

/** What a policy would remove now. Nothing is removed before a person has seen this and said so. */
export interface RetentionPlan {
  /** Oldest first, with the reason for each. */
  readonly remove: readonly { readonly session: string; readonly why: 'age' | 'size' }[];
  /** Bytes on disk of those, and of every session there is. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Sessions past the limits that stay: starred, open in a tab, or still recording. */
  readonly kept: number;
}
