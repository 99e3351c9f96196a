import { counted, hexNumber, latin1Text, viewOf, type FieldTree } from './fields.js';
import type { ImageFacts } from './image-facts.js';
import { crc32 } from './inflate.js';

/** Bytes of a chunk whose checksum is computed: what is shown at once stays quick. */
const maxChecked = 4 * 1024 * 1024;

const pngColours: Readonly<Record<number, string>> = {
  0: 'greyscale',
  2: 'true colour',
  3: 'palette',
  4: 'greyscale with alpha',
  6: 'true colour with alpha',
};

/** PNG (ISO/IEC 15948): signature, then chunks of length, type, data and CRC. */
export function readPng(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  tree.add('Signature', 0, 8, 'PNG');
  let width: number | null = null;
  let height: number | null = null;
  let at = 8;
  while (at < bytes.length) {
    if (at + 12 > bytes.length) {
      tree.add('Rest', at, bytes.length - at, counted(bytes.length - at, 'byte'), 'a chunk is cut short');
      return { width, height, end: bytes.length };
    }
    const length = view.getUint32(at);
    const type = latin1Text(bytes, at + 4, at + 8);
    const data = at + 8;
    const end = data + length + 4;
    const chunk = tree.open(type, at, counted(length, 'byte'));
    if (end > bytes.length) {
      chunk.error = `${counted(length, 'byte')} announced, ${bytes.length - data} there`;
    } else if (type === 'IHDR' && length === 13) {
      width = view.getUint32(data);
      height = view.getUint32(data + 4);
      tree.add('width', data, 4, String(width));
      tree.add('height', data + 4, 4, String(height));
      tree.add('bit depth', data + 8, 1, String(bytes[data + 8]));
      const colour = bytes[data + 9] ?? 0;
      tree.add('colour type', data + 9, 1, `${colour}, ${pngColours[colour] ?? 'unassigned'}`);
      tree.add('interlace', data + 12, 1, bytes[data + 12] === 1 ? '1, Adam7' : String(bytes[data + 12]));
    } else if (type === 'tEXt') {
      tree.add('text', data, length, latin1Text(bytes, data, data + length));
    }
    if (end <= bytes.length) {
      const crc = view.getUint32(end - 4);
      const computed = length > maxChecked ? crc : crc32(bytes.subarray(at + 4, end - 4));
      const error = crc === computed ? undefined : `the chunk has ${hexNumber(computed, 8)}`;
      tree.add('CRC', end - 4, 4, hexNumber(crc, 8), error);
    }
    at = Math.min(end, bytes.length);
    tree.close(at);
    if (type === 'IEND') break;
  }
  return { width, height, end: at };
}

/** GIF (GIF89a specification §18): the logical screen; what is drawn on it is one field. */
export function readGif(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  tree.add('Signature', 0, 6, latin1Text(bytes, 0, 6));
  if (bytes.length < 13) {
    tree.add('Screen', 6, bytes.length - 6, 'cut short', 'the logical screen has 7 bytes');
    return { width: null, height: null, end: bytes.length };
  }
  const view = viewOf(bytes);
  const width = view.getUint16(6, true);
  const height = view.getUint16(8, true);
  const packed = bytes[10] ?? 0;
  tree.add('width', 6, 2, String(width));
  tree.add('height', 8, 2, String(height));
  tree.open('packed', 10, hexNumber(packed), 1);
  tree.addBits(
    'global colour table',
    10,
    1,
    { first: 0, count: 1 },
    packed >= 0x80 ? '1, present' : '0, none',
  );
  tree.addBits('colour resolution', 10, 1, { first: 1, count: 3 }, counted(((packed >> 4) & 7) + 1, 'bit'));
  tree.addBits('sorted', 10, 1, { first: 4, count: 1 }, String((packed >> 3) & 1));
  tree.addBits('size of the table', 10, 1, { first: 5, count: 3 }, `${2 ** ((packed & 7) + 1)} colours`);
  tree.close();
  tree.add('background', 11, 1, String(bytes[11]));
  tree.add('aspect ratio', 12, 1, String(bytes[12]));
  const table = packed >= 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
  const end = Math.min(13 + table, bytes.length);
  if (table > 0) {
    const error = 13 + table > end ? `${counted(table, 'byte')} announced, ${end - 13} there` : undefined;
    tree.add('Colour table', 13, end - 13, counted(table / 3, 'colour'), error);
  }
  if (end < bytes.length) {
    const error = bytes.at(-1) === 0x3b ? undefined : 'it does not end with the trailer, 3b';
    tree.add('Blocks', end, bytes.length - end, counted(bytes.length - end, 'byte'), error);
  }
  return { width, height, end: bytes.length };
}
