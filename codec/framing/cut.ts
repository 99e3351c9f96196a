/** One message as a stretch of the stream, in absolute byte offsets; `end` and `bodyEnd` are exclusive. */
export interface Cut {
  /** With its header or delimiter. */
  readonly start: number;
  readonly end: number;
  /** Without them; still escaped for SLIP and COBS (`unframeBody`). */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Why the framing was lost here. What follows is cut as raw chunks. */
  readonly invalid?: string;
  /** The stream ended, or has not come further, before the message was complete. */
  readonly partial?: true;
}

/**
 * Cuts one direction of one peer's stream. Holds numbers, never bytes, whatever the size of a
 * message. Chunk boundaries make no difference, but to `raw`, `idle` and after a lost framing.
 */
export interface Framer {
  /** Takes the next bytes and when they came, in nanoseconds (only `idle` needs it); answers the messages completed. */
  push(chunk: Uint8Array, timeNs?: number): readonly Cut[];
  /** The message under way, as a partial cut, or null; changes nothing. */
  pending(): Cut | null;
  /** Says that the stream has ended: what was under way becomes the last message. */
  end(): readonly Cut[];
}
