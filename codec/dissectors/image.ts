import type { Dissection, Dissector } from './dissector.js';
import { bytesAt, done, FieldTree, latin1Text, notMine } from './fields.js';
import type { ImageFacts } from './image-facts.js';
import { readAvif, readWebp } from './image-boxes.js';
import { readGif, readPng } from './image-blocks.js';
import { readBmp, readIco, readJpeg } from './image-headers.js';

interface ImageFormat {
  readonly name: string;
  /** How sure the signature makes. */
  readonly confidence: number;
  is(bytes: Uint8Array): boolean;
  /** Adds the fields; at least as many bytes as the signature has are there. */
  read(tree: FieldTree, bytes: Uint8Array): ImageFacts;
}

const formats: readonly ImageFormat[] = [
  {
    name: 'PNG',
    confidence: 0.99,
    is: (bytes) => bytesAt(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    read: readPng,
  },
  { name: 'JPEG', confidence: 0.95, is: (bytes) => bytesAt(bytes, 0, [0xff, 0xd8, 0xff]), read: readJpeg },
  {
    name: 'GIF',
    confidence: 0.97,
    is: (bytes) => bytesAt(bytes, 0, 'GIF87a') || bytesAt(bytes, 0, 'GIF89a'),
    read: readGif,
  },
  {
    name: 'WebP',
    confidence: 0.98,
    is: (bytes) => bytesAt(bytes, 0, 'RIFF') && bytesAt(bytes, 8, 'WEBP'),
    read: readWebp,
  },
  {
    name: 'AVIF',
    confidence: 0.97,
    is: (bytes) => bytesAt(bytes, 4, 'ftypavif') || bytesAt(bytes, 4, 'ftypavis'),
    read: readAvif,
  },
  { name: 'BMP', confidence: 0.8, is: isBmp, read: readBmp },
  { name: 'ICO', confidence: 0.75, is: isIco, read: readIco },
  { name: 'SVG', confidence: 0.3, is: isSvg, read: readSvg },
];

/** `BM`, two reserved numbers that are 0, and a header of a size there is: two letters alone are text. */
function isBmp(bytes: Uint8Array): boolean {
  return (
    bytesAt(bytes, 0, 'BM') &&
    bytesAt(bytes, 6, [0, 0, 0, 0]) &&
    [12, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0)
  );
}

/** Type 1 or 2, some images, and a first one whose reserved byte is 0 and that begins behind the directory. */
function isIco(bytes: Uint8Array): boolean {
  if (!bytesAt(bytes, 0, [0, 0, 1, 0]) && !bytesAt(bytes, 0, [0, 0, 2, 0])) return false;
  const count = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256;
  const offset = (bytes[18] ?? 0) + (bytes[19] ?? 0) * 256;
  return bytes.length >= 22 && count > 0 && bytes[9] === 0 && offset >= 6 + 16 * count;
}

function isSvg(bytes: Uint8Array): boolean {
  return /^(?:ï»¿)?\s*(?:<\?xml[^>]*>\s*|<!--[^>]*>\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/.test(
    latin1Text(bytes, 0, 1024),
  );
}

/** SVG is XML, which shows what is in it: here it is only named. */
function readSvg(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  tree.add('Document', 0, bytes.length, 'SVG, text that draws: decode it as XML');
  return { width: null, height: null, end: bytes.length };
}

/** Images by their signature, with their size; nothing is drawn here. */
export const image: Dissector = {
  id: 'image',
  label: 'Image',
  sniff(bytes) {
    return formats.find((one) => one.is(bytes))?.confidence ?? 0;
  },
  dissect(bytes): Dissection {
    const format = formats.find((one) => one.is(bytes));
    if (format === undefined) return notMine('it begins with no signature of an image');
    const tree = new FieldTree();
    const { width, height, end } = format.read(tree, bytes);
    const size = width === null || height === null ? '' : `, ${width} × ${height} pixels`;
    return done(tree.finish(bytes.length), `${format.name} image${size}`, end);
  },
};
