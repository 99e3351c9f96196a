import { describe, expect, it } from 'vitest';
import { endsOf, ipBytes } from './address.js';
import { packet } from './block.js';
import { ByteRun } from './bytes.js';
import { TcpFlow } from './flow.js';
import { writeTcp, writeUdp } from './packet.js';

const hex = (bytes: Uint8Array | null): string =>
  bytes === null ? 'none' : Buffer.from(bytes).toString('hex');
const four = (host: string, port: number) => ({ host, port, family: 'IPv4' }) as const;
const six = (host: string, port: number) => ({ host, port, family: 'IPv6' }) as const;

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '7f000001'],
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['2001:db8::8a2e:370:7334', '20010db80000000000008a2e03707334'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::ffff:10.1.2.3', '0a010203'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['example.test', 'none'],
    ['/tmp/a.sock', 'none'],
  ])('reads %s', (host, bytes) => {
    expect(hex(ipBytes(host))).toBe(bytes);
  });

  it('puts both ends into one family', () => {
    const { us, them } = endsOf(six('::1', 1), four('10.0.0.1', 2), 1, false);
    expect([hex(us.ip), hex(them.ip)]).toEqual([
      '00000000000000000000000000000001',
      '00000000000000000000ffff0a000001',
    ]);
  });

  it('takes loopback for every address where the peer is there, and stands in for what is unknown', () => {
    expect(hex(endsOf(four('0.0.0.0', 9), four('127.0.0.1', 2), 1, true).us.ip)).toBe('7f000001');
    const unknown = endsOf(four('0.0.0.0', 9), null, 3, true);
    expect([hex(unknown.them.ip), unknown.us.port]).toEqual(['c0000203', 9]);
    const path = { host: '/tmp/a', port: 0, family: 'local' } as const;
    expect(hex(endsOf(null, path, 1, false).them.ip)).toBe('7f000001');
  });
});

/** The sum that a receiver makes of all words, the checksum with them: no carry is left where it is right. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

describe('packets', () => {
  const from = { ip: Uint8Array.of(192, 168, 0, 1), port: 4_000 };
  const to = { ip: Uint8Array.of(192, 168, 0, 199), port: 80 };

  it.each([0, 1, 2, 999])('have checksums that a receiver finds right, with %i bytes', (length) => {
    const data = Uint8Array.from({ length }, (_, i) => (i * 77) & 255);
    for (const protocol of [6, 17]) {
      const out = new ByteRun();
      if (protocol === 17) writeUdp(out, 1, from, to, data);
      else writeTcp(out, 1, { from, to, seq: 0xfffffff0, ack: 7, flags: 0x18, data });
      const bytes = out.take();
      expect(sumOf(bytes.subarray(0, 20))).toBe(0xffff);
      const segment = bytes.subarray(20);
      const pseudo = Uint8Array.of(
        ...from.ip,
        ...to.ip,
        0,
        protocol,
        segment.length >> 8,
        segment.length & 255,
      );
      expect(sumOf(Uint8Array.of(...pseudo, ...segment))).toBe(0xffff);
    }
  });

  it('stand in blocks of whole words whose length is written at both ends', () => {
    const out = new ByteRun();
    packet(out, { ms: 1_700_000_000_000, ns: 123_456 }, true, 'ümlaut', () =>
      writeUdp(out, 1, from, to, Uint8Array.of(1)),
    );
    const bytes = Buffer.from(out.take());
    expect(bytes.readUInt32LE(4)).toBe(bytes.length);
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(bytes.length);
    expect(bytes.length % 4).toBe(0);
    const time = (BigInt(bytes.readUInt32LE(12)) << 32n) | BigInt(bytes.readUInt32LE(16));
    expect(time).toBe(1_700_000_000_000_123_456n);
    expect(bytes.readUInt32LE(20)).toBe(29);
  });

  it('go on past the end of the sequence numbers, and say nothing after a reset', () => {
    const out = new ByteRun();
    const flow = new TcpFlow(out, () => 1, { us: from, them: to }, true, 255);
    const when = { ms: 0, ns: 0 };
    flow.data('us', when, new Uint8Array(20 << 20), true, null);
    flow.reset('them', when, null);
    expect(out.take().length).toBeGreaterThan(20 << 20);
    flow.finish('us', when, null);
    flow.end('us', when, null);
    expect(out.take().length).toBe(0);
  });
});
