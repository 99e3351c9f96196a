import { decodeUtf8Lossy } from '../utf8.js';

/** A text read from bytes, and where each of its characters stands in them. */
export interface LocatedText {
  readonly text: string;
  /**
   * Byte offset of a UTF-16 unit of the text; its length gives the end of the bytes. The second half of a
   * pair is where the pair is. Cheap for offsets asked in rising order.
   */
  at(unit: number): number;
}

/** How many bytes and UTF-16 units the next character takes, ill-formed ones as a decoder replaces them. */
function step(bytes: Uint8Array, at: number): { readonly bytes: number; readonly units: number } {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { bytes: 1, units: 1 };
  const more = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index <= more; index++) {
    const byte = bytes[at + index] ?? 0;
    // Unicode 16 §3.9, D93b: the longest well-formed start is replaced as one.
    if (byte < low || byte > high) return { bytes: index, units: 1 };
    low = 0x80;
    high = 0xbf;
  }
  return { bytes: more + 1, units: more === 3 ? 2 : 1 };
}

/** UTF-8 from `start` to `end`, U+FFFD for what is ill-formed; `at` answers offsets of `bytes`, not of the part. */
export function locateUtf8(bytes: Uint8Array, start = 0, end = bytes.length): LocatedText {
  const part = bytes.subarray(start, end);
  const text = decodeUtf8Lossy(part);
  // One unit a byte: ASCII, where each byte is a character.
  if (text.length === part.length) return { text, at: (unit) => start + Math.min(unit, part.length) };
  let byte = 0;
  let units = 0;
  return {
    text,
    at(unit) {
      if (unit < units) byte = units = 0;
      while (byte < part.length) {
        const next = step(part, byte);
        if (units + next.units > unit) break;
        byte += next.bytes;
        units += next.units;
      }
      return start + byte;
    },
  };
}

/** UTF-16, two bytes a unit. An odd last byte belongs to no unit. */
export function locateUtf16(bytes: Uint8Array, littleEndian: boolean): LocatedText {
  const text = new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be', { ignoreBOM: true }).decode(bytes);
  return { text, at: (unit) => Math.min(unit * 2, bytes.length) };
}

/** A charset of one byte a character, by the label of its decoder. */
export function locateSingleByte(bytes: Uint8Array, label: string): LocatedText {
  const text = new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
  return { text, at: (unit) => Math.min(unit, bytes.length) };
}
