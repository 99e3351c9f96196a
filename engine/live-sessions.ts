import { fail, ok } from '../contract/index.js';
import type { Failure, Result, SessionInfo } from '../contract/index.js';
import { beginLog } from './begin-log.js';
import type { StartOptions } from './engine-options.js';
import { LiveSession } from './live-session.js';
import type { SessionOwner } from './session-owner.js';
import type { StartInput } from './session-plan.js';
import { labelOf, updateSessionRecord } from './session-record.js';

/** What a host that quits may take, milliseconds. */
const closeMs = 2_000;

export interface LiveSessionsPlace {
  /** Certificate files are relative to the workspace. */
  readonly workspace: string;
  /** Where the logs are. */
  readonly sessions: string;
  /** Of Wirebench, noted in every session. */
  readonly version: string;
  /** At one time, those that have ended but can go on included. */
  readonly most: number;
  /** What a power cut may take. */
  readonly syncMs: () => number;
}

/** The sessions whose logs are written here: begun, gone on with, and let go where there are too many. */
export class LiveSessions {
  readonly #sessions = new Map<string, LiveSession>();
  /** Those whose log is being made: they count as live. */
  #beginning = 0;
  #closing = false;

  constructor(
    private readonly owner: SessionOwner,
    private readonly place: LiveSessionsPlace,
  ) {}

  get(id: string): LiveSession | undefined {
    return this.#sessions.get(id);
  }

  /** Oldest first. */
  get all(): readonly LiveSession[] {
    return [...this.#sessions.values()];
  }

  get closing(): Failure | null {
    return this.#closing ? { code: 'log.closed', message: 'Wirebench is closing' } : null;
  }

  /** Begins one with a log of its own. `session.limit` where there is no room, and as the log does. */
  async begin(start: StartInput, options: StartOptions): Promise<Result<SessionInfo>> {
    const room = await this.#makeRoom();
    if (!room.ok) return room;
    this.#beginning++;
    try {
      return await this.#begin(start, options);
    } finally {
      this.#beginning--;
    }
  }

  async #begin(start: StartInput, { directory: asked }: StartOptions): Promise<Result<SessionInfo>> {
    const { version, workspace, sessions, syncMs } = this.place;
    const made = await beginLog(start, version, { sessions, asked }, syncMs());
    if (!made.ok) return made;
    const { id, directory, log, clock } = made.value;
    const session = new LiveSession({ id, directory, workspace, log, clock, owner: this.owner }, start);
    this.#sessions.set(id, session);
    if (this.closing === null) return session.start(start);
    const error = this.closing;
    await this.retire(session);
    return { ok: false, error };
  }

  /** Goes on in the log of one that has ended. */
  goOn(session: LiveSession, start: StartInput): Result<SessionInfo> {
    const started = session.start(start);
    // The log's header has the settings of the first start; these are the ones a person would know it by.
    if (started.ok) void record(session, start, null);
    return started;
  }

  /** Lets the session go that ended longest ago and that nobody reads, where there are too many. */
  async #makeRoom(): Promise<Result<void>> {
    const { most } = this.place;
    while (this.#sessions.size + this.#beginning >= most) {
      const idle = this.all.filter(({ active, held }) => !active && !held);
      const oldest = idle.sort((a, b) => a.info.since - b.info.since)[0];
      if (oldest === undefined) {
        const message = `${most} sessions are open, the most there can be: close one first`;
        return fail('session.limit', message, { sessions: most });
      }
      await this.retire(oldest);
    }
    return ok();
  }

  /** From now on it is a recorded session. */
  async retire(session: LiveSession): Promise<void> {
    const closed = await session.close(closeMs);
    if (!closed.ok) this.owner.problem(closed.error);
    const { messagesIn, messagesOut, droppedBytes } = session.info;
    // A disk that refuses has been told of by the log, which needs it more; what is lost is counted again.
    if (closed.ok) await record(session, session.startedWith, { messagesIn, messagesOut, droppedBytes });
    this.#sessions.delete(session.id);
    this.owner.changed(session.id);
  }

  /** Lets all of them go; none begins any more. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.all.map((session) => this.retire(session)));
  }
}

type Counts = Pick<SessionInfo, 'messagesIn' | 'messagesOut' | 'droppedBytes'>;

/** What is known of a session beside its log. */
function record(
  { directory }: LiveSession,
  { name, connection, typed: config }: StartInput,
  counts: Counts | null,
): Promise<unknown> {
  return updateSessionRecord(directory, (before) => ({
    ...labelOf(before),
    name,
    connection,
    config,
    counts,
  }));
}
