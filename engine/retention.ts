import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { RetentionPolicy, fail, isActive } from '../contract/index.js';
import type { Failure, Result, RetentionPlan, SessionInfo } from '../contract/index.js';
import { errnoOf } from './log/disk.js';
import { writeWhole } from './workspace/file.js';

export const keepEverything: RetentionPolicy = { days: null, bytes: null };

const dayMs = 86_400_000;
const Stored = z.object({
  format: z.literal('wirebench-retention'),
  version: z.literal(1),
  days: RetentionPolicy.shape.days,
  bytes: RetentionPolicy.shape.bytes,
});

/** What a policy makes of the sessions there are. Those in `tabs` stay, as do starred and recording ones. */
export function planRetention(
  policy: RetentionPolicy,
  sessions: readonly SessionInfo[],
  tabs: ReadonlySet<string>,
  now: number,
): RetentionPlan {
  const totalBytes = sum(sessions);
  const oldestFirst = [...sessions].sort((a, b) => endOf(a) - endOf(b) || (a.id < b.id ? -1 : 1));
  const remove: { session: string; why: 'age' | 'size' }[] = [];
  let left = totalBytes;
  let kept = 0;
  const isOld = (info: SessionInfo): boolean =>
    policy.days !== null && now - endOf(info) > policy.days * dayMs;
  const stays = (info: SessionInfo): boolean => info.starred || isActive(info.state) || tabs.has(info.id);
  for (const info of oldestFirst) {
    if (!isOld(info)) continue;
    if (stays(info)) kept++;
    else {
      remove.push({ session: info.id, why: 'age' });
      left -= info.diskBytes;
    }
  }
  for (const info of oldestFirst) {
    if (policy.bytes === null || left <= policy.bytes) break;
    if (isOld(info)) continue;
    if (stays(info)) kept++;
    else {
      remove.push({ session: info.id, why: 'size' });
      left -= info.diskBytes;
    }
  }
  return { remove, bytes: totalBytes - left, totalBytes, kept };
}

/** One that has not ended is of now, however long ago it began. */
function endOf({ startedAt, endedAt, state }: SessionInfo): number {
  return isActive(state) ? Number.MAX_SAFE_INTEGER : (endedAt ?? startedAt);
}

function sum(sessions: readonly SessionInfo[]): number {
  return sessions.reduce((bytes, { diskBytes }) => bytes + diskBytes, 0);
}

/**
 * How long and how much to keep, in the state of this person and machine rather than in the workspace's
 * shared files: recordings are on this disk alone, and somebody else's commit must not make them go.
 */
export class Retention {
  policy: RetentionPolicy = keepEverything;

  readonly path: string;

  constructor(stateDirectory: string) {
    this.path = join(stateDirectory, 'retention.json');
  }

  /** Reads what was written. What is damaged is set aside and told: everything is kept then. */
  async read(): Promise<Failure | null> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      return { code: 'retention.read', message: `${this.path} cannot be read: everything is kept` };
    }
    try {
      const { days, bytes } = z.parse(Stored, JSON.parse(text));
      this.policy = { days, bytes };
      return null;
    } catch {
      const aside = `${this.path}.damaged-${Date.now()}`;
      await rename(this.path, aside).catch(() => undefined);
      const message = `The limits of recorded sessions could not be read: everything is kept, and their file is ${aside}`;
      return { code: 'retention.read', message };
    }
  }

  /** `retention.write` where the disk refuses; the limits stay what they were then. */
  async write(policy: RetentionPolicy): Promise<Result<void>> {
    const document = { format: 'wirebench-retention', version: 1, ...policy };
    const written = await writeWhole(this.path, `${JSON.stringify(document, null, 2)}\n`, 0o600);
    if (!written.ok) return fail('retention.write', written.error.message, written.error.detail);
    this.policy = { days: policy.days, bytes: policy.bytes };
    return written;
  }
}
