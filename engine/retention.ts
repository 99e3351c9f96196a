import { join } from 'node:path';
import { RetentionPolicy, isActive } from '../contract/index.js';
import type { Failure, Result, RetentionPlan, SessionInfo } from '../contract/index.js';
import { KeptDocument } from './kept-document.js';

export const keepEverything: RetentionPolicy = { days: null, bytes: null };

const dayMs = 86_400_000;

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

/** How long and how much to keep of the recordings on this disk. */
export class Retention {
  policy: RetentionPolicy = keepEverything;
  readonly #kept: KeptDocument<RetentionPolicy>;

  constructor(stateDirectory: string) {
    this.#kept = new KeptDocument(join(stateDirectory, 'retention.json'), {
      format: 'wirebench-retention',
      fields: RetentionPolicy,
      codes: { read: 'retention.read', write: 'retention.write' },
      what: 'The limits of recorded sessions',
      instead: 'everything is kept',
    });
  }

  /** Reads what was written. What is damaged is set aside and told: everything is kept then. */
  async read(): Promise<Failure | null> {
    const { value, problem } = await this.#kept.read();
    this.policy = value ?? keepEverything;
    return problem;
  }

  /** `retention.write` where the disk refuses; the limits stay what they were then. */
  async write(policy: RetentionPolicy): Promise<Result<void>> {
    const written = await this.#kept.write(policy);
    if (written.ok) this.policy = policy;
    return written;
  }
}
