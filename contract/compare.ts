import * as z from 'zod/mini';
import { Bytes } from './bytes.js';
import type { Failure } from './result.js';

/** What can be compared; `ws-deflate` is a WebSocket with permessage-deflate (RFC 7692). */
export const compareTransports = ['tcp', 'tls', 'udp', 'ws', 'ws-deflate', 'wss'] as const;
export const CompareTransport = z.enum(compareTransports);
export type CompareTransport = z.output<typeof CompareTransport>;

export const CompareSpec = z.strictObject({
  /** Sent as it is: one message, a chunk or a datagram. */
  payload: Bytes,
  /** Of a WebSocket message. */
  kind: z.enum(['text', 'binary']),
  /** Messages over each transport, once one after the other and once all at a time. */
  count: z.int().check(z.gte(1), z.lte(10_000)),
  lanes: z
    .array(
      z.strictObject({
        transport: CompareTransport,
        /** A peer that answers each message; absent, an echo of our own on loopback. */
        address: z.exactOptional(z.string().check(z.maxLength(8_192))),
      }),
    )
    .check(z.minLength(1), z.maxLength(12)),
});
export type CompareSpec = Omit<z.output<typeof CompareSpec>, 'payload'> & { readonly payload: Uint8Array };

/** Longest payload that is compared, bytes: it is sent some thousand times. */
export const maxComparePayload = 1 << 20;

/** A row that a figure comes from. */
export interface CompareRow {
  readonly session: string;
  /** Number in the log, from 1. */
  readonly seq: number;
}

/** What had to happen before the first byte of payload could leave. */
export interface CompareOpening {
  /** Round trips by the protocols, not measured: TCP 1, TLS 1.3 1, TLS 1.2 2, upgrade 1. */
  readonly roundTrips: number;
  readonly steps: readonly {
    readonly name: 'tcp' | 'tls' | 'upgrade';
    readonly roundTrips: number;
    /** Milliseconds, measured. */
    readonly ms: number;
    readonly row: CompareRow;
  }[];
  /** Milliseconds from the start to open, all of it. */
  readonly ms: number;
  readonly row: CompareRow;
}

/** Bytes that one message puts on the wire in one direction, on average. */
export interface CompareLayers {
  readonly payload: number;
  /** The payload as it was sent: compressed where that was agreed. */
  readonly sent: number;
  /** WebSocket headers and masking keys, read from the frames. */
  readonly framing: number;
  /** TLS records, by the rule of the negotiated version; null where there is no TLS. */
  readonly tls: number | null;
  /** TCP or UDP and IP headers, estimated: segments are cut by the kernel. */
  readonly ip: number;
  /** All of them. */
  readonly total: number;
  /** The first message that was counted: its frame, chunk or datagram. */
  readonly row: CompareRow;
}

/** One message after the other: each waits for the answer to the one before. */
export interface CompareLatency {
  readonly answered: number;
  readonly lost: number;
  /** Nanoseconds from the row of the message to that of its whole answer, in order; NaN where none came. */
  readonly samples: Float64Array;
  /** Nanoseconds; null without an answer. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** The answers nearest to p50, p99 and the slowest. */
  readonly p50Row: CompareRow | null;
  readonly p99Row: CompareRow | null;
}

/** All at a time, each beginning with its number: what becomes of boundaries and order. */
export interface CompareBurst {
  readonly sent: number;
  /** Answers found whole, whatever they came in. */
  readonly answered: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly damaged: number;
  /** Rows they came in: chunks, datagrams or messages. */
  readonly arrivals: number;
  /** Of a stream: chunks that held more than one message, messages that lay in more than one chunk. */
  readonly joined: number;
  readonly cut: number;
  /** Milliseconds from the first message to the last answer. */
  readonly ms: number;
  readonly firstRow: CompareRow | null;
  /** The first chunk that joined or cut messages, the first answer that came out of order. */
  readonly oddRow: CompareRow | null;
}

export type CompareState = 'waiting' | 'opening' | 'latency' | 'burst' | 'done' | 'failed' | 'stopped';

export interface CompareLane {
  readonly transport: CompareTransport;
  /** Where it was sent to. */
  readonly address: string;
  /** Both ends are this host's. */
  readonly ownEcho: boolean;
  readonly state: CompareState;
  readonly failure: Failure | null;
  /** Messages of the step under way that have been answered or given up. */
  readonly progress: number;
  readonly session: string | null;
  /** The echo it spoke to. */
  readonly echo: string | null;
  /** TLS version and cipher, extensions: what was negotiated. */
  readonly negotiated: string | null;
  readonly opening: CompareOpening | null;
  readonly out: CompareLayers | null;
  readonly in: CompareLayers | null;
  readonly latency: CompareLatency | null;
  readonly burst: CompareBurst | null;
}

export interface CompareReport {
  readonly compare: number;
  readonly running: boolean;
  readonly count: number;
  /** Bytes of the payload; of a numbered copy. */
  readonly payload: number;
  readonly numbered: number;
  readonly lanes: readonly CompareLane[];
}
