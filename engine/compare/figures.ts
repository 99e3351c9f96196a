import { Direction, RowKind } from '../../contract/index.js';
import type { CompareBurst, CompareLatency, CompareRow, RowBatch } from '../../contract/index.js';

/** A row of one session as the figures need it. */
export interface FigureRow {
  readonly seq: number;
  /** Nanoseconds since the session's origin. */
  readonly time: number;
  readonly kind: number;
  readonly direction: number;
  /** Bytes of payload; of a frame, as it was on the wire. */
  readonly size: number;
  /** Bytes of a WebSocket frame's head; 0 for everything else. */
  readonly head: number;
}

/** The rows of a batch, one object each: a comparison has thousands of rows, not millions. */
export function figureRows(batch: RowBatch): FigureRow[] {
  return Array.from({ length: batch.length }, (_, i) => ({
    seq: batch.seq[i] ?? 0,
    time: batch.time[i] ?? 0,
    kind: batch.kind[i] ?? 0,
    direction: batch.direction[i] ?? 0,
    size: batch.size[i] ?? 0,
    head: batch.headSize[i] ?? 0,
  }));
}

/** Rows that carry what was said: chunks, datagrams, messages. */
export function isData({ kind }: FigureRow): boolean {
  return (
    kind === RowKind.chunk || kind === RowKind.datagram || kind === RowKind.text || kind === RowKind.binary
  );
}

/** Rows of the wire layer that carry payload: data, and frames that are no message by themselves. */
export function carries(row: FigureRow): boolean {
  return isData(row) || row.kind === RowKind.frame;
}

/**
 * Round trips of messages that waited for each other: from the row of a message to the last row that
 * came before the next message left. What got none is lost.
 */
export function latencyOf(session: string, rows: readonly FigureRow[]): CompareLatency {
  const pairs: { readonly sent: FigureRow; answer: FigureRow | null }[] = [];
  for (const row of rows) {
    if (!isData(row)) continue;
    if (row.direction === Direction.out) pairs.push({ sent: row, answer: null });
    else {
      const last = pairs.at(-1);
      if (last !== undefined) last.answer = row;
    }
  }
  const samples = new Float64Array(pairs.length);
  const answered: { readonly ns: number; readonly seq: number }[] = [];
  pairs.forEach(({ sent, answer }, i) => {
    samples[i] = answer === null ? Number.NaN : answer.time - sent.time;
    if (answer !== null) answered.push({ ns: answer.time - sent.time, seq: answer.seq });
  });
  answered.sort((a, b) => a.ns - b.ns);
  // Nearest rank: a percentile is a round trip that was measured, so it has a row.
  const rank = (share: number) => answered[Math.max(0, Math.ceil(share * answered.length) - 1)];
  const [p50, p99] = [rank(0.5), rank(0.99)];
  const place = (one: { readonly seq: number } | undefined): CompareRow | null =>
    one === undefined ? null : { session, seq: one.seq };
  return {
    answered: answered.length,
    lost: pairs.length - answered.length,
    samples,
    p50: p50?.ns ?? null,
    p99: p99?.ns ?? null,
    p50Row: place(p50),
    p99Row: place(p99),
  };
}

/** Digits of a number and the space behind it. */
export const numberBytes = 9;

const encoder = new TextEncoder();

/** A copy of the payload that begins with its number, `00000042 `: text stays text. */
export function numbered(payload: Uint8Array, number: number): Uint8Array {
  const copy = new Uint8Array(numberBytes + payload.length);
  copy.set(encoder.encode(`${String(number).padStart(8, '0')} `));
  copy.set(payload, numberBytes);
  return copy;
}

/** Judges what came back of a burst, arrival by arrival. */
export class BurstJudge {
  readonly #payload: Uint8Array;
  readonly #stream: boolean;
  readonly #session: string;
  readonly #seen = new Set<number>();
  #next = 0;
  #outOfOrder = 0;
  #damaged = 0;
  #arrivals = 0;
  #joined = 0;
  #cut = 0;
  #oddRow: CompareRow | null = null;
  /** Of a stream: bytes of the message under way. */
  #held: Uint8Array = new Uint8Array();

  constructor(session: string, payload: Uint8Array, stream: boolean) {
    this.#session = session;
    this.#payload = payload;
    this.#stream = stream;
  }

  add(seq: number, bytes: Uint8Array): void {
    this.#arrivals++;
    if (!this.#stream) this.#message(seq, bytes);
    else this.#chunk(seq, bytes);
  }

  #chunk(seq: number, bytes: Uint8Array): void {
    const size = numberBytes + this.#payload.length;
    const before = this.#held.length;
    const all = new Uint8Array(before + bytes.length);
    all.set(this.#held);
    all.set(bytes, before);
    // Messages that begin or go on in this chunk.
    const touched = Math.ceil(all.length / size);
    if (touched > 1) this.#joined++;
    if (touched > 1) this.#odd(seq);
    let at = 0;
    for (; at + size <= all.length; at += size) this.#message(seq, all.subarray(at, at + size));
    if (at < all.length && (before === 0 || at > 0)) {
      this.#cut++;
      this.#odd(seq);
    }
    this.#held = all.slice(at);
  }

  #message(seq: number, bytes: Uint8Array): void {
    const number = numberOf(bytes);
    if (number === null || !this.#isCopy(bytes)) {
      this.#damaged++;
      this.#odd(seq);
      return;
    }
    if (number !== this.#next) {
      // What is missing is lost, not out of order; what comes late is.
      if (number < this.#next) {
        this.#outOfOrder++;
        this.#odd(seq);
      }
    }
    this.#next = Math.max(this.#next, number + 1);
    this.#seen.add(number);
  }

  #isCopy(bytes: Uint8Array): boolean {
    const payload = this.#payload;
    if (bytes.length !== numberBytes + payload.length) return false;
    for (let i = 0; i < payload.length; i++) if (bytes[numberBytes + i] !== payload[i]) return false;
    return true;
  }

  #odd(seq: number): void {
    this.#oddRow ??= { session: this.#session, seq };
  }

  /** `sent` messages within `ms` milliseconds, the first of them in `firstRow`. */
  result(sent: number, ms: number, firstRow: CompareRow | null): CompareBurst {
    return {
      sent,
      answered: this.#seen.size,
      lost: sent - this.#seen.size,
      outOfOrder: this.#outOfOrder,
      damaged: this.#damaged,
      arrivals: this.#arrivals,
      joined: this.#joined,
      cut: this.#cut,
      ms,
      firstRow,
      oddRow: this.#oddRow,
    };
  }
}

/** The number a copy begins with; null where it begins with none. */
function numberOf(bytes: Uint8Array): number | null {
  let number = 0;
  for (let i = 0; i < numberBytes - 1; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return null;
    number = number * 10 + digit;
  }
  return bytes[numberBytes - 1] === 0x20 ? number : null;
}
