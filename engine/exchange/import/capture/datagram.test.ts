import { describe, expect, it } from 'vitest';
import { readTransport } from './datagram.js';
import { Fragments } from './fragments.js';

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
    ['SLL in a VLAN', 113, '0000 0304 0006 000000000000 0000 8100 0005 0800'],
    ['SLL2 in a VLAN', 276, '8100 0000 00000001 0304 00 06 0000000000000000 0005 0800'],
    ['PPPoE', 1, '020000000002 020000000001 8864 1100 0001 0020 0021'],
    ['RAW as OpenBSD wrote it', 14, ''],
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

  it('puts fragments of IPv4 together, whatever comes first, and keeps packets apart', () => {
    const fragments = new Fragments();
    const read = (head: string, data: string) => readTransport(101, bytes(head + data), fragments);
    // 20 bytes of UDP: its head and 8 more, then 4; the second id is another packet's.
    expect(read('45000018 0007 0002 40110000 0a000001 0a000002', '77657273')).toBe('fragment');
    expect(read('45000018 0008 0002 40110000 0a000001 0a000002', '6f746872')).toBe('fragment');
    const first = read(
      '45000024 0007 2000 40110000 0a000001 0a000002',
      '1234 0035 0014 0000 3132 3334 3536 3738',
    );
    expect(first).toMatchObject({
      from: { host: '10.0.0.1', port: 4_660 },
      data: bytes('3132333435363738 77657273'),
    });
    expect(fragments.unfinished).toBe(1);
    expect(read('45000024 0009 2000 40110000 0a000001 0a000002', '1234')).toBe('damaged');
  });

  it('puts fragments of IPv6 together', () => {
    const fragments = new Fragments();
    const ends = '20010db8000000000000000000000001 00000000000000000000000000000001';
    const read = (length: string, extension: string, data: string) =>
      readTransport(101, bytes(`60000000 ${length} 2c40 ${ends} ${extension} 0000002a ${data}`), fragments);
    expect(read('0018', '1100 0001', '1234 0035 0014 0000 3132 3334 3536 3738')).toBe('fragment');
    expect(read('000c', '1100 0010', '77657273')).toMatchObject({
      from: { host: '2001:db8::1', port: 4_660, family: 'IPv6' },
      to: { host: '::1', port: 53 },
      data: bytes('3132333435363738 77657273'),
    });
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
