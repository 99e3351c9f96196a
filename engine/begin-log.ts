import { join, resolve } from 'node:path';
import { ok } from '../contract/index.js';
import type { Result } from '../contract/index.js';
import { Clock } from './clock.js';
import { createLog } from './log/index.js';
import type { SessionLog } from './log/index.js';
import { idOf, sessionId } from './session-id.js';
import type { StartInput } from './session-plan.js';
import { withoutSecrets } from './session-record.js';

/** Begins the log of a session: among the others in `sessions`, or exactly where it is `asked` for. */
export async function beginLog(
  { name, connection, typed }: StartInput,
  version: string,
  { sessions, asked }: { readonly sessions: string; readonly asked: string | undefined },
  syncMs: number,
): Promise<Result<{ id: string; directory: string; log: SessionLog; clock: Clock }>> {
  const clock = new Clock();
  const createdAt = new Date(clock.startedAt);
  const about = { name, app: version, connection: { connection, config: withoutSecrets(typed) } };
  const begun = { createdAt: createdAt.toISOString(), clockOrigin: clock.startedAt };
  for (;;) {
    const id = asked === undefined ? sessionId(createdAt) : idOf(asked, createdAt);
    const directory = asked === undefined ? join(sessions, id) : resolve(asked);
    const log = await createLog(directory, { id, ...about, ...begun }, { syncMs });
    if (log.ok) return ok({ id, directory, log: log.value, clock });
    // Two sessions of one second drew the same four digits.
    if (log.error.code !== 'log.exists' || asked !== undefined) return log;
  }
}
