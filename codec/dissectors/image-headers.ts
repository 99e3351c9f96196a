import { counted, hexNumber, viewOf, type FieldTree } from './fields.js';
import type { ImageFacts } from './image-facts.js';

/** Names of the JPEG markers that have one (ITU-T T.81, table B.1); SOF and APP are numbered. */
const markers: Readonly<Record<number, string>> = {
  0xc4: 'DHT',
  0xc8: 'JPG',
  0xcc: 'DAC',
  0xd8: 'SOI',
  0xd9: 'EOI',
  0xda: 'SOS',
  0xdb: 'DQT',
  0xdc: 'DNL',
  0xdd: 'DRI',
  0xfe: 'COM',
};

function markerName(code: number): string {
  const name = markers[code];
  if (name !== undefined) return name;
  if (code >= 0xc0 && code <= 0xcf) return `SOF${code - 0xc0}`;
  if (code >= 0xd0 && code <= 0xd7) return `RST${code - 0xd0}`;
  return code >= 0xe0 && code <= 0xef ? `APP${code - 0xe0}` : `marker ${hexNumber(code)}`;
}

/** JPEG (ITU-T T.81 annex B): segments up to the scan, which is one field. */
export function readJpeg(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  tree.add('SOI', 0, 2, 'start of image');
  let width: number | null = null;
  let height: number | null = null;
  let at = 2;
  while (at < bytes.length && !tree.full) {
    if (bytes[at] !== 0xff || at + 2 > bytes.length) break;
    const code = bytes[at + 1] ?? 0;
    if (code === 0xff) {
      // Any marker may be preceded by fill bytes (B.1.1.2).
      at++;
      continue;
    }
    if (code === 0xd9) {
      tree.add('EOI', at, 2, 'end of image');
      return { width, height, end: at + 2 };
    }
    if (at + 4 > bytes.length) break;
    const length = view.getUint16(at + 2);
    const end = Math.min(bytes.length, at + 2 + Math.max(2, length));
    const segment = tree.open(markerName(code), at, counted(length, 'byte'));
    const isFrame = code >= 0xc0 && code <= 0xcf && markers[code] === undefined;
    if (length < 2 || at + 2 + length > bytes.length)
      segment.error = `${counted(length, 'byte')} announced, ${bytes.length - at - 2} there`;
    else if (isFrame && length >= 8) {
      height = view.getUint16(at + 5);
      width = view.getUint16(at + 7);
      tree.add('precision', at + 4, 1, counted(bytes[at + 4] ?? 0, 'bit'));
      tree.add('height', at + 5, 2, String(height));
      tree.add('width', at + 7, 2, String(width));
      tree.add('components', at + 9, 1, String(bytes[at + 9]));
    }
    tree.close(end);
    at = end;
    if (code === 0xda) break;
  }
  if (at < bytes.length) {
    const hasEnd = bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
    const stop = hasEnd ? bytes.length - 2 : bytes.length;
    const error = hasEnd ? undefined : 'it does not end with EOI, ff d9';
    if (stop > at) tree.add('Scans', at, stop - at, counted(stop - at, 'byte'), error);
    if (hasEnd && stop >= at) tree.add('EOI', stop, 2, 'end of image');
  }
  return { width, height, end: bytes.length };
}

/** BMP: file header and the beginning of the information header. */
export function readBmp(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  const header = view.getUint8(14);
  tree.add('Signature', 0, 2, 'BM');
  const size = view.getUint32(2, true);
  tree.add(
    'file size',
    2,
    4,
    counted(size, 'byte'),
    size > bytes.length ? `${bytes.length} are there` : undefined,
  );
  tree.add('reserved', 6, 4, '0');
  const end = Math.min(bytes.length, Math.max(size, 26));
  const needed = header === 12 ? 26 : 30;
  if (bytes.length < needed) {
    tree.add('Header', 10, bytes.length - 10, 'cut short', `${needed} bytes needed, ${bytes.length} there`);
    return { width: null, height: null, end: bytes.length };
  }
  tree.add('pixels at', 10, 4, String(view.getUint32(10, true)));
  tree.add('header size', 14, 4, counted(view.getUint32(14, true), 'byte'));
  const small = header === 12;
  const width = small ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = small ? view.getUint16(20, true) : view.getInt32(22, true);
  const step = small ? 2 : 4;
  tree.add('width', 18, step, String(width));
  tree.add('height', 18 + step, step, height < 0 ? `${height}, from top to bottom` : String(height));
  tree.add('planes', 18 + 2 * step, 2, String(view.getUint16(18 + 2 * step, true)));
  tree.add('bits per pixel', 20 + 2 * step, 2, String(view.getUint16(20 + 2 * step, true)));
  return { width, height: Math.abs(height), end };
}

/** ICO and CUR: the directory; the size is that of the largest image. */
export function readIco(tree: FieldTree, bytes: Uint8Array): ImageFacts {
  const view = viewOf(bytes);
  const isCursor = bytes[2] === 2;
  tree.add('reserved', 0, 2, '0');
  tree.add('type', 2, 2, isCursor ? '2, cursor' : '1, icon');
  const count = view.getUint16(4, true);
  tree.add('count', 4, 2, counted(count, 'image'));
  let width = 0;
  let height = 0;
  for (let index = 0; index < count; index++) {
    const at = 6 + 16 * index;
    if (at + 16 > bytes.length) {
      tree.add(
        'Rest',
        at,
        Math.max(0, bytes.length - at),
        'cut short',
        `${counted(count, 'image')} announced, ${index} there`,
      );
      break;
    }
    // 0 stands for 256, which a byte does not hold.
    const wide = bytes[at] === 0 ? 256 : (bytes[at] ?? 0);
    const high = bytes[at + 1] === 0 ? 256 : (bytes[at + 1] ?? 0);
    const size = view.getUint32(at + 8, true);
    const offset = view.getUint32(at + 12, true);
    const entry = tree.open(`Image ${index + 1}`, at, `${wide} × ${high} pixels`, 16);
    tree.add('width', at, 1, String(wide));
    tree.add('height', at + 1, 1, String(high));
    tree.add('size', at + 8, 4, counted(size, 'byte'));
    tree.add('offset', at + 12, 4, String(offset));
    if (offset + size > bytes.length) entry.error = 'its data reaches beyond the end';
    tree.close();
    if (wide * high > width * height) [width, height] = [wide, high];
    if (tree.full) break;
  }
  return { width, height, end: bytes.length };
}
