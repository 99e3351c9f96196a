/** What a packet carries over IP, found through its link and network headers. */
export interface Transport {
  readonly protocol: 'tcp' | 'udp';
  readonly from: Place;
  readonly to: Place;
  /** TCP alone. */
  readonly seq: number;
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

/** Why a packet is part of no session. */
export type Unread = 'link' | 'not-ip' | 'fragment' | 'other-protocol' | 'damaged';

/** Most VLAN tags, or IPv6 extension headers, in one packet. */
const mostHeaders = 16;

/** Reads link, IP and TCP or UDP headers. Lengths that cannot be are `damaged`; nothing is trusted. */
export function readTransport(link: number, bytes: Uint8Array): Transport | Unread {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = networkStart(link, bytes, view);
  if (typeof start === 'string') return start;
  const version = (bytes[start] ?? 0) >> 4;
  if (version === 4) return ipv4(bytes, view, start);
  if (version === 6) return ipv6(bytes, view, start);
  return start < bytes.length ? 'not-ip' : 'damaged';
}

function networkStart(link: number, bytes: Uint8Array, view: DataView): number | Unread {
  const ether = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at) : -1);
  const isIp = (type: number): boolean => type === 0x0800 || type === 0x86dd;
  switch (link) {
    case 101:
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
    case 1: {
      let at = 12;
      for (let tags = 0; tags < mostHeaders && [0x8100, 0x88a8, 0x9100].includes(ether(at)); tags++) at += 4;
      return ether(at) < 0 ? 'damaged' : isIp(ether(at)) ? at + 2 : 'not-ip';
    }
    case 113:
      return ether(14) < 0 ? 'damaged' : isIp(ether(14)) ? 16 : 'not-ip';
    case 276:
      return bytes.length < 20 ? 'damaged' : isIp(ether(0)) ? 20 : 'not-ip';
    default:
      return 'link';
  }
}

function ipv4(bytes: Uint8Array, view: DataView, at: number): Transport | Unread {
  if (at + 20 > bytes.length) return 'damaged';
  const header = ((bytes[at] ?? 0) & 15) * 4;
  // With segmentation offload the length may be 0: what was captured counts then.
  const total = view.getUint16(at + 2) || bytes.length - at;
  if (header < 20 || total < header) return 'damaged';
  if ((view.getUint16(at + 6) & 0x3fff) !== 0) return 'fragment';
  const host = (from: number): string => bytes.subarray(from, from + 4).join('.');
  const ends = { from: host(at + 12), to: host(at + 16), family: 'IPv4' } as const;
  return transport(bytes, view, bytes[at + 9] ?? 0, at + header, at + total, ends);
}

function ipv6(bytes: Uint8Array, view: DataView, start: number): Transport | Unread {
  if (start + 40 > bytes.length) return 'damaged';
  const payload = view.getUint16(start + 4);
  const end = payload === 0 ? bytes.length : start + 40 + payload;
  let next = bytes[start + 6] ?? 0;
  let at = start + 40;
  for (let headers = 0; [0, 43, 44, 51, 60].includes(next); headers++) {
    if (headers === mostHeaders || at + 8 > bytes.length) return 'damaged';
    const kind = next;
    next = bytes[at] ?? 0;
    // Offset and "more": 0 is a fragment that is the whole packet.
    if (kind === 44 && (view.getUint16(at + 2) & 0xfff9) !== 0) return 'fragment';
    at += kind === 44 ? 8 : kind === 51 ? ((bytes[at + 1] ?? 0) + 2) * 4 : ((bytes[at + 1] ?? 0) + 1) * 8;
  }
  const host = (from: number): string => ipv6Text(view, from);
  const ends = { from: host(start + 8), to: host(start + 24), family: 'IPv6' } as const;
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
