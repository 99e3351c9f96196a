import { Fragments } from './fragments.js';

/** What a packet carries over IP, found through its link and network headers. */
export interface Transport {
  readonly protocol: 'tcp' | 'udp';
  readonly from: Place;
  readonly to: Place;
  /** TCP alone. */
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly data: Uint8Array;
  /** Bytes of data that the capture does not have. */
  readonly missing: number;
}

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6';
}

/** Why a packet is part of no session; of a `fragment` the others are still awaited. */
export type Unread = 'link' | 'not-ip' | 'fragment' | 'other-protocol' | 'damaged';

/** Most VLAN tags, or IPv6 extension headers, in one packet. */
const mostHeaders = 16;

/**
 * Reads link, IP and TCP or UDP headers. Lengths that cannot be are `damaged`; nothing is trusted. Fragments
 * wait among `fragments` for the rest of their packet; the one that completes it answers for all.
 */
export function readTransport(
  link: number,
  bytes: Uint8Array,
  fragments: Fragments = new Fragments(),
): Transport | Unread {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = networkStart(link, bytes, view);
  if (typeof start === 'string') return start;
  const version = (bytes[start] ?? 0) >> 4;
  if (version === 4) return ipv4(bytes, view, start, fragments);
  if (version === 6) return ipv6(bytes, view, start, fragments);
  return start < bytes.length ? 'not-ip' : 'damaged';
}

const vlanTypes: readonly number[] = [0x8100, 0x88a8, 0x9100];

function networkStart(link: number, bytes: Uint8Array, view: DataView): number | Unread {
  switch (link) {
    // Raw IP: as registered, as some BSDs wrote it, and for one version alone.
    case 101:
    case 12:
    case 14:
    case 228:
    case 229:
      return 0;
    case 0:
    case 108: {
      if (bytes.length < 4) return 'damaged';
      // The address family of the machine that captured, in its byte order.
      const family = Math.min(view.getUint32(0), view.getUint32(0, true));
      return [2, 10, 23, 24, 28, 30].includes(family) ? 4 : 'not-ip';
    }
    case 1:
      return etherType(bytes, view, 12, 14);
    // Linux cooked, of both versions: the type stands behind, or before, what is told of the interface.
    case 113:
      return etherType(bytes, view, 14, 16);
    case 276:
      return bytes.length < 20 ? 'damaged' : etherType(bytes, view, 0, 20);
    default:
      return 'link';
  }
}

/** Where IP begins behind a type at `at` and what follows from `next`: VLAN tags, or PPPoE. */
function etherType(bytes: Uint8Array, view: DataView, at: number, next: number): number | Unread {
  let from = next;
  let typeAt = at;
  for (let tags = 0; tags < mostHeaders; tags++) {
    if (typeAt + 2 > bytes.length) return 'damaged';
    const type = view.getUint16(typeAt);
    if (type === 0x0800 || type === 0x86dd) return from;
    if (type === 0x8864) {
      if (from + 8 > bytes.length) return 'damaged';
      const ppp = view.getUint16(from + 6);
      return ppp === 0x0021 || ppp === 0x0057 ? from + 8 : 'not-ip';
    }
    if (!vlanTypes.includes(type)) return 'not-ip';
    typeAt = from + 2;
    from += 4;
  }
  return 'damaged';
}

function ipv4(bytes: Uint8Array, view: DataView, at: number, fragments: Fragments): Transport | Unread {
  if (at + 20 > bytes.length) return 'damaged';
  const header = ((bytes[at] ?? 0) & 15) * 4;
  // With segmentation offload the length may be 0: what was captured counts then.
  const total = view.getUint16(at + 2) || bytes.length - at;
  if (header < 20 || total < header) return 'damaged';
  const host = (from: number): string => bytes.subarray(from, from + 4).join('.');
  const ends = { from: host(at + 12), to: host(at + 16), family: 'IPv4' } as const;
  const protocol = bytes[at + 9] ?? 0;
  const place = view.getUint16(at + 6);
  if ((place & 0x3fff) !== 0) {
    // RFC 791: fragments of one packet agree in source, destination, protocol and identification.
    const key = `${ends.from} ${ends.to} ${protocol} ${view.getUint16(at + 4)}`;
    const data = bytes.subarray(at + header, at + total);
    return whole(
      fragments,
      { key, at: (place & 0x1fff) * 8, more: (place & 0x2000) !== 0, data },
      total - header,
      protocol,
      ends,
    );
  }
  return transport(bytes, view, protocol, at + header, at + total, ends);
}

/** The packet that a fragment completes. */
function whole(
  fragments: Fragments,
  fragment: { readonly key: string; readonly at: number; readonly more: boolean; readonly data: Uint8Array },
  told: number,
  protocol: number,
  ends: Hosts,
): Transport | Unread {
  // A fragment that was cut short by the capture leaves a hole that nothing fills.
  if (fragment.data.length < told) return 'damaged';
  const bytes = fragments.take(fragment);
  if (bytes === null) return 'fragment';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return transport(bytes, view, protocol, 0, bytes.length, ends);
}

function ipv6(bytes: Uint8Array, view: DataView, start: number, fragments: Fragments): Transport | Unread {
  if (start + 40 > bytes.length) return 'damaged';
  const payload = view.getUint16(start + 4);
  const end = payload === 0 ? bytes.length : start + 40 + payload;
  let next = bytes[start + 6] ?? 0;
  let at = start + 40;
  const host = (from: number): string => ipv6Text(view, from);
  const ends = { from: host(start + 8), to: host(start + 24), family: 'IPv6' } as const;
  for (let headers = 0; [0, 43, 44, 51, 60].includes(next); headers++) {
    if (headers === mostHeaders || at + 8 > bytes.length) return 'damaged';
    const kind = next;
    next = bytes[at] ?? 0;
    // Offset and "more": 0 is a fragment that is the whole packet.
    const place = kind === 44 ? view.getUint16(at + 2) : 0;
    if ((place & 0xfff9) !== 0) {
      const key = `${ends.from} ${ends.to} ${view.getUint32(at + 4)}`;
      const data = bytes.subarray(at + 8, end);
      return whole(
        fragments,
        { key, at: place & 0xfff8, more: (place & 1) !== 0, data },
        end - at - 8,
        next,
        ends,
      );
    }
    at += kind === 44 ? 8 : kind === 51 ? ((bytes[at + 1] ?? 0) + 2) * 4 : ((bytes[at + 1] ?? 0) + 1) * 8;
  }
  return transport(bytes, view, next, at, end, ends);
}

interface Hosts {
  readonly from: string;
  readonly to: string;
  readonly family: Place['family'];
}

function transport(
  bytes: Uint8Array,
  view: DataView,
  protocol: number,
  at: number,
  end: number,
  { from, to, family }: Hosts,
): Transport | Unread {
  if (protocol !== 6 && protocol !== 17) return 'other-protocol';
  if (at + (protocol === 6 ? 20 : 8) > bytes.length) return 'damaged';
  const header = protocol === 6 ? ((bytes[at + 12] ?? 0) >> 4) * 4 : 8;
  // Of UDP the length is its own; an IP packet may be longer.
  const told = protocol === 17 ? view.getUint16(at + 4) : 0;
  const last = protocol === 17 && told >= 8 ? Math.min(end, at + told) : end;
  if ((protocol === 6 && header < 20) || last < at + header) return 'damaged';
  return {
    protocol: protocol === 6 ? 'tcp' : 'udp',
    from: { host: from, port: view.getUint16(at), family },
    to: { host: to, port: view.getUint16(at + 2), family },
    seq: protocol === 6 ? view.getUint32(at + 4) : 0,
    ack: protocol === 6 ? view.getUint32(at + 8) : 0,
    flags: protocol === 6 ? (bytes[at + 13] ?? 0) : 0,
    data: bytes.subarray(at + header, Math.max(at + header, Math.min(last, bytes.length))),
    missing: Math.max(0, last - Math.max(bytes.length, at + header)),
  };
}

/** As RFC 5952 writes it: the longest run of zeros, the first of them, is left out. */
function ipv6Text(view: DataView, at: number): string {
  const words = Array.from({ length: 8 }, (_, i) => view.getUint16(at + i * 2).toString(16));
  const runs = [...words.join(':').matchAll(/\b0(:0)+\b/g)].map(([run]) => run);
  const [longest] = runs.sort((a, b) => b.length - a.length);
  if (longest === undefined) return words.join(':');
  const text = words.join(':');
  const from = text.indexOf(longest);
  const before = text.slice(0, from).replace(/:$/, '');
  const after = text.slice(from + longest.length).replace(/^:/, '');
  return `${before}::${after}`;
}
