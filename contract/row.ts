/**
 * The vocabulary of the session log. A row is one thing that happened: bytes that crossed a
 * socket, or an event in the life of a session. The numbers are stored on disk: never reuse one.
 */
export const RowKind = {
  /** A run of stream bytes as the kernel handed it over (TCP, TLS, local sockets), or as it was written. */
  chunk: 1,
  /** One UDP datagram. */
  datagram: 2,
  /** WebSocket text message (RFC 6455 §5.6); payload is its UTF-8 bytes. */
  text: 3,
  /** WebSocket binary message. */
  binary: 4,
  /** WebSocket ping (RFC 6455 §5.5.2); payload is its application data. */
  ping: 5,
  /** WebSocket pong (§5.5.3). */
  pong: 6,
  /** WebSocket close (§5.5.1); payload is the frame's payload: 2-byte code, then the UTF-8 reason. */
  close: 7,
  /** HTTP upgrade request; payload is the head as it crossed the wire. */
  request: 8,
  /** HTTP response to an upgrade: 101, a refusal with its body, or whatever garbage came. */
  response: 9,
  /**
   * One WebSocket frame that is no message by itself: a fragment, a compressed frame, a crafted or an
   * invalid one. Payload is as on the wire after unmasking: what is compressed stays compressed.
   */
  frame: 10,
  /** Bytes of an open WebSocket that are no frame: after an impossible length, a tail cut off, crafted junk. */
  bytes: 11,

  /* Life of the session: the payload of every kind below is UTF-8 JSON, a `LifeDetail` (life.ts). */
  resolve: 32,
  connect: 33,
  tls: 34,
  open: 35,
  listen: 36,
  /** A listener accepted a peer. */
  accept: 37,
  /** FIN sent or received: one direction has ended, the other goes on. */
  halfClose: 38,
  /** The connection or listener has ended: by whom, code, reason, clean or not. */
  end: 39,
  /** RST sent or received. */
  reset: 40,
  reconnect: 41,
  error: 42,
  /** Reading paused or resumed, and why. */
  flow: 43,
  /** Multicast group joined or left. */
  membership: 44,
  /** A keep-alive ping whose pong never came. */
  missedPong: 45,
  /** The log was reopened after a crash: what was dropped. */
  recovered: 46,
  /** Anything else worth telling. */
  note: 47,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];
export type RowKindName = keyof typeof RowKind;

export const Direction = { none: 0, in: 1, out: 2 } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

/** Bit flags of a row; six bits are stored. */
export const RowFlag = {
  /** Written by the engine itself: an automatic pong, echo, greeting or keep-alive ping. */
  automatic: 1,
  /** The message arrived or left in more than one frame. */
  fragmented: 2,
  /** The message was compressed on the wire (RFC 7692). */
  compressed: 4,
  /** Against the protocol, or text that is not UTF-8. */
  invalid: 8,
  /** Only part of it was written or kept. */
  partial: 16,
  /** Crafted by hand beside the protocol library. */
  crafted: 32,
} as const;

/**
 * Set in a stored kind beside the kind itself where the stored bytes begin with the head of a WebSocket
 * frame, exactly as it crossed the wire. Readers take it off: a head is no part of a payload.
 */
export const withHead = 64;

/** The longest head of a WebSocket frame (RFC 6455 §5.2): two bytes, a 64-bit length, a masking key. */
export const maxHeadBytes = 14;

/** Which rows a view shows: what was said, or what crossed the wire for it. Most rows belong to both. */
export const layers = ['messages', 'wire'] as const;
export type Layer = (typeof layers)[number];

/** True for rows whose payload is a `LifeDetail` in JSON rather than bytes of a peer. */
export function isLife(kind: number): boolean {
  return (kind & 32) !== 0;
}

const names = new Map<number, RowKindName>(
  Object.entries(RowKind).map(([name, value]) => [value, name as RowKindName]),
);

/** The field's own word for a stored kind; a kind written by a later version reads `note`. */
export function kindName(kind: number): RowKindName {
  return names.get(kind) ?? 'note';
}

/** What a caller appends to a log. */
export interface RowInput {
  readonly kind: RowKind;
  readonly direction: Direction;
  /** `RowFlag` bits. */
  readonly flags?: number;
  /** Peer number within the session, from 1; 0 is the session itself. */
  readonly peer: number;
  /** Monotonic clock, nanoseconds since the session's origin; stamped once, when the kernel handed it over. */
  readonly time: number;
  readonly payload: Uint8Array;
  /** The head of the WebSocket frame that carried the payload, as it crossed the wire. */
  readonly head?: Uint8Array;
}
