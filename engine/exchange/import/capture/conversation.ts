import { Direction, RowFlag, RowKind } from '../../../../contract/index.js';
import type { ConnectionConfig, LifeDetail, RowInput } from '../../../../contract/index.js';
import type { Place, Transport } from './datagram.js';
import type { ImportedSession } from './model.js';
import { Tcp, TcpStream } from './tcp.js';
import { type Chunk, asWebSocket } from './websocket.js';
import type { InflateBudget } from './websocket.js';

const encoder = new TextEncoder();

export function placeText({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A row about the life of a session. */
export function lifeRow(
  kind: RowKind,
  peer: number,
  time: number,
  detail: LifeDetail,
  direction: Direction = Direction.none,
): RowInput {
  return { kind, direction, peer, time, payload: encoder.encode(JSON.stringify(detail)) };
}

/** Bytes in several parts as one. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Uint8Array.from(Buffer.concat(parts));
}

/** One pair of ends as seen from one of them. */
export interface Ends {
  readonly us: Place;
  readonly them: Place;
  /** We were called. */
  readonly server: boolean;
}

type Piece =
  | {
      readonly kind: 'data';
      readonly out: boolean;
      readonly time: number;
      readonly parts: Uint8Array[];
      open: boolean;
    }
  | { readonly kind: 'row'; readonly row: RowInput };

/** One TCP connection: what it carried, in rows. */
export class TcpConversation {
  readonly #pieces: Piece[] = [];
  readonly #sides: { readonly us: TcpStream; readonly them: TcpStream };
  readonly #peer: number;
  readonly ends: Ends;
  lost = 0;
  over = false;
  #reset = false;
  #began = false;
  #fins: ('us' | 'them')[] = [];
  #last = 0;

  constructor(ends: Ends, peer: number) {
    this.ends = ends;
    this.#peer = peer;
    this.#sides = { us: this.#stream(true), them: this.#stream(false) };
  }

  #stream(out: boolean): TcpStream {
    const side = out ? 'us' : 'them';
    return new TcpStream({
      data: (bytes, time, push) => {
        const last = this.#pieces.at(-1);
        // Segments of one moment up to a push are one write.
        if (last?.kind === 'data' && last.out === out && last.open && last.time === time) {
          last.parts.push(bytes);
          last.open = !push;
        } else this.#pieces.push({ kind: 'data', out, time, parts: [bytes], open: !push });
      },
      lost: (bytes, time) => {
        this.lost += bytes;
        const who = out ? 'we sent' : `${placeText(this.ends.them)} sent`;
        this.#life(RowKind.note, time, { text: `${bytes} bytes that ${who} are not in the capture` });
      },
      fin: (time) => {
        this.#fins.push(side);
        const text = out
          ? 'our side ended (FIN sent)'
          : `${placeText(this.ends.them)} ended its side (FIN received)`;
        this.#life(RowKind.halfClose, time, { text }, out ? Direction.out : Direction.in);
      },
    });
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

  push({ from, seq, flags, data, missing }: Transport, time: number): void {
    const { us, them, server } = this.ends;
    this.#last = Math.max(this.#last, time);
    if (!this.#began) {
      this.#began = true;
      const ways = { local: addressOf(us), remote: addressOf(them) };
      if (server) this.#life(RowKind.accept, time, { text: `accepted ${placeText(them)}`, ...ways });
      else {
        const text = `connected to ${placeText(them)} from ${placeText(us)}`;
        this.#life(RowKind.connect, time, { text, ...ways });
      }
    }
    const ours = this.#isOurs(from);
    if ((flags & Tcp.rst) === 0) {
      this.#sides[ours ? 'us' : 'them'].push({ seq, flags, data, missing, time });
      return;
    }
    if (this.#reset) return;
    this.#close(time);
    this.#reset = true;
    const text = ours ? 'reset sent (RST)' : `reset by ${placeText(them)} (RST)`;
    this.#life(RowKind.reset, time, { text }, ours ? Direction.out : Direction.in);
  }

  #close(time: number): void {
    this.#sides.us.close(time);
    this.#sides.them.close(time);
  }

  #life(kind: RowKind, time: number, detail: LifeDetail, direction?: Direction): void {
    this.#pieces.push({ kind: 'row', row: lifeRow(kind, this.#peer, time, detail, direction) });
  }

  /** Ends it and answers its rows, and the target of its upgrade where it became a WebSocket. */
  finish(budget: InflateBudget): { readonly rows: readonly RowInput[]; readonly target: string | null } {
    if (!this.over) {
      this.over = true;
      this.#close(this.#last);
      const [first] = this.#fins;
      if (this.#fins.length === 2 || this.#reset) {
        const by = this.#reset || first === 'them' ? 'peer' : 'us';
        this.#life(RowKind.end, this.#last, { text: `closed by ${by}`, by, clean: !this.#reset });
      }
    }
    const chunks = this.#pieces.map((piece): Chunk | RowInput =>
      piece.kind === 'row' ? piece.row : { out: piece.out, time: piece.time, bytes: joined(piece.parts) },
    );
    chunks.sort((a, b) => a.time - b.time);
    const socket = asWebSocket(chunks, this.#peer, this.ends.server, budget);
    if (socket !== null) return socket;
    const rows = chunks.map((one): RowInput => ('out' in one ? chunkRow(one, this.#peer) : one));
    return { rows, target: null };
  }
}

function chunkRow({ out, time, bytes }: Chunk, peer: number): RowInput {
  return { kind: RowKind.chunk, direction: out ? Direction.out : Direction.in, peer, time, payload: bytes };
}

function addressOf({ host, port, family }: Place): { host: string; port: number; family: Place['family'] } {
  return { host, port, family };
}

/** The datagrams between two ends. */
export class UdpConversation {
  readonly rows: RowInput[] = [];
  lost = 0;

  constructor(
    readonly ends: Ends,
    private readonly peer: number,
  ) {}

  push({ from, data, missing }: Transport, time: number): void {
    const { us, them, server } = this.ends;
    if (this.rows.length === 0) {
      const ways = { local: addressOf(us), remote: addressOf(them) };
      const text = server
        ? `first datagram of ${placeText(them)}`
        : `open to ${placeText(them)} from ${placeText(us)}`;
      this.rows.push(lifeRow(RowKind.open, this.peer, time, { text, ...ways }));
    }
    const out = from.port === us.port && from.host === us.host;
    this.lost += missing;
    this.rows.push({
      kind: RowKind.datagram,
      direction: out ? Direction.out : Direction.in,
      peer: this.peer,
      time,
      flags: missing > 0 ? RowFlag.partial : 0,
      payload: data,
    });
  }
}

/** A session of conversations. */
export function sessionOf(
  draft: { readonly ends: Ends; readonly protocol: 'tcp' | 'udp'; readonly origin: number },
  rows: RowInput[],
  target: string | null,
  file: string,
): ImportedSession {
  const { us, them, server } = draft.ends;
  const far = placeText(server ? us : them);
  const config: ConnectionConfig = {
    protocol: target === null ? draft.protocol : 'ws',
    role: server ? 'server' : 'client',
    address: target === null ? far : `ws://${far}${target.slice(0, 4_000)}`,
    options: {},
  };
  const endpoints = server ? `listening on ${far}` : `${placeText(us)} → ${far}`;
  rows.sort((a, b) => a.time - b.time);
  const name = `${endpoints} · ${file.slice(0, 120)}`;
  return { name, config, clockOrigin: draft.origin, rows, place: file };
}
