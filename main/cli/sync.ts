import { resolve } from 'node:path';
import { keptSyncMs } from '../../engine/index.js';
import type { RunCommand } from './options.js';

/** What a power cut may take of the log: as told, else as the workspace has it; undefined for what is usual. */
export async function syncMsOf({
  syncMs,
  workspace,
}: Pick<RunCommand, 'syncMs' | 'workspace'>): Promise<number | undefined> {
  if (syncMs !== null) return syncMs;
  return workspace === null ? undefined : ((await keptSyncMs(resolve(workspace))) ?? undefined);
}
