import * as z from 'zod/mini';

/** Longer than a minute nobody would remember what a power cut takes. */
export const maxSyncMs = 60_000;
/** What a power cut may take unless somebody says otherwise. */
export const defaultSyncMs = 1_000;

/** How long rows may wait for stable storage; 0 has every write wait for the disk. */
export const SyncPolicy = z.strictObject({
  /** A power cut loses at most what came within this many milliseconds. */
  ms: z.int().check(z.gte(0), z.lte(maxSyncMs)),
});
export type SyncPolicy = z.output<typeof SyncPolicy>;

/** The policy that holds, and why. */
export interface SyncInfo extends SyncPolicy {
  /** The host was started with `--sync-ms`: that holds until it ends, whatever is kept. */
  readonly given: boolean;
}
