import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, ok } from '../../../../contract/index.js';
import { type SessionHeader, type SessionLog, type SessionTotals, createLog } from '../../../log/index.js';
import { writeSessionFile } from '../../../log/session-file.js';
import { sessionId } from '../../../session-id.js';
import { noLabel, updateSessionRecord } from '../../../session-record.js';
import type { ImportedSession } from './model.js';

/** Where recorded sessions are kept. */
export interface SessionsPlace {
  readonly directory: string;
  /** Version of the app that writes them. */
  readonly version: string;
}

/** The last moment a date can say. */
const latestMs = 8.64e15;
/** Rows between two looks at the disk, and a turn for sockets. */
const burst = 2_048;

/** Writes sessions as if they had been recorded, all or none; answers their ids. Fails as the disk does: `log.*`. */
export async function writeSessions(
  sessions: readonly ImportedSession[],
  place: SessionsPlace,
): Promise<Result<readonly string[]>> {
  const written: string[] = [];
  for (const session of sessions) {
    const one = await write(session, place);
    if (one.ok) {
      written.push(one.value);
      continue;
    }
    await removeSessions(written, place);
    return one;
  }
  return ok(written);
}

/** Takes back what `writeSessions` wrote just now. */
export async function removeSessions(ids: readonly string[], place: SessionsPlace): Promise<void> {
  for (const id of ids) await rm(join(place.directory, id), { recursive: true, force: true, maxRetries: 3 });
}

async function write(session: ImportedSession, place: SessionsPlace): Promise<Result<string>> {
  const made = await create(session, place);
  if (!made.ok) return made;
  const { id, log } = made.value;
  const directory = join(place.directory, id);
  const filled = await fill(log, session);
  const closed = filled.ok ? await log.close() : filled;
  const ended = closed.ok ? await endThen(directory, session, log.header, closed.value) : closed;
  const recorded = ended.ok
    ? await updateSessionRecord(directory, () => ({
        ...noLabel,
        name: session.name,
        connection: null,
        config: session.config,
        counts: null,
      }))
    : ended;
  if (recorded.ok) return ok(id);
  await log.close({ giveUp: true });
  await removeSessions([id], place);
  return recorded;
}

/** It ended when its last row was captured, not now. */
async function endThen(
  directory: string,
  { rows, clockOrigin }: ImportedSession,
  header: SessionHeader,
  totals: SessionTotals,
): Promise<Result<void>> {
  const ms = Math.min(clockOrigin + (rows.at(-1)?.time ?? 0) / 1e6, latestMs);
  return writeSessionFile(directory, { header, totals: { ...totals, endedAt: new Date(ms).toISOString() } });
}

async function create(
  { name, clockOrigin, config }: ImportedSession,
  { directory, version }: SessionsPlace,
): Promise<Result<{ readonly id: string; readonly log: SessionLog }>> {
  const createdAt = new Date(clockOrigin);
  for (;;) {
    const id = sessionId(createdAt);
    const about = { name, app: version, connection: { connection: null, config } };
    const log = await createLog(join(directory, id), {
      id,
      ...about,
      createdAt: createdAt.toISOString(),
      clockOrigin,
    });
    if (log.ok) return ok({ id, log: log.value });
    // Sessions of one second that drew the same digits.
    if (log.error.code !== 'log.exists') return log;
  }
}

async function fill(log: SessionLog, { rows }: ImportedSession): Promise<Result<void>> {
  for (const [index, row] of rows.entries()) {
    log.append(row);
    if (index % burst !== burst - 1) continue;
    await new Promise(setImmediate);
    while (log.pressure) {
      if (log.failure !== null) return { ok: false, error: log.failure };
      await new Promise(setImmediate);
    }
  }
  return ok();
}
