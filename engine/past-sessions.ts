import { basename, join } from 'node:path';
import { fail, ok } from '../contract/index.js';
import type { Failure, Result, SessionInfo } from '../contract/index.js';
import type { SessionOwner } from './live-session.js';
import { listSessions, recoverLog } from './log/index.js';
import type { SessionSummary } from './log/index.js';
import { RecordedSession, describe, recordedInfo } from './recorded-session.js';
import { readSessionRecord } from './session-record.js';

/** Recorded sessions kept open while nobody reads them: each holds a file and some memory. */
const mostIdle = 4;

/** The sessions on disk that this engine does not record: of earlier runs, and of other processes. */
export class PastSessions {
  /** Least recently used first. */
  readonly #open = new Map<string, RecordedSession>();
  readonly #opening = new Map<string, Promise<Result<RecordedSession>>>();

  /** Told of changes to open sessions, and of what is wrong with them. */
  owner: Pick<SessionOwner, 'changed' | 'problem'> | null = null;

  constructor(readonly directory: string) {}

  /** Ends what a crash left open, and answers what was lost; a session that another process holds is left alone. */
  async recover(): Promise<Failure[]> {
    const problems: Failure[] = [];
    for (const { dir, id, header, totals, live, failure } of await listSessions(this.directory)) {
      if (totals !== null || live || failure !== null) continue;
      const name = header?.name ?? id;
      const recovered = await recoverLog(dir);
      if (!recovered.ok) {
        problems.push({
          ...recovered.error,
          message: `Session "${name}" was not closed: ${recovered.error.message}`,
        });
        continue;
      }
      if (recovered.value.live) continue;
      const { rows, droppedBytes, reason } = recovered.value;
      const lost =
        reason === null
          ? 'nothing that was written is lost'
          : `${droppedBytes} bytes were dropped, ${reason}`;
      const message = `Session "${name}" was not closed when the last run ended: its ${rows} rows are back, ${lost}`;
      problems.push({ code: 'log.recovered', message, detail: { session: id, rows, droppedBytes } });
    }
    return problems;
  }

  /** Newest first, broken ones included, without those in `except`. */
  async list(except: ReadonlySet<string>): Promise<SessionInfo[]> {
    const summaries = (await listSessions(this.directory)).filter(({ id }) => !except.has(id));
    return Promise.all(summaries.map(async (summary) => this.#open.get(summary.id)?.info ?? listed(summary)));
  }

  /** Whether there is one of that name on disk. */
  async has(id: string): Promise<boolean> {
    return this.#open.has(id) || (await listSessions(this.directory)).some((summary) => summary.id === id);
  }

  /** One that is open already. */
  peek(id: string): RecordedSession | null {
    return this.#open.get(id) ?? null;
  }

  /** Opens a session, or answers the open one. `session.unknown`, `log.*`. */
  async get(id: string): Promise<Result<RecordedSession>> {
    const known = this.#open.get(id);
    if (known !== undefined && !(await this.#isOutdated(known))) {
      this.#open.delete(id);
      this.#open.set(id, known);
      return ok(known);
    }
    const under = this.#opening.get(id);
    if (under !== undefined) return under;
    const opening = this.#openNow(id);
    this.#opening.set(id, opening);
    const opened = await opening;
    this.#opening.delete(id);
    return opened;
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map((session) => session.close()));
  }

  /** One that another process records grows: unless somebody reads it here, it is opened anew. */
  async #isOutdated(session: RecordedSession): Promise<boolean> {
    if (session.log.totals !== null || session.held) return false;
    this.#open.delete(session.id);
    await session.close();
    return true;
  }

  async #openNow(id: string): Promise<Result<RecordedSession>> {
    // An id is a name within the directory, never a way out of it.
    if (basename(id) !== id || id === '' || id === '.' || id === '..') return unknown(id);
    const opened = await RecordedSession.open(join(this.directory, id), id);
    if (!opened.ok) return opened.error.code === 'log.not-found' ? unknown(id) : opened;
    this.#open.set(id, opened.value);
    opened.value.followMarks(
      () => this.owner?.changed(id),
      (failure) => this.owner?.problem(failure),
    );
    await this.#shed();
    return opened;
  }

  async #shed(): Promise<void> {
    const idle = [...this.#open.values()].filter(({ held }) => !held);
    for (const session of idle.slice(0, Math.max(0, idle.length - mostIdle))) {
      this.#open.delete(session.id);
      await session.close();
    }
  }
}

/** What a list says of a session that is not open. */
async function listed({
  id,
  dir,
  header,
  totals,
  live,
  fileBytes,
  failure,
}: SessionSummary): Promise<SessionInfo> {
  const record = await readSessionRecord(dir);
  const described = describe(record, header, id);
  const elsewhere: Failure | null = live
    ? {
        code: 'log.live',
        message: 'Another Wirebench is recording this session: what it has so far can be read here',
      }
    : null;
  return recordedInfo({
    id,
    directory: dir,
    ...described,
    startedAt: header?.clockOrigin ?? 0,
    endedAt: totals === null ? null : Date.parse(totals.endedAt),
    rows: totals?.messageRows ?? 0,
    wireRows: totals?.wireRows ?? 0,
    lastSeq: totals?.rows ?? 0,
    bytesIn: totals?.bytesIn ?? 0,
    bytesOut: totals?.bytesOut ?? 0,
    diskBytes: fileBytes,
    failure: failure ?? elsewhere ?? described.failure,
    counts: record?.counts ?? null,
  });
}

function unknown(id: string): Result<never> {
  return fail('session.unknown', `There is no session ${id}`);
}
