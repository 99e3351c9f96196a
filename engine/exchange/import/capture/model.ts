import type { ConnectionConfig, RowInput } from '../../../../contract/index.js';

/** What a capture becomes: a session as if it had been recorded here. */
export interface ImportedSession {
  readonly name: string;
  readonly config: ConnectionConfig;
  /** Unix epoch milliseconds at which row time 0 lies. */
  readonly clockOrigin: number;
  /** In the order of time. */
  readonly rows: readonly RowInput[];
  readonly place: string;
}

/** What one import of captures may hold; more is refused in words that name the limit. */
export const captureLimits = {
  packets: 2_000_000,
  sessions: 500,
  /** Conversations of all sessions. */
  peers: 20_000,
  rows: 2_000_000,
  /** Bytes that compressed messages may inflate to, all together. */
  inflated: 256 * 1024 * 1024,
  /** Bytes and segments of one side of a TCP connection that wait for one that is missing. */
  waitingBytes: 8 * 1024 * 1024,
  waitingSegments: 4_096,
} as const;
