import { describe, expect, it } from 'vitest';
import { hexBytes as bytes, packetsOf, udpPacket as four } from './test-packets.js';

describe('pcapng', () => {
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

  it('keeps comments of sections, interfaces and packets, and counts secrets', async () => {
    const said = (text: string): string => {
      const value = Buffer.from(text);
      const padded = Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
      return `0001 ${value.length.toString(16).padStart(4, '0')} ${padded.toString('hex')}`;
    };
    const block = (type: string, content: string): string => {
      const size = (bytes(content).length + 12).toString(16).padStart(8, '0');
      return `${type} ${size} ${content} ${size}`;
    };
    const section = block('0a0d0d0a', `1a2b3c4d 0001 0000 ffffffffffffffff ${said('of all')} 00000000`);
    const lo = block('00000001', `0065 0000 00000000 ${said('of lo')} 00000000`);
    const secrets = block('0000000a', '544c534b 00000004 41424344');
    const head = '00000000 00000000 000003e9 0000001e 0000001e';
    const packet = block('00000006', `${head} ${four} 0000 ${said('look')} ${said('here')} 00000000`);
    const { packets, facts } = await packetsOf('a.pcapng', bytes(section + lo + secrets + packet));
    expect([...facts.comments]).toEqual(['of all', 'of lo']);
    expect(facts).toMatchObject({ secrets: 1, cut: null });
    expect(packets).toMatchObject([{ comment: 'look\nhere', link: 101 }]);
  });

  it.each([
    ['a length that is no multiple of four', '0a0d0d0a 0000001d 1a2b3c4d', 'claims a length of 29'],
    ['a length that no block has', '0a0d0d0a 00000008 1a2b3c4d', 'claims a length of 8'],
    [
      'no byte order',
      '0a0d0d0a 0000001c 11111111 0001 0000 ffffffffffffffff 0000001c',
      'without a byte order',
    ],
    ['a block of gigabytes', '0a0d0d0a 7ffffffc 1a2b3c4d', 'claims 2147483644 bytes'],
  ])('stops at %s, and says where', async (_, hex, why) => {
    const { facts } = await packetsOf('a.pcapng', bytes(hex));
    expect(facts.cut).toMatch(/ at byte 0 /);
    expect(facts.cut).toContain(why);
  });
});
