import { describe, expect, it } from 'vitest';
import { hexBytes as bytes, packetsOf, pcapHead, pcapRecord, udpPacket as four } from './test-packets.js';

describe('PacketFile', () => {
  it('reads big-endian pcap with nanoseconds', async () => {
    const file = bytes(`a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000065
      00000001 00000007 0000001e 0000001e ${four}`);
    const { packets, facts } = await packetsOf('a.pcap', file);
    expect(packets).toMatchObject([{ ms: 1_000, ns: 7, link: 101 }]);
    expect(facts).toMatchObject({ packets: 1, cut: null });
  });

  it('is the same in any pieces, and says at which byte it is cut', async () => {
    const record = `00000001 00000007 0000001e 0000001e ${four}`;
    const file = bytes(`a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000065 ${record.repeat(3)}`);
    const whole = await packetsOf('a.pcap', file);
    expect(whole.packets.map(({ number }) => number)).toEqual([1, 2, 3]);
    for (let cut = 24; cut < file.length; cut++) {
      const { packets, facts } = await packetsOf('a.pcap', file.slice(0, cut));
      expect(packets).toHaveLength(Math.floor((cut - 24) / 46));
      const at = 24 + packets.length * 46;
      expect(facts.cut === null ? at : facts.cut).toEqual(
        cut === at ? at : expect.stringContaining(`it is cut off at byte ${at}, in`),
      );
    }
  });

  it('reads packets that lie across the pieces of a long file', async () => {
    const records = Array.from({ length: 9 }, () => pcapRecord(700_000, 7));
    const { packets, facts } = await packetsOf('a.pcap', Buffer.concat([pcapHead(101), ...records]));
    expect(facts).toMatchObject({ packets: 9, cut: null });
    expect(packets.every((one) => one.bytes.length === 700_000 && one.bytes[699_999] === 7)).toBe(true);
  });
});
