import * as z from 'zod/mini';
import { Bytes } from './bytes.js';
import type { ConnectionConfig } from './connection.js';
import { CorrelationSpec } from './correlation.js';
import type { SocketAddress, TlsInfo } from './life.js';
import type { QueueInfo } from './queue.js';
import type { RepeatInfo } from './repeat.js';
import type { Failure } from './result.js';
import { RowKind } from './row.js';
import type { RowKindName } from './row.js';

/** Of a session: the name of its directory. */
export const SessionId = z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,100}$/));

/**
 * The states of a session. A client goes resolving → connecting → securing (TLS) → upgrading
 * (WebSocket) → open; a listener goes to listening. `closed` and `failed` can be started again.
 */
export type SessionState =
  | 'resolving'
  | 'connecting'
  | 'securing'
  | 'upgrading'
  | 'open'
  | 'listening'
  /** One side has sent FIN; the other direction still works. */
  | 'half-closed'
  | 'closing'
  /** Waiting for the next attempt. */
  | 'reconnecting'
  | 'closed'
  | 'failed'
  /** Read from disk: it belongs to an earlier run and cannot be started. */
  | 'recorded';

/** True while sockets are held: a start is refused, a stop makes sense. */
export function isActive(state: SessionState): boolean {
  return state !== 'closed' && state !== 'failed' && state !== 'recorded';
}

/** Everything the screen shows of a session besides its rows; small enough to send whole. */
export interface SessionInfo {
  readonly id: string;
  /** As a person named it, or else as its connection was called. */
  readonly name: string;
  /** It is never removed. */
  readonly starred: boolean;
  /** What a person says of it; empty where nobody did. */
  readonly comment: string;
  /** The saved connection it was started from. */
  readonly connection: string | null;
  readonly config: ConnectionConfig;
  readonly state: SessionState;
  /** Epoch milliseconds when `state` was entered. */
  readonly since: number;
  /** Epoch milliseconds of the clock's origin: a row's wall time is this plus `row.time / 1e6`. */
  readonly startedAt: number;
  /** Epoch milliseconds of the last row, where the session has ended. */
  readonly endedAt: number | null;
  /** Rows of view 0, the messages. */
  readonly rows: number;
  /** Rows of the wire layer. */
  readonly wireRows: number;
  /** Number (`seq`) of the newest row of the log, whatever its layer; 0 without rows. */
  readonly lastSeq: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** Per second, over the last second. */
  readonly rates: {
    readonly messagesIn: number;
    readonly messagesOut: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
  };
  /** Peers open now; changes of the list raise `peersRevision`. */
  readonly peers: number;
  readonly peersRevision: number;
  readonly local: SocketAddress | null;
  readonly remote: SocketAddress | null;
  readonly tls: TlsInfo | null;
  /** Negotiated subprotocol and extensions of a WebSocket. */
  readonly subprotocol: string | null;
  readonly extensions: string | null;
  /** Last round trip of a ping, milliseconds. */
  readonly roundTripMs: number | null;
  readonly missedPongs: number;
  /** Why it failed or ended against our will; `stage` is where. */
  readonly failure: (Failure & { readonly stage: FailureStage }) | null;
  /** Marked rows, as far as known: a recorded session tells once it has been opened. */
  readonly marks: number;
  /** Moves with every change of marks or comments; `session.marks` has the new ones. */
  readonly marksRevision: number;
  /** Bytes accepted for sending that the kernel has not taken yet. */
  readonly queuedBytes: number;
  /** What is sent again and again, or was last; null before there was anything. */
  readonly repeat: RepeatInfo | null;
  /** What waits to be sent one after the other; null before there was anything. */
  readonly queue: QueueInfo | null;
  /** Of the session on disk. */
  readonly diskBytes: number;
  /** Why rows cannot be written at the moment; they are kept in memory and retried. */
  readonly diskFailure: Failure | null;
  /** Bytes of a torn tail dropped when it was reopened. */
  readonly droppedBytes: number;
  /** Where it is kept, for people who look. */
  readonly directory: string;
}

export type FailureStage =
  'address' | 'options' | 'resolve' | 'proxy' | 'connect' | 'tls' | 'upgrade' | 'listen' | 'open' | 'log';

/** One socket of a session: the far end of a client, or one of a listener's many. */
export interface PeerInfo {
  /** From 1, in order of appearance; the number in the rows. */
  readonly peer: number;
  readonly state: 'opening' | 'open' | 'half-closed' | 'closed';
  readonly remote: SocketAddress | null;
  readonly local: SocketAddress | null;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /**
   * WebSocket: the request's target and raw headers, in order and case as sent. Where peers send
   * megabytes of headers the first to come are forgotten; the row of each request has them.
   */
  readonly path: string | null;
  readonly subprotocol: string | null;
  /** As negotiated with this peer, in the words of its response. */
  readonly extensions: string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly tls: TlsInfo | null;
  /** Bytes accepted for sending that the kernel has not taken yet: it does not read, or not fast enough. */
  readonly queuedBytes: number;
  /** Epoch milliseconds since when it has taken nothing of what waits; null where nothing waits. */
  readonly waitingSince: number | null;
}

/**
 * What to send. `data` suits byte streams and datagrams; `text` to `close` are WebSocket's. A
 * stream accepts `text` and `binary` as plain bytes.
 */
export const Outgoing = z.strictObject({
  kind: z.enum(['data', 'text', 'binary', 'ping', 'pong', 'close']),
  data: Bytes,
  /** close: RFC 6455 §7.4; absent sends an empty close frame. */
  code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
  reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** UDP: `host:port` to send to, when not to a known peer. */
  to: z.exactOptional(z.string().check(z.maxLength(1_024))),
});
/** The schema names the narrower `Uint8Array<ArrayBuffer>`; bytes are bytes wherever they lie. */
export type Outgoing = Omit<z.output<typeof Outgoing>, 'data'> & { readonly data: Uint8Array };

/** What a send came to: how many peers took it whole, and what failed where. */
export interface SendReport {
  readonly peers: number;
  readonly bytes: number;
  readonly failures: readonly { readonly peer: number; readonly error: Failure }[];
  /** The row of what left, of the last one where there are several; absent where nothing did. */
  readonly seq?: number;
}

// Object.keys types its answer string[]; these are the table's own keys, and the table is not empty.
const kindNames = Object.keys(RowKind) as [RowKindName, ...RowKindName[]];

/** A filter of rows: all that is given must hold. */
export const FilterSpec = z.exactPartial(
  z.strictObject({
    directions: z.array(z.enum(['in', 'out', 'none'])).check(z.maxLength(3)),
    /** Kinds by name, as in row.ts. */
    kinds: z.array(z.enum(kindNames)).check(z.maxLength(64)),
    /** Found anywhere in the whole payload, ASCII case folded; of a life row, in its sentence. */
    text: z.string().check(z.maxLength(4_096)),
    /**
     * The filter language (docs/filter.md), as typed: plain words are one literal. What is given beside it must
     * hold too; `filter.invalid` where it cannot be read.
     */
    query: z.string().check(z.maxLength(4_096)),
    /** Rows of one peer; null or absent for all. */
    peer: z.nullable(z.int().check(z.gte(0))),
    /** Only rows after this number: what Clear leaves. */
    afterSeq: z.int().check(z.gte(0)),
    /** Nanoseconds since the session's origin: rows from `from` on, and before `to`. */
    from: z.number().check(z.gte(0)),
    to: z.number().check(z.gte(0)),
    /** Only requests without an answer, or without one yet. */
    unanswered: CorrelationSpec,
    /** Only marked rows. Of rows that messages are cut from, every message that begins in one. */
    marked: z.boolean(),
  }),
);
export type FilterSpec = z.output<typeof FilterSpec>;

/** What belongs to a row of a WebSocket in the other layer, same peer and direction. */
export interface RelatedRows {
  /** The message that the frame belongs to, or the message asked about; null where there is none. */
  readonly message: number | null;
  /** The frames of that message in order, the first 1000 of them. */
  readonly frames: readonly number[];
  /** How many frames there are. */
  readonly total: number;
}

export interface ViewInfo {
  readonly view: number;
  readonly session: string;
  /** Rows in the view so far. */
  readonly count: number;
  /** Log rows looked at. */
  readonly scanned: number;
  /** Everything logged by now has been looked at. */
  readonly done: boolean;
  /** Moves where other rows stand at positions that were read before, as marks come and go: read them anew. */
  readonly generation: number;
}
