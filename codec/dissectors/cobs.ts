import type { Dissection, Dissector } from './dissector.js';
import { counted, done, needMore } from './fields.js';
import { Part, shownPayload } from './part.js';

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

function dissect(bytes: Uint8Array): Dissection {
  if (bytes.length === 0) return needMore('nothing came');
  const part = new Part(bytes);
  let first: Uint8Array | null = null;
  let packets = 0;
  while (part.more) {
    if (bytes[part.at] === 0) {
      part.raw('end of packet', 1, () => '0');
      continue;
    }
    const stop = bytes.indexOf(0, part.at);
    part.group('packet', (stop < 0 ? bytes.length : stop) - part.at, (inside) => {
      const content = readPacket(inside);
      packets++;
      first ??= content;
      return `${counted(content.length, 'byte')}${stop < 0 ? ', no zero after it' : ''}`;
    });
  }
  const summary = `COBS, ${counted(packets, 'packet')}`;
  if (first === null) return done(part.fields, summary, part.at);
  return done(part.fields, summary, part.at, {
    label: packets > 1 ? `packet 1 of ${packets}` : 'packet',
    bytes: first,
  });
}

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
export const cobs: Dissector = { id: 'cobs', label: 'COBS', sniff, dissect };
