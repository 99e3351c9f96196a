import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, ok, trashDays } from '../contract/index.js';
import type { Result, TrashedSession } from '../contract/index.js';
import { listSessions, readSummary } from './log/index.js';
import type { SessionSummary } from './log/index.js';
import { describe } from './recorded-session.js';
import { readSessionRecord } from './session-record.js';
import { writeWhole } from './files/whole-file.js';

const dayMs = 86_400_000;
/** Beside the files of a session in the trash: when it came there. */
const noteFile = 'removed.json';

/**
 * Sessions that were deleted, each a directory as it was, until a week has passed or a person says so.
 * What is moved or deleted are directories within these two; nothing else is ever touched.
 */
export class SessionTrash {
  constructor(
    /** Made with the first session that comes. */
    readonly directory: string,
    readonly sessions: string,
  ) {}

  /** Moves a session here. `session.trash` where the disk refuses; it stays where it was then. */
  async put(id: string, now = Date.now()): Promise<Result<void>> {
    const from = join(this.sessions, id);
    const noted = await writeWhole(join(from, noteFile), `${JSON.stringify({ removedAt: now })}\n`, 0o600);
    if (!noted.ok) return fail('session.trash', noted.error.message, { session: id });
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await rename(from, join(this.directory, id));
      return ok();
    } catch (error) {
      await rm(join(from, noteFile), { force: true }).catch(() => undefined);
      return refused(id, 'moved to the trash', error);
    }
  }

  /** Moves a session back. `session.unknown` where it is not here, `session.trash` where the disk refuses. */
  async take(id: string): Promise<Result<void>> {
    if ((await this.#summary(id)) === null) return notHere(id);
    const to = join(this.sessions, id);
    if (await exists(to)) {
      return fail('session.trash', `There is a session ${id} again: this one stays in the trash`, {
        session: id,
      });
    }
    try {
      await mkdir(this.sessions, { recursive: true, mode: 0o700 });
      await rename(join(this.directory, id), to);
      await rm(join(to, noteFile), { force: true }).catch(() => undefined);
      return ok();
    } catch (error) {
      return refused(id, 'brought back', error);
    }
  }

  /** What is here, newest deletion first. */
  async list(): Promise<TrashedSession[]> {
    const found = await Promise.all(
      // A trash that cannot be read is told as one broken session of the directory's own name.
      (await listSessions(this.directory))
        .filter(({ dir }) => dir !== this.directory)
        .map((one) => described(one)),
    );
    return found.sort((a, b) => b.removedAt - a.removedAt);
  }

  /** Deletes one for good. `session.unknown`, `session.trash`; `session.starred`, `session.live` where that came meanwhile. */
  async erase(id: string): Promise<Result<void>> {
    const summary = await this.#summary(id);
    if (summary === null) return notHere(id);
    if (summary.live) return fail('session.live', `Session ${id} is being recorded by another Wirebench`);
    const record = await readSessionRecord(summary.dir);
    if (record?.starred === true)
      return fail('session.starred', `"${record.title ?? record.name}" is starred`);
    try {
      await rm(summary.dir, { recursive: true, force: true, maxRetries: 3 });
      return ok();
    } catch (error) {
      return refused(id, 'deleted', error);
    }
  }

  /** Ids of those whose week is over. */
  async due(now = Date.now()): Promise<string[]> {
    const all = await this.list();
    return all.filter(({ removedAt }) => now - removedAt >= trashDays * dayMs).map(({ session }) => session);
  }

  async #summary(id: string): Promise<SessionSummary | null> {
    return basename(id) === id && id !== '' && id !== '.' && id !== '..'
      ? readSummary(this.directory, id)
      : null;
  }
}

async function described({ id, dir, header, totals, fileBytes }: SessionSummary): Promise<TrashedSession> {
  const { name, label } = describe(await readSessionRecord(dir), header, id);
  return {
    session: id,
    name: label.title ?? name,
    startedAt: header?.clockOrigin ?? 0,
    rows: totals?.messageRows ?? 0,
    diskBytes: fileBytes,
    removedAt: await removedAt(dir),
  };
}

/** When it came here; of one without a word of it, when its directory was changed last. */
async function removedAt(dir: string): Promise<number> {
  try {
    const note: unknown = JSON.parse(await readFile(join(dir, noteFile), 'utf8'));
    if (typeof note === 'object' && note !== null && 'removedAt' in note) {
      // A clock that was wrong must not keep it here for ever.
      if (typeof note.removedAt === 'number') return Math.min(note.removedAt, Date.now());
    }
  } catch {
    // Absent or damaged: the directory itself tells.
  }
  return stat(dir).then(
    ({ ctimeMs }) => ctimeMs,
    () => Date.now(),
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function notHere(id: string): Result<never> {
  return fail('session.unknown', `There is no session ${id} in the trash`, { session: id });
}

function refused(id: string, what: string, error: unknown): Result<never> {
  const why = error instanceof Error ? error.message : 'the disk refused';
  return fail('session.trash', `Session ${id} could not be ${what}: ${why}`, { session: id });
}
