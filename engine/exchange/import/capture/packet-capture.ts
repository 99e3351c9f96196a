import type { RowInput } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { Importer } from '../importer.js';
import type { SourceFile } from '../source.js';
import { type Ends, TcpConversation, UdpConversation, placeText, sessionOf } from './conversation.js';
import { type Place, type Transport, type Unread, readTransport } from './datagram.js';
import { type ImportedSession, captureLimits } from './model.js';
import { type CapturedPacket, isPacketFile, readPacketFile } from './packet-file.js';
import { Tcp } from './tcp.js';
import type { InflateBudget } from './websocket.js';

/** What is told of packets that are part of no session, by why. */
const unread: Readonly<Record<Unread, string>> = {
  link: 'their link type is not known here',
  'not-ip': 'they are not IP',
  fragment: 'they are fragments of IP packets, which are not put together',
  'other-protocol': 'they are neither TCP nor UDP',
  damaged: 'their headers are cut off or cannot be',
};

/** The end of the year 9999: no clock of a capture is later. */
const mostMs = 253_402_300_799_999;

/** pcap and pcapng: TCP and UDP become sessions. */
export const packetCapture: Importer = {
  title: 'pcap and pcapng',
  claims: (file) => isPacketFile(file.bytes),
  read: (files, to) => {
    const budget = { left: captureLimits.inflated, rows: captureLimits.rows };
    for (const file of files) readCapture(file, to, budget);
  },
};

interface Draft {
  readonly ends: Ends;
  readonly protocol: 'tcp' | 'udp';
  readonly origin: number;
  readonly conversations: (TcpConversation | UdpConversation)[];
}

function readCapture(file: SourceFile, to: Collector, budget: InflateBudget): void {
  const read = readPacketFile(file.path, file.bytes);
  if (!read.ok) {
    to.refuse(file.path, read.error);
    return;
  }
  const { packets, cut, title } = read.value;
  to.format(title);
  if (cut !== null) to.lost(file.name, file.path, `${cut}: the ${packets.length} packets before it come`);
  const table = new Conversations();
  for (const packet of packets) {
    table.take(packet);
    if (table.full) break;
  }
  if (table.full) {
    const message = `${file.path} has more than ${captureLimits.sessions} conversations, or one port has more than ${captureLimits.peers} callers: that is the most an import takes. Filter it first.`;
    to.refuse(file.path, { code: 'import.too-many', message, detail: { file: file.path } });
    return;
  }
  for (const [why, { count, first, links }] of table.unread) {
    const which = why === 'link' ? `: ${[...links].slice(0, 8).join(', ')}` : '';
    to.lost(
      `${count} packet${count === 1 ? '' : 's'}, the first is ${first}`,
      file.path,
      `${unread[why]}${which}`,
    );
  }
  if (table.drafts.length === 0) {
    const [why] = table.unread.keys();
    const message = `${file.path} has ${packets.length} packets and no TCP or UDP among them: ${why === undefined ? 'it is empty' : unread[why]}.`;
    to.refuse(file.path, { code: 'import.unrecognised', message, detail: { file: file.path } });
    return;
  }
  for (const draft of table.drafts) {
    const session = finished(draft, file, budget);
    to.session(session);
    const lost = draft.conversations.reduce((sum, one) => sum + one.lost, 0);
    if (lost > 0) {
      const why = `${lost} bytes are not in the capture: packets were lost or cut short; a row tells where`;
      to.lost(session.name, file.path, why, session);
    }
  }
  if (budget.rows <= 0) {
    const why = `there are more than ${captureLimits.rows} frames: the rest comes as bytes of the wire`;
    to.lost(file.name, file.path, why);
  }
  if (budget.left < 0) {
    const why = `messages of several frames or compressed ones are more than ${captureLimits.inflated >> 20} MiB: the rest comes as bytes of the wire`;
    to.lost(file.name, file.path, why);
  }
}

function finished(draft: Draft, file: SourceFile, budget: InflateBudget): ImportedSession {
  const rows: RowInput[] = [];
  let target: string | null = null;
  for (const one of draft.conversations) {
    const part = one instanceof TcpConversation ? one.finish(budget) : { rows: one.rows, target: null };
    target ??= part.target;
    for (const row of part.rows) rows.push(row);
  }
  return sessionOf(draft, rows, target, file.name);
}

/** Gives each packet to the conversation it is part of. */
class Conversations {
  readonly drafts: Draft[] = [];
  readonly unread = new Map<Unread, { count: number; readonly first: number; readonly links: Set<number> }>();
  readonly #open = new Map<
    string,
    { readonly one: TcpConversation | UdpConversation; readonly draft: Draft }
  >();
  /** Listeners, each a session of many peers. */
  readonly #listeners = new Map<string, Draft>();

  #count = 0;

  get full(): boolean {
    return this.drafts.length > captureLimits.sessions || this.#count > captureLimits.peers;
  }

  take(packet: CapturedPacket): void {
    const transport = readTransport(packet.link, packet.bytes);
    if (typeof transport === 'string') {
      const known = this.unread.get(transport) ?? {
        count: 0,
        first: packet.number,
        links: new Set<number>(),
      };
      known.count++;
      known.links.add(packet.link);
      this.unread.set(transport, known);
      return;
    }
    const a = placeText(transport.from);
    const b = placeText(transport.to);
    const key = `${transport.protocol} ${a < b ? `${a} ${b}` : `${b} ${a}`}`;
    let found = this.#open.get(key);
    if (found?.one instanceof TcpConversation && found.one.isNew(transport)) found = undefined;
    if (found === undefined) {
      // A last ACK, a stray RST: nothing that begins here.
      found = this.#begin(transport, packet);
      this.#open.set(key, found);
    }
    const { one, draft } = found;
    const time = (Math.min(packet.ms, mostMs) - draft.origin) * 1e6 + packet.ns;
    one.push(transport, Math.min(Math.max(0, time), Number.MAX_SAFE_INTEGER));
  }

  #begin(
    transport: Transport,
    packet: CapturedPacket,
  ): { readonly one: TcpConversation | UdpConversation; readonly draft: Draft } {
    const ends = endsOf(transport, packet.inbound);
    const { protocol } = transport;
    const listener = ends.server ? `${protocol} ${placeText(ends.us)}` : null;
    const known = listener === null ? undefined : this.#listeners.get(listener);
    const draft = known ?? { ends, protocol, origin: Math.min(packet.ms, mostMs), conversations: [] };
    this.#count++;
    const peer = draft.conversations.length + 1;
    const one = protocol === 'tcp' ? new TcpConversation(ends, peer) : new UdpConversation(ends, peer);
    draft.conversations.push(one);
    if (known === undefined) {
      this.drafts.push(draft);
      if (listener !== null) this.#listeners.set(listener, draft);
    }
    return { one, draft };
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
