import { formatBytes } from '../size.js';
import { looksTextual } from '../text.js';
import type { Dissector } from './dissector.js';
import { counted, done, FieldTree, hexNumber, latin1Text, maxUnwrapped, notMine, viewOf } from './fields.js';
import { adler32, crc32, inflateRaw, join, type Inflated } from './inflate.js';
import { isoTime } from './numbers.js';

/** Bytes looked at, and output made, to tell raw deflate, which has no signature. */
const sniffBytes = 65_536;

const operatingSystems: Readonly<Record<number, string>> = {
  0: 'FAT',
  1: 'Amiga',
  2: 'VMS',
  3: 'Unix',
  4: 'VM/CMS',
  5: 'Atari',
  6: 'HPFS',
  7: 'Macintosh',
  8: 'Z-System',
  9: 'CP/M',
  10: 'TOPS-20',
  11: 'NTFS',
  12: 'QDOS',
  13: 'Acorn',
  255: 'unknown',
};

/** Adds the field of deflate data; answers what it says of the output. */
function addData(tree: FieldTree, start: number, inflated: Inflated): string {
  const length = inflated.end - start;
  const out = inflated.output.length;
  const text = inflated.limited
    ? `more than ${formatBytes(out)}, the rest is not inflated`
    : `${formatBytes(out)} inflated from ${formatBytes(length)}`;
  tree.add('Deflate data', start, length, text, inflated.error ?? undefined);
  return text;
}

/** Adds a checksum that stands behind the data, compared with the one of the output. */
function addCheck(tree: FieldTree, name: string, at: number, there: number, computed: number | null): void {
  const error =
    computed === null || computed === there ? undefined : `the output has ${hexNumber(computed, 8)}`;
  tree.add(name, at, 4, hexNumber(there, 8), error);
}

/** Where the header of a gzip member ends; null where the bytes end before. */
function addGzipHeader(tree: FieldTree, bytes: Uint8Array, start: number): number | null {
  const view = viewOf(bytes);
  const header = tree.open('Header', start);
  let at = start + 10;
  tree.add('ID', start, 2, '1f 8b');
  tree.add('CM', start + 2, 1, bytes[start + 2] === 8 ? '8, deflate' : `${bytes[start + 2]}, reserved`);
  const flags = bytes[start + 3] ?? 0;
  tree.open('FLG', start + 3, hexNumber(flags), 1);
  ['FTEXT', 'FHCRC', 'FEXTRA', 'FNAME', 'FCOMMENT'].forEach((flag, bit) => {
    tree.addBits(
      flag,
      start + 3,
      1,
      { first: 7 - bit, count: 1 },
      (flags >> bit) & 1 ? '1, set' : '0, not set',
    );
  });
  if (flags >= 0x20)
    tree.addBits('reserved', start + 3, 1, { first: 0, count: 3 }, String(flags >> 5)).error =
      'must be zero (RFC 1952 §2.3.1.2)';
  tree.close();
  const time = view.getUint32(start + 4, true);
  tree.add('MTIME', start + 4, 4, time === 0 ? '0, no time' : (isoTime(BigInt(time)) ?? String(time)));
  const effort = bytes[start + 8] ?? 0;
  tree.add('XFL', start + 8, 1, effort === 2 ? '2, smallest' : effort === 4 ? '4, fastest' : String(effort));
  const system = bytes[start + 9] ?? 0;
  tree.add('OS', start + 9, 1, `${system}, ${operatingSystems[system] ?? 'unassigned'}`);
  if ((flags & 4) !== 0) {
    if (at + 2 > bytes.length) return cutHeader(tree, at, bytes.length);
    const length = view.getUint16(at, true);
    if (at + 2 + length > bytes.length) return cutHeader(tree, at, bytes.length);
    tree.add('FEXTRA', at, 2 + length, counted(length, 'byte'));
    at += 2 + length;
  }
  for (const [bit, name] of [
    [8, 'FNAME'],
    [16, 'FCOMMENT'],
  ] as const) {
    if ((flags & bit) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return cutHeader(tree, at, bytes.length);
    tree.add(name, at, end + 1 - at, latin1Text(bytes, at, end));
    at = end + 1;
  }
  if ((flags & 2) !== 0) {
    if (at + 2 > bytes.length) return cutHeader(tree, at, bytes.length);
    const there = view.getUint16(at, true);
    const computed = crc32(bytes.subarray(start, at)) & 0xffff;
    const error = there === computed ? undefined : `the header has ${hexNumber(computed, 4)}`;
    tree.add('FHCRC', at, 2, hexNumber(there, 4), error);
    at += 2;
  }
  header.value = counted(at - start, 'byte');
  tree.close(at);
  return at;
}

function cutHeader(tree: FieldTree, at: number, end: number): null {
  tree.add('Rest', at, end - at, counted(end - at, 'byte'), 'the header is cut short');
  tree.close(end);
  return null;
}

/** gzip (RFC 1952), its members inflated one after another. */
export const gzip: Dissector = {
  id: 'gzip',
  label: 'gzip',
  sniff(bytes) {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 0;
    return bytes[2] === 8 && (bytes[3] ?? 0) < 0x20 ? 0.97 : 0.3;
  },
  dissect(bytes) {
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return notMine('it does not begin with 1f 8b');
    if (bytes.length < 10) return { kind: 'need-more', reason: 'a gzip header has 10 bytes or more' };
    if (bytes[2] !== 8) return notMine(`compression method ${bytes[2]} is not deflate`);
    const tree = new FieldTree();
    const outputs: Uint8Array[] = [];
    let size = 0;
    let at = 0;
    let text = 'cut short';
    let members = 0;
    while (bytes[at] === 0x1f && bytes[at + 1] === 0x8b && at + 10 <= bytes.length && !tree.full) {
      const member = tree.open(`Member ${++members}`, at);
      const data = addGzipHeader(tree, bytes, at);
      if (data === null) {
        at = bytes.length;
        tree.close(at);
        break;
      }
      const inflated = inflateRaw(bytes, data, maxUnwrapped - size);
      text = addData(tree, data, inflated);
      member.value = text;
      outputs.push(inflated.output);
      size += inflated.output.length;
      at = inflated.end;
      if (!inflated.complete) {
        at = bytes.length;
        tree.close(at);
        break;
      }
      at = addGzipTrailer(tree, bytes, at, inflated.output);
      tree.close(at);
    }
    const summary = `gzip, ${members > 1 ? `${members} members, ${formatBytes(size)} inflated` : text}`;
    const unwrapped = { label: 'inflated gzip', bytes: join(outputs, size) };
    return done(tree.finish(bytes.length), summary, at, size > 0 ? unwrapped : undefined);
  },
};

function addGzipTrailer(tree: FieldTree, bytes: Uint8Array, at: number, output: Uint8Array): number {
  if (at + 8 > bytes.length) {
    tree.add('Trailer', at, bytes.length - at, counted(bytes.length - at, 'byte'), 'the trailer has 8 bytes');
    return bytes.length;
  }
  const view = viewOf(bytes);
  addCheck(tree, 'CRC32', at, view.getUint32(at, true), crc32(output));
  const there = view.getUint32(at + 4, true);
  const error = there === output.length ? undefined : `the output has ${counted(output.length, 'byte')}`;
  tree.add('ISIZE', at + 4, 4, counted(there, 'byte'), error);
  return at + 8;
}

/** Whether two bytes are a zlib header (RFC 1950 §2.2). */
function isZlibHeader(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return bytes.length >= 2 && (method & 0x0f) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
}

/** zlib (RFC 1950). */
export const zlib: Dissector = {
  id: 'zlib',
  label: 'zlib',
  sniff(bytes, context) {
    if (context.text === true || !isZlibHeader(bytes) || bytes.length < 6) return 0;
    if (looksTextual(bytes.subarray(0, 256))) return 0.05;
    // The first block's type must not be 3 (RFC 1951 §3.2.3).
    const block = bytes[(bytes[1] ?? 0) & 0x20 ? 6 : 2] ?? 0;
    if ((block & 6) === 6) return 0;
    return bytes[0] === 0x78 ? 0.7 : 0.4;
  },
  dissect(bytes) {
    if (bytes.length < 2) return { kind: 'need-more', reason: 'a zlib header has 2 bytes' };
    if (!isZlibHeader(bytes)) return notMine('its first two bytes are no zlib header (RFC 1950 §2.2)');
    const [method = 0, flags = 0] = bytes;
    const tree = new FieldTree();
    const hasDictionary = (flags & 0x20) !== 0;
    const data = hasDictionary ? 6 : 2;
    tree.open('CMF', 0, hexNumber(method), 1);
    tree.addBits(
      'CINFO',
      0,
      1,
      { first: 0, count: 4 },
      `${method >> 4}, window of ${2 ** ((method >> 4) + 8)} bytes`,
    );
    tree.addBits('CM', 0, 1, { first: 4, count: 4 }, '8, deflate');
    tree.close();
    tree.open('FLG', 1, hexNumber(flags), 1);
    tree.addBits(
      'FLEVEL',
      1,
      1,
      { first: 0, count: 2 },
      ['0, fastest', '1, fast', '2, default', '3, smallest'][flags >> 6] ?? '',
    );
    tree.addBits(
      'FDICT',
      1,
      1,
      { first: 2, count: 1 },
      hasDictionary ? '1, a dictionary is needed' : '0, no dictionary',
    );
    tree.addBits('FCHECK', 1, 1, { first: 3, count: 5 }, `${flags & 0x1f}, right`);
    tree.close();
    if (bytes.length < data)
      return { kind: 'need-more', reason: 'the identifier of the dictionary is cut short' };
    if (hasDictionary) tree.add('DICTID', 2, 4, hexNumber(viewOf(bytes).getUint32(2), 8));
    const inflated = inflateRaw(bytes, data);
    if (inflated.output.length === 0 && inflated.error !== null && bytes.length > data + 8)
      return notMine(`its data cannot be inflated: ${inflated.error}`);
    const text = addData(tree, data, inflated);
    let end = inflated.complete ? inflated.end : bytes.length;
    if (inflated.complete && end + 4 <= bytes.length) {
      addCheck(tree, 'ADLER32', end, viewOf(bytes).getUint32(end), adler32(inflated.output));
      end += 4;
    } else if (inflated.complete) {
      tree.add('ADLER32', end, bytes.length - end, 'cut short', 'the checksum has 4 bytes');
      end = bytes.length;
    }
    const unwrapped = { label: 'inflated zlib', bytes: inflated.output };
    return done(
      tree.finish(bytes.length),
      `zlib, ${text}`,
      end,
      inflated.output.length > 0 ? unwrapped : undefined,
    );
  },
};

/** Raw deflate (RFC 1951): no header, no checksum. */
export const deflate: Dissector = {
  id: 'deflate',
  label: 'Raw deflate',
  sniff(bytes, context) {
    // Below that length a stream of deflate is what many short payloads happen to be.
    if (context.text === true || bytes.length < 8 || looksTextual(bytes.subarray(0, 256))) return 0;
    const { output, complete, end, error } = inflateRaw(bytes.subarray(0, sniffBytes), 0, sniffBytes);
    const whole = complete ? end === bytes.length : bytes.length > sniffBytes || error === null;
    if (!whole || output.length <= bytes.length / 2) return 0;
    return looksTextual(output) ? 0.5 : 0.3;
  },
  dissect(bytes) {
    if (bytes.length === 0) return { kind: 'need-more', reason: 'there is no byte' };
    const inflated = inflateRaw(bytes, 0);
    if (inflated.output.length === 0 && !inflated.complete)
      return notMine(`it cannot be inflated: ${inflated.error ?? 'no output'}`);
    const tree = new FieldTree();
    const text = addData(tree, 0, inflated);
    const end = inflated.complete ? inflated.end : bytes.length;
    const unwrapped = { label: 'inflated deflate data', bytes: inflated.output };
    return done(
      tree.finish(bytes.length),
      `deflate, ${text}`,
      end,
      inflated.output.length > 0 ? unwrapped : undefined,
    );
  },
};
