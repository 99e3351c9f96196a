import type { Layer, LifeDetail, PeerInfo, RowKindName, SessionInfo } from '../../contract/index.js';

/** What an export says of a session whose peers were not verified (`isUnverified`), where it has room for words. */
export const unverifiedWords = 'Verification was off: whoever answered was taken for the peer.';

/** One row as an export sees it. */
export interface ExportRow {
  readonly seq: number;
  /** Wall clock, ISO 8601 in UTC with nanoseconds. */
  readonly time: string;
  /** Nanoseconds since the session's origin. */
  readonly offsetNs: number;
  readonly direction: 'none' | 'in' | 'out';
  readonly kind: RowKindName;
  /** By name, as in `RowFlag`. */
  readonly flags: readonly string[];
  readonly peer: number;
  /** Bytes of payload; 0 for a row about the life of the session. */
  readonly length: number;
  /** Null where the row is not marked, else its comment, which may be empty. */
  readonly mark: string | null;
  /** The head of the WebSocket frame as it crossed the wire; empty where the row is not one frame. */
  readonly head: Uint8Array;
}

/** Bytes of a payload given to a format at once; divisible by 3, so that base64 pieces join without padding. */
export const pieceBytes = 3 * 65_536;

/** What a format gives out: text, which becomes UTF-8, or bytes as they are. Empty where it has nothing to say. */
export type Chunk = string | Uint8Array;

/**
 * Writes rows as text or bytes. A payload comes whole or in pieces of `pieceBytes`, between `begin` and
 * `end`; a row about the life of the session comes by `life` alone. One writer serves one export.
 */
export interface RowWriter {
  begin(row: ExportRow): Chunk;
  piece(bytes: Uint8Array, last: boolean): Chunk;
  end(row: ExportRow): Chunk;
  life(row: ExportRow, detail: LifeDetail): Chunk;
  /**
   * What the log tells of connections, whether or not it is among the rows written: connects, ends and
   * handshakes, each before the first row that comes after it. Only for formats with `story`.
   */
  know?(event: StoryEvent): Chunk;
  /** After the last row. */
  finish?(): Chunk;
}

/** A row that tells of a connection: `detail` of its life, or the bytes of a request or response. */
export interface StoryEvent {
  readonly row: ExportRow;
  readonly detail: LifeDetail | null;
  readonly bytes: Uint8Array;
}

/** What is known of a session before its first row is read. */
export interface ExportFacts {
  readonly info: SessionInfo;
  /** As far as they are remembered: of recorded UDP sessions without addresses. */
  readonly peers: readonly PeerInfo[];
  /** Of Wirebench. */
  readonly version: string;
  readonly clockOrigin: number;
  /** Rows are those of the wire: frames with their heads. */
  readonly wire: boolean;
  /** Every row of the layer, so that connections without a row written are told of too. */
  readonly whole: boolean;
  /** Cookies and credentials of handshakes are covered. */
  readonly redact: boolean;
}

/** A format joins by its line in the table of `export.ts`. */
export interface ExportFormat {
  readonly title: string;
  /** Of a file name, without the dot. */
  readonly extension: string;
  /** MIME type. */
  readonly type: string;
  /** What comes before the first row. */
  readonly head: (facts: ExportFacts) => Chunk;
  writer(facts: ExportFacts): RowWriter;
  /**
   * The writer hears of connections (`know`): as the rows go, or all of it before the first row for a format
   * that begins with a list of them.
   */
  readonly story?: 'along' | 'before';
  /** Rows come connection by connection instead of in the order of the log. */
  readonly byPeer?: boolean;
  /** What suits it best, of a whole session; messages unless given. */
  readonly layer?: Layer;
  /** Rows of one direction make sense alone: a stream's bytes. */
  readonly oneDirection?: boolean;
  /** Why a session cannot be written in it, in words; null where it can. */
  refuses?(info: SessionInfo): string | null;
}
