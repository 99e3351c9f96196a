import { Direction, RowFlag, RowKind } from '../../../../contract/index.js';
import type { LifeDetail } from '../../../../contract/index.js';
import type { Place, Transport } from './datagram.js';
import type { CapturedRow } from './model.js';
import { lifeRow } from './row.js';
import type { InflateBudget } from './socket-side.js';
import { Tcp, TcpStream } from './tcp.js';
import { Recogniser } from './websocket.js';

export function placeText({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** One pair of ends as seen from one of them. */
export interface Ends {
  readonly us: Place;
  readonly them: Place;
  /** We were called. */
  readonly server: boolean;
}

/** What all conversations of an import share: bounds of memory, and of what frames become. */
export interface Shared {
  readonly budget: InflateBudget;
  /** Bytes that may wait for others that are missing. */
  readonly waiting: { left: number };
  /** Bytes that may wait until it is known what they are. */
  readonly undecided: { left: number };
}

/** Longest run of segments that is one chunk. */
const mostChunkBytes = 16 * 1024 * 1024;

/** One TCP connection: what it carries, in rows as soon as they are certain. */
export class TcpConversation {
  lost = 0;
  /** It carries TLS, whose bytes stay as they crossed the wire. */
  encrypted = false;
  readonly #sides: { readonly us: TcpStream; readonly them: TcpStream };
  readonly #recogniser: Recogniser;
  #open: {
    out: boolean;
    time: number;
    parts: Uint8Array[];
    bytes: number;
    comment: string | undefined;
  } | null = null;
  #over = false;
  #reset = false;
  #began = false;
  #firstFin: 'us' | 'them' | null = null;
  #last = 0;
  #firstBytes = true;
  /** Of a packet whose row is still to come. */
  #comment: string | undefined;

  constructor(
    readonly ends: Ends,
    private readonly peer: number,
    shared: Shared,
    emit: (row: CapturedRow) => void,
  ) {
    this.#recogniser = new Recogniser(peer, ends.server, shared.budget, shared.undecided, emit);
    this.#sides = { us: this.#stream(true, shared.waiting), them: this.#stream(false, shared.waiting) };
  }

  /** Of its upgrade, where it became a WebSocket. */
  get target(): string | null {
    return this.#recogniser.target;
  }

  /** A WebSocket that was known by its frames alone. */
  get guessed(): boolean {
    return this.#recogniser.guessed;
  }

  #stream(out: boolean, room: { left: number }): TcpStream {
    const side = out ? 'us' : 'them';
    return new TcpStream(
      {
        data: (bytes, time, push, comment) => this.#data(out, bytes, time, push, comment),
        lost: (bytes, time) => {
          this.lost += bytes;
          this.#flush();
          this.#recogniser.gap(out);
          const who = out ? 'we sent' : `${placeText(this.ends.them)} sent`;
          this.#life(RowKind.note, time, {
            text: `${bytes} ${bytes === 1 ? `byte that ${who} is` : `bytes that ${who} are`} not in the capture`,
          });
        },
        fin: (time) => {
          const text = out
            ? 'our side ended (FIN sent)'
            : `${placeText(this.ends.them)} ended its side (FIN received)`;
          this.#life(RowKind.halfClose, time, { text }, out ? Direction.out : Direction.in);
          if (this.#firstFin === null) this.#firstFin = side;
          else this.#ended(time, this.#firstFin === 'them' ? 'peer' : 'us', true);
        },
      },
      room,
    );
  }

  #data(out: boolean, bytes: Uint8Array, time: number, push: boolean, comment: string | undefined): void {
    if (this.#firstBytes) {
      this.#firstBytes = false;
      // A handshake record of TLS (RFC 8446 §5.1).
      this.encrypted = bytes[0] === 0x16 && bytes[1] === 3;
    }
    const said = comment ?? undefined;
    if (said !== undefined) this.#comment = undefined;
    const open = this.#open;
    // Segments of one moment up to a push are one write.
    if (open !== null && open.out === out && open.time === time && open.bytes < mostChunkBytes) {
      open.parts.push(bytes);
      open.bytes += bytes.length;
      if (said !== undefined) open.comment = open.comment === undefined ? said : `${open.comment}\n${said}`;
    } else {
      this.#flush();
      this.#open = { out, time, parts: [bytes], bytes: bytes.length, comment: said };
    }
    if (push) this.#flush();
  }

  #flush(): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const { out, time, parts, comment } = open;
    const chunk = { out, time, bytes: joined(parts) };
    this.#recogniser.chunk(comment === undefined ? chunk : { ...chunk, comment });
  }

  #life(kind: RowKind, time: number, detail: LifeDetail, direction?: Direction): void {
    this.#flush();
    const row = lifeRow(kind, this.peer, time, detail, direction);
    const comment = this.#comment;
    this.#comment = undefined;
    this.#recogniser.row(comment === undefined ? row : { ...row, comment });
  }

  #ended(time: number, by: 'peer' | 'us', clean: boolean): void {
    if (this.#over) return;
    this.#over = true;
    const text = by === 'us' ? 'closed by us' : 'closed by peer';
    this.#life(RowKind.end, time, { text, by, clean });
  }

  /** Whether a segment begins another connection between the same ends. */
  isNew({ seq, flags, from }: Transport): boolean {
    if ((flags & Tcp.syn) === 0) return false;
    const ours = this.#isOurs(from);
    return this.#reset || this.#sides[ours ? 'us' : 'them'].restarts(seq);
  }

  #isOurs(from: Place): boolean {
    return from.port === this.ends.us.port && from.host === this.ends.us.host;
  }

  push({ from, seq, ack, flags, data, missing }: Transport, time: number, comment: string): void {
    this.#last = Math.max(this.#last, time);
    this.#comment = comment === '' ? undefined : comment;
    if (!this.#began) this.#begin((flags & Tcp.syn) !== 0, time);
    const ours = this.#isOurs(from);
    const [mine, other] = ours ? [this.#sides.us, this.#sides.them] : [this.#sides.them, this.#sides.us];
    if ((flags & Tcp.rst) === 0) {
      // Beside bytes it goes with them, however long they wait.
      const said = data.length > 0 ? this.#comment : undefined;
      if (said !== undefined) this.#comment = undefined;
      const segment = { seq, flags, data, missing, time };
      mine.push(said === undefined ? segment : { ...segment, comment: said });
      if ((flags & Tcp.ack) !== 0) other.acked(ack, time);
    } else if (!this.#reset) {
      this.#close(time);
      this.#reset = true;
      const text = ours ? 'reset sent (RST)' : `reset by ${placeText(this.ends.them)} (RST)`;
      this.#life(RowKind.reset, time, { text }, ours ? Direction.out : Direction.in);
      this.#ended(time, 'peer', false);
    }
    const left = this.#comment;
    this.#comment = undefined;
    if (left !== undefined) this.#life(RowKind.note, time, { text: left });
  }

  #begin(syn: boolean, time: number): void {
    this.#began = true;
    const { us, them, server } = this.ends;
    const ways = { local: addressOf(us), remote: addressOf(them) };
    if (!syn) this.#recogniser.beganBefore();
    const when = syn ? '' : ', before the capture began';
    if (server) this.#life(RowKind.accept, time, { text: `accepted ${placeText(them)}${when}`, ...ways });
    else {
      const text = `connected to ${placeText(them)} from ${placeText(us)}${when}`;
      this.#life(RowKind.connect, time, { text, ...ways });
    }
  }

  #close(time: number): void {
    this.#sides.us.close(time);
    this.#sides.them.close(time);
  }

  /** The capture is over. */
  finish(): void {
    if (!this.#reset) this.#close(this.#last);
    this.#flush();
    this.#recogniser.finish(this.#last);
  }
}

/** Bytes in several parts as one. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Uint8Array.from(Buffer.concat(parts));
}

function addressOf({ host, port, family }: Place): { host: string; port: number; family: Place['family'] } {
  return { host, port, family };
}

/** The datagrams between two ends. */
export class UdpConversation {
  lost = 0;
  readonly target = null;
  readonly guessed = false;
  readonly encrypted = false;
  #began = false;

  constructor(
    readonly ends: Ends,
    private readonly peer: number,
    private readonly emit: (row: CapturedRow) => void,
  ) {}

  push({ from, data, missing }: Transport, time: number, comment: string): void {
    const { us, them, server } = this.ends;
    if (!this.#began) {
      this.#began = true;
      const ways = { local: addressOf(us), remote: addressOf(them) };
      const text = server
        ? `first datagram of ${placeText(them)}`
        : `open to ${placeText(them)} from ${placeText(us)}`;
      this.emit(lifeRow(RowKind.open, this.peer, time, { text, ...ways }));
    }
    const out = from.port === us.port && from.host === us.host;
    this.lost += missing;
    this.emit({
      kind: RowKind.datagram,
      direction: out ? Direction.out : Direction.in,
      peer: this.peer,
      time,
      flags: missing > 0 ? RowFlag.partial : 0,
      payload: data,
      ...(comment === '' ? {} : { comment }),
    });
  }

  finish(): void {
    // Every datagram was told as it came.
  }
}
