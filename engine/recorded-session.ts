import { basename, resolve } from 'node:path';
import * as z from 'zod/mini';
import { ConnectionConfig, fail, ok } from '../contract/index.js';
import type { Failure, PeerInfo, Result, SessionInfo } from '../contract/index.js';
import { Marks, openLog } from './log/index.js';
import type { RecordedLog } from './log/index.js';
import { ReadableSession } from './readable-session.js';
import { idle } from './sending.js';
import { labelOf, readSessionRecord, updateSessionRecord, withoutSecrets } from './session-record.js';
import type { SessionLabel, SessionRecord } from './session-record.js';
import type { QueueControl } from './queueing.js';
import type { RepeatControl } from './repeating.js';
import type { Session } from './session.js';
import { tallyLog } from './tally.js';
import type { Tally } from './tally.js';

/** What a list knows of a session on disk. */
export interface RecordedFacts {
  readonly id: string;
  readonly directory: string;
  /** The name it was recorded under; the label may have another. */
  readonly name: string;
  readonly label: SessionLabel;
  readonly connection: string | null;
  readonly config: ConnectionConfig;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly rows: number;
  readonly wireRows: number;
  readonly lastSeq: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly diskBytes: number;
  readonly failure: Failure | null;
  readonly counts: SessionRecord['counts'];
}

/** Shown where a session does not say what it was about. */
const unknownConfig: ConnectionConfig = { protocol: 'tcp', role: 'client', address: '', options: {} };

/** What was stored of a connection when its session began; null where it cannot be read. */
export function storedConnection(
  stored: unknown,
): { readonly connection: string | null; readonly config: ConnectionConfig } | null {
  const parsed = z.safeParse(
    z.object({ connection: z.nullable(z.string()), config: ConnectionConfig }),
    stored,
  );
  return parsed.success ? parsed.data : null;
}

/** The information of a session that was read from disk. */
export function recordedInfo(facts: RecordedFacts): SessionInfo {
  const { id, name, label, connection, config, directory, startedAt, endedAt, counts, failure } = facts;
  return {
    id,
    name: label.title ?? name,
    starred: label.starred,
    comment: label.comment,
    connection,
    config: withoutSecrets(config),
    state: 'recorded',
    since: endedAt ?? startedAt,
    startedAt,
    endedAt,
    rows: facts.rows,
    wireRows: facts.wireRows,
    lastSeq: facts.lastSeq,
    bytesIn: facts.bytesIn,
    bytesOut: facts.bytesOut,
    messagesIn: counts?.messagesIn ?? 0,
    messagesOut: counts?.messagesOut ?? 0,
    rates: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
    peers: 0,
    peersRevision: 0,
    local: null,
    remote: null,
    tls: null,
    subprotocol: null,
    extensions: null,
    roundTripMs: null,
    missedPongs: 0,
    failure: failure === null ? null : { ...failure, stage: 'log' },
    marks: 0,
    marksRevision: 0,
    queuedBytes: 0,
    repeat: null,
    queue: null,
    diskBytes: facts.diskBytes,
    diskFailure: null,
    droppedBytes: counts?.droppedBytes ?? 0,
    directory,
  };
}

/** The name and settings a session goes by: those of its last start, or else of its first. */
export function describe(
  record: SessionRecord | null,
  header: { readonly name: string; readonly connection: unknown } | null,
  id: string,
): {
  name: string;
  label: SessionLabel;
  connection: string | null;
  config: ConnectionConfig;
  failure: Failure | null;
} {
  const stored = record ?? storedConnection(header?.connection);
  const known = { name: record?.name ?? header?.name ?? id, label: labelOf(record) };
  if (stored !== null)
    return { ...known, connection: stored.connection, config: stored.config, failure: null };
  const message = `The session ${id} does not say which connection it belongs to: its settings cannot be read`;
  return { ...known, connection: null, config: unknownConfig, failure: { code: 'log.bad-header', message } };
}

/** The record of a session whose own is missing or was set aside: what its header says. */
export function recordFromHeader(
  header: { readonly name: string; readonly connection: unknown } | null,
  id: string,
): SessionRecord {
  const { name, label, connection, config } = describe(null, header, id);
  return { ...label, name, connection, config, counts: null };
}

/** A session of an earlier run, or of another process: rows and facts, no sockets. */
export class RecordedSession extends ReadableSession implements Session {
  readonly id: string;
  readonly log: RecordedLog;
  readonly marks: Marks;
  readonly clockOrigin: number;
  readonly #info: SessionInfo;
  #label: SessionLabel;
  readonly #name: string;
  readonly peers: readonly PeerInfo[];

  private constructor(
    log: RecordedLog,
    marks: Marks,
    info: SessionInfo,
    peers: readonly PeerInfo[],
    named: { readonly name: string; readonly label: SessionLabel },
  ) {
    super();
    this.id = info.id;
    this.#name = named.name;
    this.#label = named.label;
    this.log = log;
    this.marks = marks;
    this.clockOrigin = log.header.clockOrigin;
    this.#info = info;
    this.peers = peers;
  }

  get info(): SessionInfo {
    const { title, starred, comment } = this.#label;
    const { size: marks, revision: marksRevision } = this.marks;
    return { ...this.#info, name: title ?? this.#name, starred, comment, marks, marksRevision };
  }

  get sender(): Session['sender'] {
    return this.#info;
  }

  /** What a person says of it now, once that is on the disk. */
  relabel(label: SessionLabel): void {
    this.#label = label;
  }

  /**
   * Opens the log, and reads it through once for its peers and messages. Fails with `log.*`, with
   * `log.closed` where `signal` ended it before.
   */
  static async open(directory: string, id: string, signal?: AbortSignal): Promise<Result<RecordedSession>> {
    const opened = await openLog(directory);
    if (!opened.ok) return opened;
    const log = opened.value;
    const record = await readSessionRecord(directory);
    const { failure, ...described } = describe(record, log.header, id);
    const tally = await tallyLog(log, log.header.clockOrigin, signal);
    if (signal?.aborted === true) {
      await log.close();
      return fail('log.closed', 'The session was let go before it was read');
    }
    const { peers, ...counts }: Tally = tally.ok
      ? tally.value
      : { messagesIn: 0, messagesOut: 0, droppedBytes: 0, peers: [] };
    const droppedBytes = counts.droppedBytes + (log.recovered?.droppedBytes ?? 0);
    const { header, totals } = log;
    const problem = tally.ok ? (log.problems[0] ?? failure) : tally.error;
    const info = recordedInfo({
      id,
      directory,
      ...described,
      startedAt: header.clockOrigin,
      endedAt: totals === null ? null : header.clockOrigin + log.lastTime / 1e6,
      rows: log.layerCount('messages'),
      wireRows: log.layerCount('wire'),
      lastSeq: log.count,
      bytesIn: log.bytesIn,
      bytesOut: log.bytesOut,
      diskBytes: totals?.fileBytes ?? 0,
      failure: problem,
      counts: { ...counts, droppedBytes },
    });
    // Counted once for good: the next list has the figures without reading the rows.
    const complete = totals !== null && tally.ok && failure === null;
    if (complete && (record?.counts ?? null) === null) {
      // A disk that refuses costs another count the next time, no more.
      await updateSessionRecord(directory, (before) => ({
        ...(before ?? recordFromHeader(header, id)),
        counts: { ...counts, droppedBytes },
      }));
    }
    const marks = await Marks.open(directory);
    // Reading it through takes a while: it may have been given another name since.
    const { name, label } = describe(await readSessionRecord(directory), header, id);
    return ok(new RecordedSession(log, marks, info, peers, { name, label }));
  }

  readonly repeating: RepeatControl = {
    start: () => Promise.resolve(past()),
    pause: past,
    stop: past,
  };
  readonly queueing: QueueControl = {
    add: () => Promise.resolve(past()),
    read: past,
    change: past,
    control: past,
  };

  async stop(): ReturnType<Session['stop']> {
    return past();
  }

  async send(): ReturnType<Session['send']> {
    return past();
  }

  async craft(): ReturnType<Session['craft']> {
    return past();
  }

  uncraft(): ReturnType<Session['uncraft']> {
    return past();
  }

  async end(): ReturnType<Session['end']> {
    return past();
  }

  membership(): ReturnType<Session['membership']> {
    return past();
  }

  beginTransfer(): ReturnType<Session['beginTransfer']> {
    return past();
  }

  async close(): Promise<void> {
    this.closeReading();
    await this.log.close();
  }
}

function past(): ReturnType<typeof idle> {
  return idle('This session was recorded earlier and has no sockets');
}

/** Opens the session of a directory without an engine, to read or export it. Close it afterwards. */
export function openRecordedSession(directory: string): Promise<Result<RecordedSession>> {
  return RecordedSession.open(resolve(directory), basename(resolve(directory)));
}
