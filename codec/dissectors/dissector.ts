import type { Field } from '../field.js';
import type { Layout } from '../fields/layout.js';

/** What is known of a payload beside its bytes: hints, never proofs. */
export interface DissectContext {
  readonly transport: 'tcp' | 'tls' | 'udp' | 'ws' | 'wss' | 'unix' | 'unknown';
  /** From the far end (`in`) or from us. */
  readonly direction: 'in' | 'out';
  /** Which end wrote the bytes; null where it is not known. */
  readonly from: 'client' | 'server' | null;
  /** Ports of both ends, where there are any. */
  readonly ports: readonly number[];
  /** Negotiated WebSocket subprotocol. */
  readonly subprotocol: string | null;
  /** A WebSocket text message, a binary one, or null where the transport does not say. */
  readonly text: boolean | null;
  /** Protocol Buffers: text of a `.proto` file or the bytes of a descriptor set, and the message's full name. */
  readonly schema: ProtobufSchema | null;
  /** Layouts that somebody made: each is a format of its own, `layout:` and its id. */
  readonly layouts: readonly Layout[];
}

export interface ProtobufSchema {
  readonly source: string | Uint8Array;
  readonly message: string;
}

/** A payload of which nothing is known. */
export const noContext: DissectContext = {
  transport: 'unknown',
  direction: 'in',
  from: null,
  ports: [],
  subprotocol: null,
  text: null,
  schema: null,
  layouts: [],
};

/** Bytes that were wrapped in a payload. */
export interface Unwrapped {
  /** How they came to be: "inflated gzip". */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Id of the format the wrapping says they have; it is believed where they can be read so. */
  readonly as?: string;
}

/**
 * What a dissector makes of a payload. `done` may hold fields with an `error`: a malformed payload
 * that is clearly of this format is shown as far as it goes.
 */
export type Dissection =
  | {
      readonly kind: 'done';
      /** Offsets are those of the dissected bytes. */
      readonly fields: readonly Field[];
      /** One line for the head of the tree: "PUBLISH sensors/1, QoS 1". */
      readonly summary: string;
      /** Bytes it accounts for; fewer than were given where more follows. */
      readonly consumed: number;
      /** Bytes that were wrapped in these (inflated, unescaped), to be dissected in their turn. */
      readonly unwrapped?: Unwrapped;
    }
  /** It is none of this format, and why. */
  | { readonly kind: 'not-mine'; readonly reason: string }
  /** It begins as this format does and ends too early. */
  | { readonly kind: 'need-more'; readonly reason: string };

/** One payload format: a file in this folder, a line in `table.ts`. */
export interface Dissector {
  /** Stable and lower-case: what `wirebench decode` and a saved choice name it by. */
  readonly id: string;
  readonly label: string;
  /** How sure it is that a payload is its own, 0 (no) to 1 (cannot be anything else); looks at few bytes. */
  sniff(bytes: Uint8Array, context: DissectContext): number;
  /** Never throws, whatever the bytes; bounds its own depth, fields and output. */
  dissect(bytes: Uint8Array, context: DissectContext): Dissection;
}
