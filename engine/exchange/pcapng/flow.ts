import type { Ends, Place } from './address.js';
import { packet } from './block.js';
import type { Moment } from './block.js';
import type { ByteRun } from './bytes.js';
import { Tcp, segmentBytes, writeTcp } from './packet.js';

type Side = 'us' | 'them';

/** Bytes of one side without an acknowledgement of the other: well below what the window holds. */
const mostUnacked = 1 << 28;
const none = new Uint8Array();

/** One TCP connection, made up from what the log tells of it: sequence numbers are whole, whatever is left out. */
export class TcpFlow {
  /** SYN was written. */
  open = false;
  /** FIN or RST of both sides was written. */
  over = false;
  readonly ends: Ends;
  readonly #out: ByteRun;
  readonly #nextId: () => number;
  readonly #first: Side;
  readonly #next: Record<Side, number>;
  readonly #unacked: Record<Side, number> = { us: 0, them: 0 };
  readonly #ended: Record<Side, boolean> = { us: false, them: false };

  constructor(out: ByteRun, nextId: () => number, ends: Ends, dialed: boolean, number: number) {
    this.#out = out;
    this.#nextId = nextId;
    this.ends = ends;
    this.#first = dialed ? 'us' : 'them';
    // Numbers far apart, so that the same addresses again are another connection.
    const start = Math.imul(number, 0x0100_0000) >>> 0;
    this.#next = { us: (start + 1_000) >>> 0, them: (start + 5_000) >>> 0 };
  }

  /** The three segments that open a connection (RFC 9293 §3.5). */
  begin(when: Moment, comment: string | null): void {
    if (this.open) return;
    this.open = true;
    const [first, second] = this.#first === 'us' ? (['us', 'them'] as const) : (['them', 'us'] as const);
    this.#segment(first, when, Tcp.syn, none, comment, 0);
    this.#advance(first, 1);
    this.#segment(second, when, Tcp.syn | Tcp.ack, none, null);
    this.#advance(second, 1);
    this.#segment(first, when, Tcp.ack, none, null);
  }

  /** Bytes of one side in segments; `last` ends what was written at once. */
  data(side: Side, when: Moment, bytes: Uint8Array, last: boolean, comment: string | null): void {
    this.begin(when, null);
    const most = segmentBytes(this.ends.us.ip);
    for (let at = 0; at < bytes.length; at += most) {
      const data = bytes.subarray(at, at + most);
      const push = last && at + most >= bytes.length ? Tcp.psh : 0;
      this.#segment(side, when, Tcp.ack | push, data, at === 0 ? comment : null);
      this.#advance(side, data.length);
      this.#unacked[side] += data.length;
      if (this.#unacked[side] < mostUnacked) continue;
      this.#segment(other(side), when, Tcp.ack, none, null);
    }
    // Nothing to carry the comment.
    if (bytes.length === 0 && comment !== null) this.#segment(side, when, Tcp.ack, none, comment);
  }

  finish(side: Side, when: Moment, comment: string | null): void {
    if (!this.open || this.over || this.#ended[side]) return;
    this.#ended[side] = true;
    this.#segment(side, when, Tcp.fin | Tcp.ack, none, comment);
    this.#advance(side, 1);
    this.#segment(other(side), when, Tcp.ack, none, null);
    this.over = this.#ended[other(side)];
  }

  /** Both sides, as far as they have not ended. */
  end(first: Side, when: Moment, comment: string | null): void {
    this.finish(first, when, comment);
    this.finish(other(first), when, null);
    this.over = true;
  }

  reset(side: Side, when: Moment, comment: string | null): void {
    if (!this.open || this.over) return;
    this.over = true;
    this.#segment(side, when, Tcp.rst | Tcp.ack, none, comment);
  }

  #advance(side: Side, by: number): void {
    this.#next[side] = (this.#next[side] + by) >>> 0;
  }

  #segment(
    side: Side,
    when: Moment,
    flags: number,
    data: Uint8Array,
    comment: string | null,
    ack = this.#next[other(side)],
  ): void {
    const from: Place = this.ends[side];
    const to: Place = this.ends[other(side)];
    const seq = this.#next[side];
    this.#unacked[other(side)] = 0;
    packet(this.#out, when, side === 'them', comment, () =>
      writeTcp(this.#out, this.#nextId(), { from, to, seq, ack, flags, data }),
    );
  }
}

function other(side: Side): Side {
  return side === 'us' ? 'them' : 'us';
}
