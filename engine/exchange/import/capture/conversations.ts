import type { ConnectionConfig } from '../../../../contract/index.js';
import { bareMark } from '../../pcapng/block.js';
import { Caller, type Held } from './caller.js';
import { type Ends, type Shared, TcpConversation, UdpConversation, placeText } from './conversation.js';
import { type Place, type Transport, type Unread, readTransport } from './datagram.js';
import { Fragments } from './fragments.js';
import { type CapturedRow, type SessionRows, type SessionSink, captureLimits } from './model.js';
import type { CapturedPacket } from './packet.js';
import { RowOrder } from './row-order.js';
import { Tcp } from './tcp.js';

type Conversation = TcpConversation | UdpConversation;

/** A conversation, and the session it is part of. */
interface Open {
  readonly one: Conversation;
  readonly draft: Draft;
}

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
  readonly #open = new Map<string, Open>();
  /** Those that began before the capture, until it is known who called. */
  readonly #undecided = new Map<string, Caller>();
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
    const { sessions, peers } = captureLimits;
    return this.drafts.length + this.#undecided.size > sessions || this.#count > peers;
  }

  take(packet: CapturedPacket): void {
    const transport = readTransport(packet.link, packet.bytes, this.fragments);
    if (typeof transport === 'string') return this.#leave(transport, packet);
    const a = placeText(transport.from);
    const b = placeText(transport.to);
    const key = `${transport.protocol} ${a < b ? `${a} ${b}` : `${b} ${a}`}`;
    const waiting = this.#undecided.get(key);
    let found = this.#open.get(key);
    if (waiting !== undefined && isOpening(transport)) {
      found = this.#release(key, waiting, callerOf(transport));
    } else if (found === undefined && !Caller.isSaid(transport)) {
      return this.#hold(key, waiting ?? new Caller(this.shared.undecided), transport, packet);
    }
    if (found?.one instanceof TcpConversation && found.one.isNew(transport)) {
      found.one.finish();
      found = undefined;
    }
    found ??= this.#begin(key, callerOf(transport), { transport, about: packet });
    push(found, { transport, about: packet });
  }

  #hold(key: string, waiting: Caller, transport: Transport, packet: CapturedPacket): void {
    this.#undecided.set(key, waiting);
    const caller = waiting.take(transport, packet);
    if (caller !== null) this.#release(key, waiting, caller);
  }

  #release(key: string, waiting: Caller, caller: Place): Open {
    this.#undecided.delete(key);
    const held = waiting.release();
    const [first] = held;
    if (first === undefined) throw new Error('nothing waits for who called');
    const open = this.#begin(key, caller, first);
    for (const one of held) push(open, one);
    return open;
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
    for (const [key, waiting] of this.#undecided) {
      const [first] = waiting.held;
      if (first !== undefined) this.#release(key, waiting, waiting.guess(first.transport));
    }
    for (const { one } of this.#open.values()) one.finish();
    this.#order.flush();
  }

  #begin(key: string, caller: Place, { transport, about }: Held): Open {
    const ends = endsOf(transport, about.inbound, caller);
    const { protocol } = transport;
    const listener = ends.server ? `${protocol} ${placeText(ends.us)}` : null;
    const known = listener === null ? undefined : this.#listeners.get(listener);
    const draft = known ?? this.#draft(ends, protocol, Math.min(about.ms, mostMs));
    this.#count++;
    const peer = draft.conversations.length + 1;
    this.#base ??= draft.origin;
    const since = (draft.origin - this.#base) * 1e6;
    const emit = (row: CapturedRow): void => {
      this.rows++;
      const said = row.comment === bareMark ? { ...row, comment: '' } : row;
      this.#order.add(since + row.time, said, draft.rows);
    };
    const one =
      protocol === 'tcp'
        ? new TcpConversation(ends, peer, this.shared, emit)
        : new UdpConversation(ends, peer, emit);
    draft.conversations.push(one);
    if (known === undefined && listener !== null) this.#listeners.set(listener, draft);
    const open = { one, draft };
    this.#open.set(key, open);
    return open;
  }

  #draft(ends: Ends, protocol: 'tcp' | 'udp', origin: number): Draft {
    const draft = { ends, protocol, origin, rows: this.sink.begin(origin), conversations: [] };
    this.drafts.push(draft);
    return draft;
  }
}

function push({ one, draft }: Open, { transport, about }: Held): void {
  const time = (Math.min(about.ms, mostMs) - draft.origin) * 1e6 + about.ns;
  one.push(transport, Math.min(Math.max(0, time), Number.MAX_SAFE_INTEGER), about.comment);
}

function isOpening({ protocol, flags }: Transport): boolean {
  return protocol === 'tcp' && (flags & Tcp.syn) !== 0;
}

/** Who began it, as its first packet says: the one that sends a SYN without an ACK, or the first datagram. */
function callerOf(transport: Transport): Place {
  return isOpening(transport) && (transport.flags & Tcp.ack) !== 0 ? transport.to : transport.from;
}

/** Which end is ours: as the capture says, else the one that called. */
function endsOf({ from, to }: Transport, inbound: boolean | null, caller: Place): Ends {
  const us = inbound === null ? caller : inbound ? to : from;
  return { us, them: isSame(us, from) ? to : from, server: !isSame(us, caller) };
}

function isSame(a: Place, b: Place): boolean {
  return a.port === b.port && a.host === b.host;
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
