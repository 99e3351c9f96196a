import type { Dissector } from './dissector.js';
import { counted } from './fields.js';
import { dissectPackets, type PacketFormat } from './packets.js';
import { type Part, shownPayload } from './part.js';

/** A block with this code is full, and no zero follows it. */
const full = 0xff;

/** Reads the blocks of a packet without its final zero; answers what they stand for. */
function readPacket(part: Part): Uint8Array {
  const content = new Uint8Array(part.left);
  let length = 0;
  while (part.more) {
    const code = part.bytes[part.at] ?? 0;
    part.group('block', null, (inside) => {
      inside.number('code', 1, (value) => {
        const data = value === 1 ? 'no data' : counted(value - 1, 'byte');
        return `${value}: ${data}${value === full ? '' : inside.left > value ? ', then a zero' : ''}`;
      });
      const data = code > 1 ? inside.raw('data', code - 1, shownPayload) : new Uint8Array();
      content.set(data, length);
      length += data.length;
      return counted(data.length, 'byte');
    });
    if (code < full && part.more) length++;
  }
  return content.subarray(0, Math.min(length, content.length));
}

const format: PacketFormat = {
  name: 'COBS',
  end: 0,
  endField: { name: 'end of packet', value: '0' },
  lacking: 'no zero after it',
  read: readPacket,
};

/** Longest packet that is looked through. */
const sniffBytes = 4096;

/** One packet that ends with the only zero, and codes that lead exactly there: chance seldom does that. */
function sniff(bytes: Uint8Array): number {
  const last = bytes.length - 1;
  if (last < 4 || last > sniffBytes || bytes.indexOf(0) !== last) return 0;
  let at = 0;
  let blocks = 0;
  while (at < last) {
    at += bytes[at] ?? 0;
    blocks++;
  }
  return at === last && blocks > 1 ? 0.3 : 0;
}

/** Consistent Overhead Byte Stuffing; the first packet's content is offered to be read in its turn. */
export const cobs: Dissector = {
  id: 'cobs',
  label: 'COBS',
  sniff,
  dissect: (bytes) => dissectPackets(bytes, format),
};
