import { givenBytes } from '../given-file.js';
import { type CaptureFacts, PacketFile } from './packet-file.js';
import type { CapturedPacket } from './packet.js';

/** Bytes written as hex, with white space anywhere. */
export function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'));
}

/** An IPv4 packet as hex: a UDP datagram `hi` from 10.0.0.1:4660 to 10.0.0.2:53. */
export const udpPacket = '4500001e 00010000 40110000 0a000001 0a000002 1234 0035 000a 0000 6869';

/** The head of a little-endian pcap of Ethernet (1) or of bare IP (101). */
export function pcapHead(link: 1 | 101): Uint8Array {
  return hexBytes(`d4c3b2a1 0200 0400 00000000 00000000 ffff0000 ${link === 1 ? '01000000' : '65000000'}`);
}

/** A packet of a little-endian pcap, `size` times the same byte, at 1 s and 2 µs. */
export function pcapRecord(size: number, byte = 0): Uint8Array {
  const record = Buffer.alloc(16 + size, byte);
  [1, 2, size, size].forEach((field, at) => record.writeUInt32LE(field, at * 4));
  return record;
}

/** Every packet of a file, and what the file is. */
export async function packetsOf(
  path: string,
  file: Uint8Array,
): Promise<{ packets: CapturedPacket[]; facts: CaptureFacts }> {
  const opened = await PacketFile.open(givenBytes(path, file));
  if (!opened.ok) throw new Error(opened.error.message);
  const packets: CapturedPacket[] = [];
  for await (const some of opened.value.packets()) packets.push(...some);
  return { packets, facts: opened.value.facts };
}
