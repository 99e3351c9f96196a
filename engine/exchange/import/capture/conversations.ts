import type { ConnectionConfig } from '../../../../contract/index.js';
import { type Ends, type Shared, TcpConversation, UdpConversation, placeText } from './conversation.js';
import { type Place, type Transport, type Unread, readTransport } from './datagram.js';
import { Fragments } from './fragments.js';
import { type CapturedRow, type SessionRows, type SessionSink, captureLimits } from './model.js';
import type { CapturedPacket } from './packet.js';
import { RowOrder } from './row-order.js';
import { Tcp } from './tcp.js';

type Conversation = TcpConversation | UdpConversation;

/** A session while its packets come. */
export interface Draft {
  readonly ends: Ends;
  readonly protocol: 'tcp' | 'udp';
  /** Epoch milliseconds. */
  readonly origin: number;
  readonly rows: SessionRows;
  readonly conversations: Conversation[];
}

/** The end of the year 9999: no clock of a capture is later. */
const mostMs = 253_402_300_799_999;

/** Gives each packet to the conversation it is part of. */
export class Conversations {
  readonly drafts: Draft[] = [];
  readonly unread = new Map<Unread, { count: number; readonly first: number; readonly links: Set<number> }>();
  /** Rows that were made. */
  rows = 0;
  readonly fragments = new Fragments();
  readonly #open = new Map<string, { readonly one: Conversation; readonly draft: Draft }>();
  /** Listeners, each a session of many peers. */
  readonly #listeners = new Map<string, Draft>();
  readonly #order = new RowOrder();
  #count = 0;
  /** Epoch milliseconds of the first packet: rows of all sessions are ordered from there. */
  #base: number | null = null;

  constructor(
    private readonly sink: SessionSink,
    private readonly shared: Shared,
  ) {}

  get full(): boolean {
    return this.drafts.length > captureLimits.sessions || this.#count > captureLimits.peers;
  }

  take(packet: CapturedPacket): void {
    const transport = readTransport(packet.link, packet.bytes, this.fragments);
    if (typeof transport === 'string') return this.#leave(transport, packet);
    const a = placeText(transport.from);
    const b = placeText(transport.to);
    const key = `${transport.protocol} ${a < b ? `${a} ${b}` : `${b} ${a}`}`;
    let found = this.#open.get(key);
    if (found?.one instanceof TcpConversation && found.one.isNew(transport)) {
      found.one.finish();
      found = undefined;
    }
    if (found === undefined) {
      found = this.#begin(transport, packet);
      this.#open.set(key, found);
    }
    const { one, draft } = found;
    const time = (Math.min(packet.ms, mostMs) - draft.origin) * 1e6 + packet.ns;
    one.push(transport, Math.min(Math.max(0, time), Number.MAX_SAFE_INTEGER), packet.comment);
  }

  #leave(why: Unread, packet: CapturedPacket): void {
    // Those of packets that never become whole are counted when all is over.
    if (why === 'fragment') return;
    const known = this.unread.get(why) ?? { count: 0, first: packet.number, links: new Set<number>() };
    known.count++;
    known.links.add(packet.link);
    this.unread.set(why, known);
  }

  /** All packets were taken: what waits is told. */
  finish(): void {
    for (const { one } of this.#open.values()) one.finish();
    this.#order.flush();
  }

  #begin(
    transport: Transport,
    packet: CapturedPacket,
  ): { readonly one: Conversation; readonly draft: Draft } {
    const ends = endsOf(transport, packet.inbound);
    const { protocol } = transport;
    const listener = ends.server ? `${protocol} ${placeText(ends.us)}` : null;
    const known = listener === null ? undefined : this.#listeners.get(listener);
    const draft = known ?? this.#draft(ends, protocol, Math.min(packet.ms, mostMs));
    this.#count++;
    const peer = draft.conversations.length + 1;
    this.#base ??= draft.origin;
    const since = (draft.origin - this.#base) * 1e6;
    const emit = (row: CapturedRow): void => {
      this.rows++;
      this.#order.add(since + row.time, row, draft.rows);
    };
    const one =
      protocol === 'tcp'
        ? new TcpConversation(ends, peer, this.shared, emit)
        : new UdpConversation(ends, peer, emit);
    draft.conversations.push(one);
    if (known === undefined && listener !== null) this.#listeners.set(listener, draft);
    return { one, draft };
  }

  #draft(ends: Ends, protocol: 'tcp' | 'udp', origin: number): Draft {
    const draft = { ends, protocol, origin, rows: this.sink.begin(origin), conversations: [] };
    this.drafts.push(draft);
    return draft;
  }
}

/** Which end is ours: as the capture says, else the one that began it, else the one with the higher port. */
function endsOf({ protocol, from, to, flags }: Transport, inbound: boolean | null): Ends {
  const opening = protocol === 'tcp' && (flags & Tcp.syn) !== 0;
  const answered = opening && (flags & Tcp.ack) !== 0;
  const caller = opening ? (answered ? to : from) : protocol === 'udp' ? from : higher(from, to);
  const us = inbound === null ? caller : inbound ? to : from;
  return { us, them: us === from ? to : from, server: us !== caller };
}

function higher(a: Place, b: Place): Place {
  return b.port > a.port ? b : a;
}

/** What a session of conversations is called, and how it would be connected. */
export function aboutSession(
  draft: Draft,
  file: string,
): { readonly name: string; readonly config: ConnectionConfig } {
  const { us, them, server } = draft.ends;
  const far = placeText(server ? us : them);
  const target = draft.conversations.map((one) => one.target).find((one) => one !== null) ?? null;
  const config: ConnectionConfig = {
    protocol: target === null ? draft.protocol : 'ws',
    role: server ? 'server' : 'client',
    address: target === null ? far : `ws://${far}${target.slice(0, 4_000)}`,
    options: {},
  };
  const endpoints = server ? `listening on ${far}` : `${placeText(us)} → ${far}`;
  return { name: `${endpoints} · ${file.slice(0, 120)}`, config };
}
