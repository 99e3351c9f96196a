import { basename, join } from 'node:path';
import { fail, ok } from '../contract/index.js';
import type { Failure, Result, SessionInfo } from '../contract/index.js';
import type { SessionOwner } from './session-owner.js';
import { inParallel } from './in-parallel.js';
import { describedAtOnce, listSessions, readSummary, recoverLog } from './log/index.js';
import type { SessionSummary } from './log/index.js';
import { RecordedSession, describe, recordFromHeader, recordedInfo } from './recorded-session.js';
import { labelOf, readSessionRecord, updateSessionRecord } from './session-record.js';
import type { SessionLabel } from './session-record.js';

/** Recorded sessions kept open while nobody reads them: each holds a file and some memory. */
const mostIdle = 4;

/** The sessions on disk that this engine does not record: of earlier runs, and of other processes. */
export class PastSessions {
  /** Least recently used first. */
  readonly #open = new Map<string, RecordedSession>();
  readonly #opening = new Map<string, Promise<Result<RecordedSession>>>();

  /** Being moved away: nobody opens them meanwhile. */
  readonly #leaving = new Set<string>();
  /** Messages of these have yet to be counted; those counted or tried are not tried again. */
  readonly #uncounted: string[] = [];
  readonly #tried = new Set<string>();
  #counting: Promise<void> | null = null;
  readonly #end = new AbortController();

  /** Told of changes to open sessions, of what is wrong with them, and of sessions counted behind the scenes. */
  owner: (Pick<SessionOwner, 'changed' | 'problem'> & { counted(info: SessionInfo): void }) | null = null;

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
          : `${droppedBytes} ${droppedBytes === 1 ? 'byte was' : 'bytes were'} dropped, ${reason}`;
      const back = rows === 1 ? 'its 1 row is' : `its ${rows} rows are`;
      const message = `Session "${name}" was not closed when the last run ended: ${back} back, ${lost}`;
      problems.push({ code: 'log.recovered', message, detail: { session: id, name, rows, droppedBytes } });
    }
    return problems;
  }

  /** Newest first, broken ones included, without those in `except`. */
  async list(except: ReadonlySet<string>): Promise<SessionInfo[]> {
    const summaries = (await listSessions(this.directory)).filter(
      ({ id }) => !except.has(id) && !this.#leaving.has(id),
    );
    return inParallel(summaries, describedAtOnce, async (summary) => {
      const open = this.#open.get(summary.id);
      if (open !== undefined) return open.info;
      const { info, counted } = await listed(summary);
      if (!counted) this.#count(summary.id);
      return info;
    });
  }

  /** One session as the list has it; null where there is none. */
  async info(id: string): Promise<SessionInfo | null> {
    const open = this.#open.get(id);
    if (open !== undefined) return open.info;
    const summary = isName(id) && !this.#leaving.has(id) ? await readSummary(this.directory, id) : null;
    return summary === null ? null : (await listed(summary)).info;
  }

  /** What a person says of it. `session.unknown`, `session.record`, `session.later`. */
  async relabel(id: string, change: (before: SessionLabel) => SessionLabel): Promise<Result<void>> {
    const summary = isName(id) && !this.#leaving.has(id) ? await readSummary(this.directory, id) : null;
    if (summary === null) return unknown(id);
    const updated = await updateSessionRecord(summary.dir, (before) => {
      const record = before ?? recordFromHeader(summary.header, id);
      return { ...record, ...change(labelOf(record)) };
    });
    if (!updated.ok) return updated;
    const label = labelOf(updated.value);
    this.#open.get(id)?.relabel(label);
    // One that is being opened may have read its record just before.
    void this.#opening.get(id)?.then((opened) => {
      if (!opened.ok) return;
      opened.value.relabel(label);
      this.owner?.changed(id);
    });
    return ok();
  }

  /**
   * Closes a session and keeps it closed while `move` takes its directory away. `session.unknown`;
   * `session.open` where somebody reads it, `session.live` where another process records it.
   */
  async take(id: string, move: (directory: string) => Promise<Result<void>>): Promise<Result<void>> {
    if (!isName(id) || this.#leaving.has(id)) return unknown(id);
    this.#leaving.add(id);
    try {
      await this.#opening.get(id);
      const open = this.#open.get(id);
      if (open?.held === true) return beingRead(open.info.name);
      const summary = await readSummary(this.directory, id);
      if (summary === null) return unknown(id);
      if (summary.live) {
        return fail('session.live', `"${summary.header?.name ?? id}" is being recorded by another Wirebench`);
      }
      this.#open.delete(id);
      await open?.close();
      return await move(summary.dir);
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Counts messages that nobody has counted yet, one session after the other, while nothing waits for it. */
  #count(id: string): void {
    if (this.#tried.has(id) || this.#end.signal.aborted) return;
    this.#tried.add(id);
    this.#uncounted.push(id);
    this.#counting ??= this.#countAll().finally(() => (this.#counting = null));
  }

  async #countAll(): Promise<void> {
    for (let id = this.#uncounted.shift(); id !== undefined; id = this.#uncounted.shift()) {
      if (this.#end.signal.aborted) return;
      if (this.#open.has(id) || this.#leaving.has(id)) continue;
      const counted = await RecordedSession.open(join(this.directory, id), id, this.#end.signal);
      if (!counted.ok) continue;
      const { info } = counted.value;
      await counted.value.close();
      this.owner?.counted(info);
    }
  }

  /** Whether there is one of that name on disk. */
  async has(id: string): Promise<boolean> {
    return this.#open.has(id) || (isName(id) && (await readSummary(this.directory, id)) !== null);
  }

  /** One that is open already. */
  peek(id: string): RecordedSession | null {
    return this.#open.get(id) ?? null;
  }

  /** Opens a session, or answers the open one. `session.unknown`, `log.*`. */
  async get(id: string): Promise<Result<RecordedSession>> {
    if (this.#leaving.has(id)) return unknown(id);
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
    this.#end.abort();
    await this.#counting;
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
    if (!isName(id)) return unknown(id);
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
}: SessionSummary): Promise<{ readonly info: SessionInfo; readonly counted: boolean }> {
  const record = await readSessionRecord(dir);
  const described = describe(record, header, id);
  const elsewhere: Failure | null = live
    ? {
        code: 'log.live',
        message: 'Another Wirebench is recording this session: what it has so far can be read here',
      }
    : null;
  const info = recordedInfo({
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
  // One that has not ended, or cannot be read, is not counted.
  return { info, counted: totals === null || live || failure !== null || record?.counts != null };
}

function isName(id: string): boolean {
  return basename(id) === id && id !== '' && id !== '.' && id !== '..';
}

/** Of a session that an export, a search or a comparison still reads. */
export function beingRead(name: string): ReturnType<typeof fail> {
  return fail(
    'session.open',
    `"${name}" is being read, by an export, a search or a comparison: let that end, or close it, and delete the session then`,
  );
}

function unknown(id: string): Result<never> {
  return fail('session.unknown', `There is no session ${id}`);
}
