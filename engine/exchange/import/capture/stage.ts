import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, fail, isLife, ok } from '../../../../contract/index.js';
import { maxCommentLength, maxMarks } from '../../../../contract/marks.js';
import { type SessionLog, createLog } from '../../../log/index.js';
import { Marks } from '../../../log/marks.js';
import { writeSessionFile } from '../../../log/session-file.js';
import { sessionId } from '../../../session-id.js';
import { noLabel, updateSessionRecord } from '../../../session-record.js';
import type { CapturedRow, ImportedSession, SessionFacts, SessionRows, SessionSink } from './model.js';

/** The last moment a date can say. */
const latestMs = 8.64e15;
/** Changes of marks that are written at once. */
const marksAtOnce = 1_000;

/** Writes sessions into a directory as if they had been recorded there. */
export class StagingSink implements SessionSink {
  readonly #dirty = new Set<StagedRows>();
  readonly #open = new Set<StagedRows>();

  constructor(
    readonly directory: string,
    /** Version of the app that writes them. */
    readonly version: string,
  ) {}

  begin(clockOrigin: number): SessionRows {
    const rows = new StagedRows(this, clockOrigin);
    this.#dirty.add(rows);
    this.#open.add(rows);
    return rows;
  }

  ended(rows: StagedRows): void {
    this.#dirty.delete(rows);
    this.#open.delete(rows);
  }

  /** Lets go of sessions that were not ended: their capture was refused. */
  async giveUp(): Promise<void> {
    for (const rows of this.#open) await rows.giveUp();
  }

  touched(rows: StagedRows): void {
    this.#dirty.add(rows);
  }

  async settle(): Promise<Result<void>> {
    for (const rows of this.#dirty) {
      const settled = await rows.settle();
      if (!settled.ok) return settled;
    }
    this.#dirty.clear();
    // Timers of the logs, and who wants to know how far it is.
    await new Promise(setImmediate);
    return ok();
  }
}

class StagedRows implements SessionRows {
  #waiting: CapturedRow[] = [];
  #log: SessionLog | null = null;
  #id = '';
  #rows = 0;
  #bytes = 0;
  #latest = 0;
  readonly #comments: { readonly seq: number; readonly comment: string }[] = [];
  #commentsLost = 0;

  constructor(
    private readonly sink: StagingSink,
    readonly clockOrigin: number,
  ) {}

  add(row: CapturedRow): void {
    this.#waiting.push(row);
    if (this.#waiting.length === 1) this.sink.touched(this);
  }

  async settle(): Promise<Result<void>> {
    const begun = await this.#open();
    if (!begun.ok) return begun;
    const log = begun.value;
    const rows = this.#waiting;
    this.#waiting = [];
    for (const row of rows) {
      this.#latest = Math.max(this.#latest, row.time);
      const seq = log.append({ ...row, time: this.#latest });
      this.#rows++;
      if (!isLife(row.kind)) this.#bytes += row.payload.length;
      if (row.comment !== undefined) this.#comment(seq, row.comment);
      while (log.pressure) {
        if (log.failure !== null) return { ok: false, error: log.failure };
        await new Promise(setImmediate);
      }
    }
    return ok();
  }

  #comment(seq: number, comment: string): void {
    if (this.#comments.length >= maxMarks) this.#commentsLost++;
    else this.#comments.push({ seq, comment: comment.slice(0, maxCommentLength) });
  }

  async end(facts: SessionFacts): Promise<Result<ImportedSession>> {
    const { name, config, comment } = facts;
    const settled = await this.settle();
    if (!settled.ok) return settled;
    const log = this.#log;
    if (log === null) throw new Error(`${name} ends without having been begun`);
    const closed = await log.close();
    if (!closed.ok) return closed;
    this.sink.ended(this);
    const directory = join(this.sink.directory, this.#id);
    // It ended when its last row was captured, not now.
    const ms = Math.min(this.clockOrigin + this.#latest / 1e6, latestMs);
    const totals = { ...closed.value, endedAt: new Date(ms).toISOString() };
    const header = { ...log.header, name, connection: { connection: null, config } };
    const written = await writeSessionFile(directory, { header, totals });
    if (!written.ok) return written;
    const marks = new Marks(directory);
    for (let at = 0; at < this.#comments.length; at += marksAtOnce) {
      const some = this.#comments.slice(at, at + marksAtOnce).map((one) => ({ ...one, marked: true }));
      const marked = await marks.change(some);
      if (marked.ok) continue;
      if (marked.error.code !== 'marks.full') return marked;
      this.#commentsLost += this.#comments.length - at;
      break;
    }
    const record = { ...noLabel, name, connection: null, config, counts: null, comment };
    const recorded = await updateSessionRecord(directory, () => record);
    if (!recorded.ok) return recorded;
    return ok({
      ...facts,
      clockOrigin: this.clockOrigin,
      rows: this.#rows,
      bytes: this.#bytes,
      commentsLost: this.#commentsLost,
      staged: this.#id,
    });
  }

  async giveUp(): Promise<void> {
    await this.#log?.close({ giveUp: true });
  }

  async #open(): Promise<Result<SessionLog>> {
    if (this.#log !== null) return ok(this.#log);
    const createdAt = new Date(Math.min(Math.max(0, this.clockOrigin), latestMs));
    for (;;) {
      this.#id = sessionId(createdAt);
      const log = await createLog(join(this.sink.directory, this.#id), {
        id: this.#id,
        name: this.#id,
        app: this.sink.version,
        connection: null,
        createdAt: createdAt.toISOString(),
        clockOrigin: this.clockOrigin,
      });
      if (log.ok) {
        this.#log = log.value;
        return log;
      }
      // Sessions of one second that drew the same digits.
      if (log.error.code !== 'log.exists') return log;
    }
  }
}

/** Moves sessions from where they were made to where sessions are kept, or back: all of them or none. */
export async function moveSessions(ids: readonly string[], from: string, to: string): Promise<Result<void>> {
  const moved: string[] = [];
  for (const id of ids) {
    try {
      await rename(join(from, id), join(to, id));
      moved.push(id);
    } catch (error) {
      await Promise.all(moved.map((one) => rename(join(to, one), join(from, one)).catch(() => undefined)));
      const why = error instanceof Error ? error.message : String(error);
      return fail('import.disk', `A session cannot be put into ${to}: ${why}`);
    }
  }
  return ok();
}
