import { isUnverified } from '../../../contract/index.js';
import type { LifeDetail, SessionInfo, SocketAddress } from '../../../contract/index.js';
import { unverifiedWords } from '../format.js';
import type { Chunk, ExportFacts, ExportFormat, ExportRow, RowWriter, StoryEvent } from '../format.js';
import { wallClock } from '../row.js';
import { WireBytes } from '../wire-bytes.js';
import { endsOf } from './address.js';
import type { Ends } from './address.js';
import { bareMark, interfaceDescription, packet, sectionHeader } from './block.js';
import type { Moment } from './block.js';
import { ByteRun } from './bytes.js';
import { TcpFlow } from './flow.js';
import { writeUdp } from './packet.js';

/** Bytes of handshakes kept for connections of which no row has been written yet. */
const mostHeadBytes = 8 << 20;
const none = new Uint8Array();

/**
 * A capture for Wireshark. The log has no packets: addresses, ports, directions, times and payloads are
 * the session's, and IP, TCP and UDP are made up around them: SYN, FIN and RST where rows tell of them,
 * full segments, sequence numbers that fit. WebSocket messages are frames again, with the handshake
 * before them. What TLS carried is written as it was before it was encrypted.
 */
export const pcapng: ExportFormat = {
  title: 'pcapng',
  extension: 'pcapng',
  type: 'application/x-pcapng',
  story: 'along',
  layer: 'wire',
  head: (facts) => {
    const { info, version } = facts;
    const out = new ByteRun();
    sectionHeader(out, `Wirebench ${version}`, about(info));
    const { protocol, role, address } = info.config;
    const description = `Wirebench session ${info.id}: ${protocol} ${role} ${address}`;
    interfaceDescription(out, 'wirebench', description, madeUp(info));
    return out.take();
  },
  writer: (facts) => new PcapngWriter(facts),
};

function about({ name, comment, startedAt }: SessionInfo): string {
  const began = new Date(startedAt).toISOString();
  return [`${name}, begun ${began}`, comment].filter((line) => line !== '').join('\n');
}

function madeUp({ config }: SessionInfo): string {
  const { protocol } = config;
  const lines = [
    'Written from a log of payloads: addresses, ports, directions, times and payloads are those of the session; IP, TCP and UDP headers are made up.',
  ];
  if (protocol === 'tls' || protocol === 'wss')
    lines.push(`TLS was decrypted: this is what it carried. Port 443 is written as ${clearPort}.`);
  if (isUnverified(config)) lines.push(unverifiedWords);
  if (protocol === 'unix') lines.push('A local socket has no addresses: 127.0.0.1 stands in for both ends.');
  return lines.join(' ');
}

/** On port 443 Wireshark would look for TLS in what is none any more. */
const clearPort = 80;

interface Waiting {
  readonly seq: number;
  readonly side: 'us' | 'them';
  readonly when: Moment;
  readonly bytes: Uint8Array;
}

class PcapngWriter implements RowWriter {
  readonly #facts: ExportFacts;
  readonly #out = new ByteRun();
  readonly #wire: WireBytes;
  readonly #udp: boolean;
  readonly #clear: boolean;
  readonly #listens: boolean;
  readonly #flows = new Map<number, TcpFlow>();
  readonly #datagrams = new Map<number, Ends>();
  readonly #waiting = new Map<number, Waiting[]>();
  #waitingBytes = 0;
  #listening: SocketAddress | null = null;
  #packets = 0;
  #connections = 0;
  /** Of marked rows that no packet stands for: they go with the next one. */
  #loose: string[] = [];
  #commented = 0;
  #row: { readonly row: ExportRow; readonly when: Moment } | null = null;
  #before: Uint8Array = none;
  #comment: string | null = null;

  constructor(facts: ExportFacts) {
    this.#facts = facts;
    this.#wire = new WireBytes(facts);
    const { protocol, role } = facts.info.config;
    this.#udp = protocol === 'udp';
    this.#clear = protocol === 'tls' || protocol === 'wss';
    this.#listens = role === 'server';
    if (!this.#udp) return;
    for (const { peer, local, remote } of facts.peers) {
      if (remote !== null) this.#datagrams.set(peer, endsOf(local, remote, peer, this.#listens));
    }
  }

  know({ row, detail, bytes }: StoryEvent): Chunk {
    if (detail === null) this.#keepHead(row, bytes);
    else if (this.#udp) this.#knowSocket(row, detail);
    else this.#knowConnection(row, detail);
    return this.#out.take();
  }

  #knowSocket(row: ExportRow, { local, remote }: LifeDetail): void {
    if (row.kind === 'listen') this.#listening = local ?? null;
    else if ((row.kind === 'open' || row.kind === 'accept') && remote !== undefined) {
      this.#datagrams.set(row.peer, endsOf(local, remote, row.peer, this.#listens));
    }
  }

  #knowConnection(row: ExportRow, detail: LifeDetail): void {
    const { kind, direction } = row;
    const when = this.#when(row);
    const peer = row.peer === 0 ? 1 : row.peer;
    const { local, remote, error } = detail;
    const begins = kind === 'connect' || (kind === 'accept' && row.peer > 0);
    if (begins && error === undefined && (remote !== undefined || local !== undefined)) {
      const flow = this.#begin(peer, endsOf(local, remote, peer, this.#listens), kind === 'connect');
      if (this.#facts.whole) flow.begin(when, this.#take(row));
      return;
    }
    const flow = this.#flows.get(peer);
    if (flow === undefined || row.peer === 0) return;
    const side = direction === 'in' ? 'them' : 'us';
    if (kind === 'halfClose') flow.finish(side, when, this.#take(row));
    else if (kind === 'reset') flow.reset(side, when, this.#take(row));
    else if (kind === 'end') {
      flow.end(detail.by === 'peer' ? 'them' : 'us', when, this.#take(row));
      // A late row would still find it; a new connect takes its place.
      if (this.#listens) this.#flows.delete(peer);
      this.#forget(peer);
    }
  }

  #begin(peer: number, ends: Ends, dialed: boolean): TcpFlow {
    const cleared = this.#clear ? { us: clear(ends.us), them: clear(ends.them) } : ends;
    const flow = new TcpFlow(this.#out, () => ++this.#packets, cleared, dialed, ++this.#connections);
    this.#flows.set(peer, flow);
    this.#forget(peer);
    return flow;
  }

  /** A handshake that is not among the rows written: without it nobody sees the frames in what follows. */
  #keepHead(row: ExportRow, bytes: Uint8Array): void {
    if (this.#facts.whole || bytes.length === 0) return;
    const peer = row.peer === 0 ? 1 : row.peer;
    const list = this.#waiting.get(peer) ?? [];
    this.#waiting.delete(peer);
    this.#waiting.set(peer, list);
    const side = row.direction === 'in' ? 'them' : 'us';
    list.push({ seq: row.seq, side, when: this.#when(row), bytes });
    this.#waitingBytes += bytes.length;
    for (const oldest of this.#waiting.keys()) {
      if (this.#waitingBytes <= mostHeadBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(peer: number): void {
    for (const { bytes } of this.#waiting.get(peer) ?? []) this.#waitingBytes -= bytes.length;
    this.#waiting.delete(peer);
  }

  begin(row: ExportRow): Chunk {
    const when = this.#when(row);
    this.#row = { row, when };
    this.#before = this.#wire.begin(row);
    this.#comment = this.#take(row);
    if (this.#udp) return none;
    const peer = row.peer === 0 ? 1 : row.peer;
    const flow = this.#flowOf(peer);
    flow.begin(when, null);
    for (const head of this.#waiting.get(peer) ?? []) {
      // Times must not go back: it is written when it is needed.
      if (head.seq < row.seq) flow.data(head.side, when, head.bytes, true, null);
    }
    this.#forget(peer);
    return this.#out.take();
  }

  piece(bytes: Uint8Array, last: boolean): Chunk {
    if (this.#row === null) return none;
    const { row, when } = this.#row;
    const masked = this.#wire.piece(bytes);
    const all = this.#before.length === 0 ? masked : joined(this.#before, masked);
    this.#before = none;
    const comment = this.#comment;
    this.#comment = null;
    if (this.#udp) this.#datagram(row, when, all, comment);
    else {
      const side = row.direction === 'in' ? 'them' : 'us';
      this.#flowOf(row.peer === 0 ? 1 : row.peer).data(side, when, all, last, comment);
    }
    return this.#out.take();
  }

  #datagram(row: ExportRow, when: Moment, bytes: Uint8Array, comment: string | null): void {
    let ends = this.#datagrams.get(row.peer);
    if (ends === undefined) {
      ends = endsOf(this.#listening, null, row.peer, this.#listens);
      this.#datagrams.set(row.peer, ends);
    }
    const inbound = row.direction === 'in';
    const { us, them } = ends;
    const [from, to] = inbound ? [them, us] : [us, them];
    packet(this.#out, when, inbound, comment, () =>
      writeUdp(this.#out, ++this.#packets, from, to, bytes.subarray(0, 65_507)),
    );
  }

  end(): Chunk {
    this.#row = null;
    return none;
  }

  life(row: ExportRow): Chunk {
    if (row.mark !== null && row.seq !== this.#commented) this.#loose.push(commentOf(row));
    return none;
  }

  #flowOf(peer: number): TcpFlow {
    const known = this.#flows.get(peer);
    if (known !== undefined) return known;
    const facts = this.#facts.peers.find((one) => one.peer === peer);
    return this.#begin(peer, endsOf(facts?.local, facts?.remote, peer, this.#listens), !this.#listens);
  }

  /** The comment of a row, and those that had no packet. */
  #take(row: ExportRow): string | null {
    if (row.mark !== null) this.#commented = row.seq;
    const own = row.mark === null ? [] : [row.mark === '' ? bareMark : row.mark];
    const all = [...this.#loose, ...own];
    this.#loose = [];
    return all.length === 0 ? null : all.join('\n');
  }

  #when({ offsetNs }: ExportRow): Moment {
    return wallClock(this.#facts.clockOrigin, offsetNs);
  }
}

function commentOf({ seq, kind, mark }: ExportRow): string {
  return `row ${seq}, ${kind}: ${mark === null || mark === '' ? bareMark : mark}`;
}

function clear<T extends { readonly port: number }>(place: T): T {
  return place.port === 443 ? { ...place, port: clearPort } : place;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
