import { captureLimits } from './model.js';

/** TCP flags (RFC 9293 §3.1). */
export const Tcp = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

export interface Segment {
  readonly seq: number;
  readonly flags: number;
  readonly data: Uint8Array;
  /** Bytes behind `data` that were sent and not captured. */
  readonly missing: number;
  /** Nanoseconds. */
  readonly time: number;
  /** What somebody wrote beside the packet. */
  readonly comment?: string;
}

/** Who is told the bytes of one side, in order and once. */
export interface StreamSink {
  /** `push` ends what was written at once. */
  data(bytes: Uint8Array, time: number, push: boolean, comment?: string): void;
  /** Bytes that the capture lacks; what follows was sent behind them. */
  lost(bytes: number, time: number): void;
  /** FIN, after all bytes before it. */
  fin(time: number): void;
}

/** How long a gap may still fill after the other side was seen to have all of it, nanoseconds. */
const patienceNs = 1e9;

interface Waiting {
  readonly at: number;
  readonly segment: Segment;
}

/**
 * Puts the segments of one side of a TCP connection together (RFC 9293 §3.4): those out of order wait,
 * what was sent again is taken once, of what overlaps the first to be delivered counts. A gap that nothing
 * fills is told at the end, or where too much waits behind it.
 */
export class TcpStream {
  readonly #sink: StreamSink;
  /** Sequence number of byte 0; null before the first segment. */
  #base: number | null = null;
  /** Bytes delivered or told as lost. */
  #next = 0;
  #finAt: number | null = null;
  #finTime = 0;
  #ended = false;
  /** By place, no two from the same one. */
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #latest = 0;
  /** When the other side was first seen to have what the gap lacks; null where it was not. */
  #ackedAt: number | null = null;

  /** `room`: bytes that may wait on all streams together. */
  constructor(
    sink: StreamSink,
    private readonly room: { left: number } = { left: Infinity },
  ) {
    this.#sink = sink;
  }

  /** Whether a SYN with this number begins another connection of the same addresses. */
  restarts(seq: number): boolean {
    return this.#base !== null && (seq + 1) >>> 0 !== this.#base && (this.#next > 0 || this.#ended);
  }

  push(segment: Segment): void {
    const { flags, data, missing, time } = segment;
    const syn = (flags & Tcp.syn) !== 0;
    const seq = syn ? (segment.seq + 1) >>> 0 : segment.seq;
    // Before the SYN's own number nothing is known: the first segment seen is taken for the beginning.
    this.#base ??= seq;
    const expected = (this.#base + this.#next) % 2 ** 32;
    const at = this.#next + ((seq - expected) | 0);
    const end = at + data.length + missing;
    if ((flags & Tcp.fin) !== 0 && this.#finAt === null) {
      this.#finAt = end;
      this.#finTime = time;
    }
    if (end > this.#next && end > at) this.#place({ at, segment }, end);
    this.#drain(time);
    this.#finish(time);
  }

  /**
   * The other side has everything before `ack`: where a gap is among it, the capture lost what it received.
   * Captures of two interfaces see an ACK before its data at times, so the gap may still fill for a while.
   */
  acked(ack: number, time: number): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#base === null) return;
    const expected = (this.#base + this.#next) % 2 ** 32;
    const at = this.#next + ((ack - expected) | 0);
    if (at < first.at) return;
    this.#ackedAt ??= time;
    if (time - this.#ackedAt < patienceNs) return;
    this.#ackedAt = null;
    this.#skip();
  }

  /** Nothing more comes: what waits is told, with what is missing before it. */
  close(time: number): void {
    while (this.#waiting.length > 0) this.#skip();
    if (this.#finAt !== null && this.#finAt > this.#next) {
      this.#lose(this.#finAt, this.#finTime);
    }
    this.#finish(Math.max(time, this.#finTime));
  }

  #place(waiting: Waiting, end: number): void {
    const { at } = waiting;
    if (at <= this.#next) {
      this.#deliver(waiting, waiting.segment.time);
      return;
    }
    // It may wait long: the piece of the file it came in is not kept for it.
    const segment = { ...waiting.segment, data: waiting.segment.data.slice() };
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.at ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    const same = this.#waiting[low];
    if (same?.at === at) {
      // Sent again: the longer one has all of both.
      if (end <= endOf(same)) return;
      this.#waits(-same.segment.data.length);
      this.#waiting[low] = { at, segment };
    } else this.#waiting.splice(low, 0, { at, segment });
    this.#waits(segment.data.length);
    const { waitingBytes, waitingSegments } = captureLimits;
    while (
      this.#waiting.length > 0 &&
      (this.#waitingBytes > waitingBytes || this.#waiting.length > waitingSegments || this.room.left < 0)
    )
      this.#skip();
  }

  #waits(bytes: number): void {
    this.#waitingBytes += bytes;
    this.room.left -= bytes;
  }

  /** Goes on behind the gap. */
  #skip(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#lose(first.at, first.segment.time);
    // In a capture whose gap is never filled each keeps the time it came at.
    this.#drain(null);
  }

  #drain(time: number | null): void {
    let taken = 0;
    for (const one of this.#waiting) {
      if (one.at > this.#next) break;
      taken++;
      this.#waits(-one.segment.data.length);
      this.#deliver(one, time ?? one.segment.time);
    }
    if (taken === 0) return;
    this.#waiting = this.#waiting.slice(taken);
    this.#ackedAt = null;
  }

  #deliver({ at, segment }: Waiting, time: number): void {
    const { data, missing, flags, comment } = segment;
    const known = this.#next - at;
    const fresh = known < data.length ? data.subarray(known) : data.subarray(data.length);
    if (fresh.length > 0) {
      this.#next += fresh.length;
      this.#sink.data(fresh, this.#at(time), (flags & Tcp.psh) !== 0 && missing === 0, comment);
    }
    if (missing > 0) this.#lose(at + data.length + missing, time);
  }

  #lose(until: number, time: number): void {
    if (until <= this.#next) return;
    this.#sink.lost(until - this.#next, this.#at(time));
    this.#next = until;
  }

  #finish(time: number): void {
    if (this.#ended || this.#finAt === null || this.#next < this.#finAt) return;
    this.#ended = true;
    this.#sink.fin(this.#at(time));
  }

  /** Times of one side never go back. */
  #at(time: number): number {
    this.#latest = Math.max(this.#latest, time);
    return this.#latest;
  }
}

function endOf({ at, segment }: Waiting): number {
  return at + segment.data.length + segment.missing;
}
