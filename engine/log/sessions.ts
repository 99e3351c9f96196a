import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../contract/result.js';
import { isLink } from '../files/link.js';
import { diskFailure } from '../files/disk-failure.js';
import { inParallel } from '../in-parallel.js';
import { rowsFile } from './format.js';
import { isHeld } from './lock.js';
import { type SessionHeader, type SessionTotals, readSessionFile, sessionFile } from './session-file.js';

/** Descriptions read at a time: each may be tens of megabytes, and a folder that came from somewhere has any number. */
export const describedAtOnce = 8;

/** One line of the list of sessions. */
export interface SessionSummary {
  /** Name of its directory. */
  readonly id: string;
  readonly dir: string;
  /** Null where `session.json` cannot be read; `failure` says why. */
  readonly header: SessionHeader | null;
  /** Null while it is being recorded, and after a crash. */
  readonly totals: SessionTotals | null;
  /** A process that lives holds it. */
  readonly live: boolean;
  readonly fileBytes: number;
  readonly failure: Failure | null;
}

/**
 * All sessions in a directory, newest first; broken ones are reported, not hidden. None if it does not
 * exist; one broken one, named like the directory itself, if it cannot be read.
 */
export async function listSessions(sessionsDir: string): Promise<SessionSummary[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(sessionsDir, { withFileTypes: true });
  } catch (error) {
    const failure = diskFailure('list the sessions in', sessionsDir, error);
    if (failure.code === 'log.not-found') return [];
    const unknown = { header: null, totals: null, live: false, fileBytes: 0 };
    return [{ ...unknown, id: basename(sessionsDir), dir: sessionsDir, failure }];
  }
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await inParallel(directories, describedAtOnce, (id) => summaryOf(id, join(sessionsDir, id)));
  const sessions = found.filter((session) => session !== null);
  return sessions
    .map((session) => ({ session, when: session.bornAt }))
    .sort((a, b) => b.when - a.when || (a.session.summary.id < b.session.summary.id ? 1 : -1))
    .map(({ session }) => session.summary);
}

/** One session of such a directory; null where there is none. */
export async function readSummary(sessionsDir: string, id: string): Promise<SessionSummary | null> {
  // A link is no session of ours, as in the list.
  if (await isLink(join(sessionsDir, id))) return null;
  return (await summaryOf(id, join(sessionsDir, id)))?.summary ?? null;
}

/** Null for a directory that holds no session. */
async function summaryOf(
  id: string,
  dir: string,
): Promise<{ summary: SessionSummary; bornAt: number } | null> {
  const [session, rows, live] = await Promise.all([
    readSessionFile(dir),
    sizeOf(join(dir, rowsFile)),
    isHeld(dir),
  ]);
  if (rows === null && !session.ok && session.error.code === 'log.not-found') return null;
  const header = session.ok ? session.value.header : null;
  const created = header === null ? Number.NaN : Date.parse(header.createdAt);
  const missing: Failure = {
    code: 'log.not-found',
    message: `The session ${join(dir, sessionFile)} describes has no rows: ${rowsFile} is missing.`,
  };
  return {
    summary: {
      id,
      dir,
      header,
      totals: session.ok ? session.value.totals : null,
      live,
      fileBytes: rows?.size ?? 0,
      failure: session.ok ? (rows === null ? missing : null) : session.error,
    },
    bornAt: Number.isNaN(created) ? (rows?.born ?? 0) : created,
  };
}

async function sizeOf(path: string): Promise<{ size: number; born: number } | null> {
  return stat(path).then(
    ({ size, birthtimeMs }) => ({ size, born: birthtimeMs }),
    () => null,
  );
}
