import type { Dissection } from './dissector.js';
import { counted, done, needMore } from './fields.js';
import { Part } from './part.js';

/** A format of packets that one byte ends, which stands nowhere within them. */
export interface PacketFormat {
  readonly name: string;
  readonly end: number;
  /** The field of the byte that ends a packet, and how it is written. */
  readonly endField: { readonly name: string; readonly value: string };
  /** What a packet lacks that the bytes end before its end. */
  readonly lacking: string;
  /** Reads a packet without the byte that ends it; answers what it stands for. */
  readonly read: (part: Part) => Uint8Array;
}

/** Reads packets one after another; the first one's content is offered to be read in its turn. */
export function dissectPackets(bytes: Uint8Array, format: PacketFormat): Dissection {
  if (bytes.length === 0) return needMore('nothing came');
  const { name, end, endField, lacking, read } = format;
  const part = new Part(bytes);
  let first: Uint8Array | null = null;
  let packets = 0;
  while (part.more) {
    if (bytes[part.at] === end) {
      part.raw(endField.name, 1, () => endField.value);
      continue;
    }
    const stop = bytes.indexOf(end, part.at);
    part.group('packet', (stop < 0 ? bytes.length : stop) - part.at, (inside) => {
      const content = read(inside);
      packets++;
      first ??= content;
      return `${counted(content.length, 'byte')}${stop < 0 ? `, ${lacking}` : ''}`;
    });
  }
  const summary = `${name}, ${counted(packets, 'packet')}`;
  if (first === null) return done(part.fields, summary, part.at);
  return done(part.fields, summary, part.at, {
    label: packets > 1 ? `packet 1 of ${packets}` : 'packet',
    bytes: first,
  });
}
