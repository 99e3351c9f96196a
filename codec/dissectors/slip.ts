import { field } from '../field.js';
import type { Dissector } from './dissector.js';
import { hexNumber } from './fields.js';
import { dissectPackets, type PacketFormat } from './packets.js';
import { type Part, shownPayload } from './part.js';

const end = 0xc0;
const esc = 0xdb;
const escaped: Readonly<Record<number, number>> = { 0xdc: end, 0xdd: esc };

/** Undoes the escapes of the part; each is a field, wrong ones with what is wrong. */
function readPacket(part: Part): Uint8Array {
  const content = new Uint8Array(part.left);
  let length = 0;
  while (part.more) {
    let run = 0;
    while (run < part.left && part.bytes[part.at + run] !== esc) run++;
    if (run > 0) {
      content.set(part.peek(run), length);
      length += run;
      part.raw('data', run, shownPayload);
      continue;
    }
    const next = part.left > 1 ? part.bytes[part.at + 1] : undefined;
    const meant = next === undefined ? undefined : escaped[next];
    if (meant === undefined) {
      part.raw('escape', 1, () => 'ESC');
      part.fault(
        next === undefined
          ? 'ESC at the end of the packet'
          : `ESC before ${hexNumber(next)} escapes nothing (RFC 1055)`,
      );
      // Like the implementation in RFC 1055: what follows is taken as it is.
      continue;
    }
    if (part.take('escape', 2)) {
      part.add(field('escape', part.at, 2, `${hexNumber(meant)}, ${meant === end ? 'END' : 'ESC'}`));
      part.at += 2;
      content[length++] = meant;
    }
  }
  return content.subarray(0, length);
}

const format: PacketFormat = {
  name: 'SLIP',
  end,
  endField: { name: 'END', value: '0xc0' },
  lacking: 'no END after it',
  read: readPacket,
};

/** Bytes looked at for escapes. */
const sniffBytes = 4096;

function sniff(bytes: Uint8Array): number {
  const last = bytes.length - 1;
  if (last < 2 || bytes[last] !== end) return 0;
  let good = 0;
  for (let at = bytes.indexOf(esc); at >= 0 && at < sniffBytes; at = bytes.indexOf(esc, at + 1)) {
    if (escaped[bytes[at + 1] ?? 0] === undefined) return 0;
    good++;
  }
  if (bytes[0] === end) return 0.55;
  return good > 0 ? 0.45 : 0;
}

/** SLIP packets (RFC 1055); the first one's content is offered to be read in its turn. */
export const slip: Dissector = {
  id: 'slip',
  label: 'SLIP',
  sniff,
  dissect: (bytes) => dissectPackets(bytes, format),
};
