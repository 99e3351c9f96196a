import { describe, expect, it } from 'vitest';
import { readTransport } from './datagram.js';
import { givenBytes } from '../given-file.js';
import { PacketFile } from './packet-file.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'));
const four = '4500001e 00010000 40110000 0a000001 0a000002 1234 0035 000a 0000 6869';
const six =
  '60000000 000a 1140 20010db8000000000000000000000001 00000000000000000000000000000001 1234 0035 000a 0000 6869';

describe('readTransport', () => {
  it.each([
    ['RAW', 101, ''],
    ['Ethernet', 1, '020000000002 020000000001 0800'],
    ['Ethernet in two VLANs', 1, '020000000002 020000000001 88a8 0001 8100 0002 0800'],
    ['NULL', 0, '02000000'],
    ['LOOP', 108, '00000002'],
    ['SLL', 113, '0000 0304 0006 000000000000 0000 0800'],
    ['SLL2', 276, '0800 0000 00000001 0304 00 06 0000000000000000'],
  ])('finds the datagram behind %s', (_, link, head) => {
    const found = readTransport(link, bytes(head + four));
    expect(found).toMatchObject({
      protocol: 'udp',
      from: { host: '10.0.0.1', port: 4_660 },
      to: { host: '10.0.0.2', port: 53 },
      data: bytes('6869'),
      missing: 0,
    });
  });

  it('reads IPv6 with extension headers, and writes addresses as RFC 5952 does', () => {
    expect(readTransport(101, bytes(six))).toMatchObject({
      from: { host: '2001:db8::1' },
      to: { host: '::1' },
    });
    const extended = six.replace('000a 1140', '0012 0040').replace('1234', '1100000000000000 1234');
    expect(readTransport(101, bytes(extended))).toMatchObject({ protocol: 'udp', data: bytes('6869') });
  });

  it('tells what is missing of a packet that was cut short', () => {
    expect(readTransport(101, bytes(four).subarray(0, 29))).toMatchObject({ data: bytes('68'), missing: 1 });
  });

  it('names what it cannot use, and never reads past the end', () => {
    expect(readTransport(147, bytes(four))).toBe('link');
    expect(readTransport(101, bytes(four.replace('00010000', '00012000')))).toBe('fragment');
    expect(readTransport(101, bytes(four.replace('4011', '4001')))).toBe('other-protocol');
    for (const link of [0, 1, 101, 108, 113, 276]) {
      for (let cut = 0; cut < 28; cut++) {
        expect(typeof readTransport(link, bytes(four).subarray(0, cut))).toBe('string');
      }
    }
  });
});

async function packetsOf(path: string, file: Uint8Array) {
  const opened = await PacketFile.open(givenBytes(path, file));
  if (!opened.ok) throw new Error(opened.error.message);
  const packets = [];
  for await (const some of opened.value.packets()) packets.push(...some);
  return { packets, facts: opened.value.facts };
}

describe('PacketFile', () => {
  it('reads big-endian pcap with nanoseconds', async () => {
    const file = bytes(`a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000065
      00000001 00000007 0000001e 0000001e ${four}`);
    const { packets, facts } = await packetsOf('a.pcap', file);
    expect(packets).toMatchObject([{ ms: 1_000, ns: 7, link: 101 }]);
    expect(facts).toMatchObject({ packets: 1, cut: null });
  });

  it('reads a pcapng of interfaces with units of their own, and one without an interface up to there', async () => {
    const section = '0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c';
    const ten = '00000001 00000020 0065 0000 00000000 0009 0001 03000000 0000 0000 00000020';
    const packet = (id: string) =>
      `00000006 00000040 ${id} 00000000 000003e9 0000001e 0000001e ${four} 0000 00000040`;
    const file = bytes(section + ten + packet('00000000') + packet('00000001'));
    const { packets, facts } = await packetsOf('a.pcapng', file);
    expect(packets).toMatchObject([{ ms: 1_001, ns: 0 }]);
    expect(facts.cut).toBe('packet 2 at byte 124 is of an interface 1 that is not there');
  });
});
