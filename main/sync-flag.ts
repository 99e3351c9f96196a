import { maxSyncMs } from '../contract/sync.js';
import { fail, ok } from '../contract/result.js';
import type { Result } from '../contract/result.js';

/** Reads `--sync-ms N`; null where it is not given. Failure: `options.invalid`, in words. */
export function readSyncMs(text: string | undefined): Result<number | null> {
  if (text === undefined) return ok(null);
  const ms = Number(text);
  if (/^\d{1,5}$/.test(text) && ms <= maxSyncMs) return ok(ms);
  return fail(
    'options.invalid',
    `--sync-ms takes milliseconds from 0 to ${maxSyncMs}, not ${JSON.stringify(text)}.`,
  );
}
