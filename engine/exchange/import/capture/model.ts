import type { ConnectionConfig, Result, RowInput } from '../../../../contract/index.js';

/** A row of a capture, with what somebody wrote beside it. */
export interface CapturedRow extends RowInput {
  readonly comment?: string;
}

/** What is known of a session once all of it was read. */
export interface SessionFacts {
  readonly name: string;
  readonly config: ConnectionConfig;
  /** Of the capture as a whole. */
  readonly comment: string;
  readonly place: string;
}

/** What a capture becomes: a session as if it had been recorded here, whose rows are where its sink put them. */
export interface ImportedSession extends SessionFacts {
  /** Unix epoch milliseconds at which row time 0 lies. */
  readonly clockOrigin: number;
  readonly rows: number;
  /** Of payloads that are no words about the session's life. */
  readonly bytes: number;
  /** Comments of rows for which there was no room. */
  readonly commentsLost: number;
  /** What the sink knows it by. */
  readonly staged: string;
}

/** One session on its way. */
export interface SessionRows {
  /** Takes a row; a time before that of the row before becomes that one's. The bytes are the sink's from now on. */
  add(row: CapturedRow): void;
  /** Ends it. Fails as the disk does. */
  end(facts: SessionFacts): Promise<Result<ImportedSession>>;
}

/** Where sessions go while a capture is read. */
export interface SessionSink {
  begin(clockOrigin: number): SessionRows;
  /** Resolves when there is room for more rows; fails as the disk does. */
  settle(): Promise<Result<void>>;
}

/** What one import of captures may hold; more is refused in words that name the limit. */
export const captureLimits = {
  sessions: 500,
  /** Conversations of all sessions. */
  peers: 20_000,
  rows: 50_000_000,
  /** Bytes that compressed messages may inflate to, all together. */
  inflated: 16 * 1024 * 1024 * 1024,
  /** Bytes and segments of one side of a TCP connection that wait for one that is missing. */
  waitingBytes: 8 * 1024 * 1024,
  waitingSegments: 4_096,
  /** The same bytes of all connections together. */
  waitingBytesOfAll: 64 * 1024 * 1024,
  /** Rows, and their bytes, that wait so that one of an earlier time finds its place. */
  orderedRows: 65_536,
  orderedBytes: 32 * 1024 * 1024,
  /** Bytes of all connections that may still turn out to be a WebSocket or not. */
  undecidedBytes: 64 * 1024 * 1024,
} as const;
