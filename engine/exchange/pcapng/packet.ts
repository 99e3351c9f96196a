import type { Place } from './address.js';
import type { ByteRun } from './bytes.js';

/** TCP flags (RFC 9293 §3.1). */
export const Tcp = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

const tcpProtocol = 6;
const udpProtocol = 17;
const hopLimit = 64;
/** With this scale a window holds a gigabyte: nothing that is not there seems to be full. */
const windowScale = 14;

export interface Segment {
  readonly from: Place;
  readonly to: Place;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** Payload bytes of a full segment on an Ethernet: 1500 less IP and TCP headers. */
export function segmentBytes(ip: Uint8Array): number {
  return ip.length === 4 ? 1_460 : 1_440;
}

/** Writes an IP packet with a TCP segment, checksums and all. */
export function writeTcp(out: ByteRun, id: number, { from, to, seq, ack, flags, data }: Segment): void {
  const options = (flags & Tcp.syn) === 0 ? 0 : 8;
  const length = 20 + options + data.length;
  ipHeader(out, id, tcpProtocol, from.ip, to.ip, length);
  const at = out.reserve(length);
  const { view, bytes } = out;
  view.setUint16(at, from.port);
  view.setUint16(at + 2, to.port);
  view.setUint32(at + 4, seq);
  view.setUint32(at + 8, ack);
  view.setUint8(at + 12, ((20 + options) / 4) << 4);
  view.setUint8(at + 13, flags);
  view.setUint16(at + 14, 65_535);
  // Maximum segment size, no-operation, window scale (RFC 7323).
  if (options > 0) bytes.set([2, 4, segmentBytes(from.ip) >> 8, segmentBytes(from.ip) & 255], at + 20);
  if (options > 0) bytes.set([1, 3, 3, windowScale], at + 24);
  bytes.set(data, at + 20 + options);
  view.setUint16(at + 16, checksum(out, at, length, tcpProtocol, from.ip, to.ip));
}

/** Writes an IP packet with a UDP datagram. */
export function writeUdp(out: ByteRun, id: number, from: Place, to: Place, data: Uint8Array): void {
  const length = 8 + data.length;
  ipHeader(out, id, udpProtocol, from.ip, to.ip, length);
  const at = out.reserve(length);
  const { view, bytes } = out;
  view.setUint16(at, from.port);
  view.setUint16(at + 2, to.port);
  view.setUint16(at + 4, length);
  bytes.set(data, at + 8);
  // Zero would say that there is none (RFC 768).
  view.setUint16(at + 6, checksum(out, at, length, udpProtocol, from.ip, to.ip) || 0xffff);
}

function ipHeader(
  out: ByteRun,
  id: number,
  protocol: number,
  from: Uint8Array,
  to: Uint8Array,
  length: number,
): void {
  if (from.length === 4) {
    const at = out.reserve(20);
    const { view, bytes } = out;
    view.setUint8(at, 0x45);
    view.setUint16(at + 2, Math.min(65_535, 20 + length));
    view.setUint16(at + 4, id & 0xffff);
    view.setUint16(at + 6, 0x4000);
    view.setUint8(at + 8, hopLimit);
    view.setUint8(at + 9, protocol);
    bytes.set(from, at + 12);
    bytes.set(to, at + 16);
    view.setUint16(at + 10, folded(sum(bytes, at, at + 20, 0)));
    return;
  }
  const at = out.reserve(40);
  const { view, bytes } = out;
  view.setUint8(at, 0x60);
  view.setUint16(at + 4, Math.min(65_535, length));
  view.setUint8(at + 6, protocol);
  view.setUint8(at + 7, hopLimit);
  bytes.set(from, at + 8);
  bytes.set(to, at + 24);
}

/** Over the pseudo header and the segment (RFC 9293 §3.1, RFC 8200 §8.1). */
function checksum(
  out: ByteRun,
  at: number,
  length: number,
  protocol: number,
  from: Uint8Array,
  to: Uint8Array,
): number {
  let total = protocol + (length & 0xffff) + (length >>> 16);
  total = sum(from, 0, from.length, total);
  total = sum(to, 0, to.length, total);
  return folded(sum(out.bytes, at, at + length, total));
}

/** Sum of 16-bit words (RFC 1071). A packet has at most 32 K of them, so it stays far below 2^53. */
function sum(bytes: Uint8Array, from: number, to: number, start: number): number {
  let total = start;
  let at = from;
  for (; at + 1 < to; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return at < to ? total + ((bytes[at] ?? 0) << 8) : total;
}

function folded(total: number): number {
  let carried = total;
  while (carried > 0xffff) carried = (carried % 0x10000) + Math.floor(carried / 0x10000);
  return ~carried & 0xffff;
}
