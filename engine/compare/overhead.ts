import type { SocketAddress, TlsInfo } from '../../contract/index.js';

/** Most payload of one TLS record (RFC 8446 §5.1, RFC 5246 §6.2.1). */
const recordPayload = 16_384;

/**
 * Bytes that TLS adds to `bytes` written at once. 1.3: record header 5, content type 1, tag 16 (RFC 8446
 * §5.2). 1.2 with GCM or CCM: header 5, explicit nonce 8, tag 16 (RFC 5288 §3); with ChaCha20: 5 and 16
 * (RFC 7905 §2); with CBC, header, vector, MAC and padding as for SHA-256 without extension (RFC 5246 §6.2.3.2).
 */
export function tlsBytes(tls: TlsInfo | null, bytes: number): number {
  if (tls === null) return 0;
  const records = Math.max(1, Math.ceil(bytes / recordPayload));
  if (tls.version === 'TLSv1.3') return records * 22;
  if (/GCM|CCM/.test(tls.cipher)) return records * 29;
  if (/CHACHA20/.test(tls.cipher)) return records * 21;
  return records * (5 + 16 + 32 + 8);
}

/** What a loopback interface and an Ethernet carry in one packet, bytes. */
const loopbackMtu = 65_536;
const ethernetMtu = 1_500;

/**
 * Bytes of TCP or UDP and IP headers for `bytes` handed over at once, estimated: TCP with time stamps 32
 * a segment (RFC 9293, RFC 7323), UDP 8 a datagram (RFC 768), IPv4 20, IPv6 40 a packet. Acknowledgements
 * that carry nothing are not counted.
 */
export function ipBytes(transport: 'tcp' | 'udp', remote: SocketAddress | null, bytes: number): number {
  if (remote?.family === 'local') return 0;
  const ip = remote?.family === 'IPv6' ? 40 : 20;
  const loopback = remote === null || /^(127\.|::1$|::ffff:127\.)/.test(remote.host);
  const room = (loopback ? loopbackMtu : ethernetMtu) - ip;
  if (transport === 'tcp') return Math.max(1, Math.ceil(bytes / (room - 32))) * (ip + 32);
  return 8 + Math.max(1, Math.ceil((bytes + 8) / room)) * ip;
}
