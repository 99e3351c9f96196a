import { describe, expect, it } from 'vitest';
import { givenBytes } from '../given-file.js';
import { PacketFile } from './packet-file.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'));
const four = '4500001e 00010000 40110000 0a000001 0a000002 1234 0035 000a 0000 6869';

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
    const record = Buffer.alloc(16 + 700_000, 7);
    record.writeUInt32LE(1, 0);
    record.writeUInt32LE(2, 4);
    record.writeUInt32LE(700_000, 8);
    record.writeUInt32LE(700_000, 12);
    const start = Buffer.from('d4c3b2a1020004000000000000000000ffff000065000000', 'hex');
    const { packets, facts } = await packetsOf(
      'a.pcap',
      Buffer.concat([start, ...Array<Buffer>(9).fill(record)]),
    );
    expect(facts).toMatchObject({ packets: 9, cut: null });
    expect(packets.every((one) => one.bytes.length === 700_000 && one.bytes[699_999] === 7)).toBe(true);
  });
});
