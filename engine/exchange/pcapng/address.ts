import { isIPv4, isIPv6 } from 'node:net';
import type { SocketAddress } from '../../../contract/index.js';

/** An address as IP headers hold it: 4 bytes or 16. */
export interface Place {
  readonly ip: Uint8Array;
  readonly port: number;
}

/** Both ends of a connection, in one family. */
export interface Ends {
  readonly us: Place;
  readonly them: Place;
}

/** Where an address is not known, one of those reserved for documentation (RFC 5737) stands in. */
export const unknownThem = (peer: number): Place => ({
  ip: Uint8Array.of(192, 0, 2, 1 + ((peer - 1) % 250)),
  port: 1_024 + (peer % 60_000),
});
export const unknownUs: Place = { ip: Uint8Array.of(192, 0, 2, 254), port: 9 };

/** Local sockets have no addresses: loopback stands in, with the listener's port below all others. */
const localPort = 49_151;

/** Bytes of an address; null where it is a name or a path. */
export function ipBytes(host: string): Uint8Array | null {
  const bare = host.replace(/%.*$/, '');
  if (isIPv4(bare)) return Uint8Array.from(bare.split('.').map(Number));
  if (!isIPv6(bare)) return null;
  const mapped = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(bare);
  const text =
    mapped === null
      ? bare
      : `${mapped[1] ?? ''}${hexPair(mapped[2], mapped[3])}:${hexPair(mapped[4], mapped[5])}`;
  const [left = '', right] = text.split('::');
  const words = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const before = words(left);
  const after = right === undefined ? [] : words(right);
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  const bytes = Uint8Array.from(all.flatMap((word) => [word >> 8, word & 255]));
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(12) : bytes;
}

function hexPair(high = '0', low = '0'): string {
  return ((Number(high) << 8) | Number(low)).toString(16);
}

/** The ends of a connection of peer `peer` as packets name them. */
export function endsOf(
  local: SocketAddress | null | undefined,
  remote: SocketAddress | null | undefined,
  peer: number,
  weListen: boolean,
): Ends {
  if (local?.family === 'local' || remote?.family === 'local') {
    const ip = Uint8Array.of(127, 0, 0, 1);
    const theirs = { ip, port: weListen ? localPort + (peer % 16_000) + 1 : localPort };
    return { us: { ip, port: weListen ? localPort : localPort + 1 }, them: theirs };
  }
  const them = placeOf(remote) ?? unknownThem(Math.max(1, peer));
  let us = placeOf(local) ?? { ...unknownUs, port: local?.port ?? unknownUs.port };
  // Bound to every address: what a peer on this machine sees is loopback.
  if (us.ip.every((byte) => byte === 0) && isLoopback(them.ip)) us = { ip: them.ip, port: us.port };
  if (us.ip.length === them.ip.length) return { us, them };
  return { us: widened(us), them: widened(them) };
}

function placeOf(address: SocketAddress | null | undefined): Place | null {
  const ip = address == null ? null : ipBytes(address.host);
  return ip === null || address == null ? null : { ip, port: address.port & 0xffff };
}

function isLoopback(ip: Uint8Array): boolean {
  return ip.length === 4 ? ip[0] === 127 : ip.every((byte, i) => byte === (i === 15 ? 1 : 0));
}

/** IPv4 in IPv6's clothes (RFC 4291 §2.5.5.2), where the other end has no IPv4 address. */
function widened({ ip, port }: Place): Place {
  if (ip.length === 16) return { ip, port };
  const wide = new Uint8Array(16);
  wide.set([255, 255], 10);
  wide.set(ip, 12);
  return { ip: wide, port };
}
