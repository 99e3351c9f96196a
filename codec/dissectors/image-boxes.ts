import { bytesAt, counted, latin1Text, viewOf, type FieldTree } from './fields.js';
import type { ImageFacts } from './image-facts.js';

/** Boxes of AVIF that hold boxes, with the bytes before those: the way to the size. */
const holders: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** WebP (RFC 9649): a RIFF file whose first chunk tells the size. */
export function readWebp(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  const size = view.getUint32(4, true);
  tree.add('RIFF', 0, 4, 'RIFF');
  const error = size + 8 > bytes.length ? `${bytes.length - 8} there` : undefined;
  tree.add('size', 4, 4, counted(size, 'byte'), error);
  tree.add('WEBP', 8, 4, 'WEBP');
  let width: number | null = null;
  let height: number | null = null;
  let at = 12;
  while (at + 8 <= bytes.length && !tree.full) {
    const type = latin1Text(bytes, at, at + 4);
    const length = view.getUint32(at + 4, true);
    const data = at + 8;
    const there = Math.min(bytes.length, data + length + (length % 2));
    const chunk = tree.open(type, at, counted(length, 'byte'), there - at);
    if (data + length > bytes.length)
      chunk.error = `${counted(length, 'byte')} announced, ${bytes.length - data} there`;
    const found = webpSize(bytes, type, data);
    if (found !== null && width === null) {
      ({ width, height } = found);
      tree.add('width', found.widthAt, found.bytes, String(width));
      tree.add('height', found.heightAt, found.bytes, String(height));
    }
    tree.close();
    at = there;
  }
  if (at < bytes.length)
    tree.add('Rest', at, bytes.length - at, counted(bytes.length - at, 'byte'), 'a chunk is cut short');
  return { width, height, end: bytes.length };
}

/** The size in a chunk of WebP, and where it stands. */
function webpSize(
  bytes: Uint8Array,
  type: string,
  data: number,
): { width: number; height: number; widthAt: number; heightAt: number; bytes: number } | null {
  if (data + 10 > bytes.length) return null;
  const view = viewOf(bytes);
  if (type === 'VP8X') {
    const width = 1 + view.getUint16(data + 4, true) + (bytes[data + 6] ?? 0) * 65_536;
    const height = 1 + view.getUint16(data + 7, true) + (bytes[data + 9] ?? 0) * 65_536;
    return { width, height, widthAt: data + 4, heightAt: data + 7, bytes: 3 };
  }
  if (type === 'VP8L' && bytes[data] === 0x2f) {
    const bits = view.getUint32(data + 1, true);
    const size = { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    return { ...size, widthAt: data + 1, heightAt: data + 1, bytes: 4 };
  }
  // A key frame begins with a tag of three bytes and this start code (RFC 6386 §9.1).
  if (type === 'VP8 ' && bytesAt(bytes, data + 3, [0x9d, 0x01, 0x2a])) {
    const width = view.getUint16(data + 6, true) & 0x3fff;
    const height = view.getUint16(data + 8, true) & 0x3fff;
    return { width, height, widthAt: data + 6, heightAt: data + 8, bytes: 2 };
  }
  return null;
}

/** AVIF (ISO/IEC 23008-12): boxes, those opened that lead to `ispe`, the size. */
export function readAvif(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  let width: number | null = null;
  let height: number | null = null;
  /** Ends of the boxes that are open. */
  const open: number[] = [];
  let at = 0;
  while (at < bytes.length && !tree.full) {
    const end = open.at(-1) ?? bytes.length;
    if (at >= end) {
      open.pop();
      tree.close(end);
      continue;
    }
    if (at + 8 > end) {
      tree.add('Rest', at, end - at, counted(end - at, 'byte'), 'a box is cut short');
      at = end;
      continue;
    }
    const size = view.getUint32(at);
    const type = latin1Text(bytes, at + 4, at + 8);
    // 0 reaches to the end; 1 is a size of 64 bits, which no image that is looked at has.
    const stop = size === 0 || size === 1 ? end : at + size;
    const box = tree.open(type, at, counted(stop - at, 'byte'), Math.min(stop, end) - at);
    if (stop > end || stop < at + 8) box.error = `${counted(size, 'byte')} announced, ${end - at} there`;
    if (type === 'ftyp' && at + 16 <= Math.min(stop, end))
      tree.add('brand', at + 8, 4, latin1Text(bytes, at + 8, at + 12));
    if (type === 'ispe' && at + 20 <= Math.min(stop, end)) {
      width ??= view.getUint32(at + 12);
      height ??= view.getUint32(at + 16);
      tree.add('width', at + 12, 4, String(view.getUint32(at + 12)));
      tree.add('height', at + 16, 4, String(view.getUint32(at + 16)));
    }
    const before = Object.hasOwn(holders, type) ? holders[type] : undefined;
    if (before !== undefined && stop <= end && at + 8 + before <= stop && open.length < 8) {
      open.push(stop);
      at += 8 + before;
      continue;
    }
    tree.close();
    at = stop < at + 8 ? end : Math.min(stop, end);
  }
  return { width, height, end: bytes.length };
}
