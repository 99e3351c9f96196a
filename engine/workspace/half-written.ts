import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkspaceProblem } from '../../contract/index.js';

/** A file that was touched less than this many milliseconds ago may not be whole yet: editors truncate, then write. */
export const unsettledMs = 1_000;

/** Whether what is wrong with one of these files may be that somebody is still writing it. */
export async function mayBeHalfWritten(
  directory: string,
  problems: readonly WorkspaceProblem[],
): Promise<boolean> {
  const young = await Promise.all(
    problems.map(async ({ file }) => {
      try {
        // A clock ahead of ours says nothing about how long ago that was.
        return Math.abs(Date.now() - (await stat(join(directory, file))).mtimeMs) < unsettledMs;
      } catch {
        return false;
      }
    }),
  );
  return young.includes(true);
}
