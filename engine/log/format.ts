import { crc32 } from 'node:zlib';
import { type LayerBits, bitBytes, countBits } from './layer.js';

/*
 * The layout of `rows.wblog`, version 2; README.md draws it. Everything is little-endian, and so are
 * all hosts Node runs on that we build for: columns are read as typed arrays straight from the bytes.
 */

export const rowsFile = 'rows.wblog';
/** Version 2 added rows that begin with the head of a WebSocket frame, and counts of layers in block headers. */
export const formatVersion = 2;
/** Logs of every version up to ours can be read. */
export const oldestVersion = 1;

/** "\x89WBLOG\r\n": the high bit and the line break show a file damaged by a text-mode copy. */
const fileMagic = [0x89, 0x57, 0x42, 0x4c, 0x4f, 0x47, 0x0d, 0x0a];
export const fileHeaderBytes = 32;

/** "WBK1" read as a little-endian u32. */
const blockMagic = 0x314b_4257;
/** Of a header without bits of layers: the least there is. */
export const blockHeaderBytes = 96;
/** A later version may lengthen the header; more than this is damage. */
const maxBlockHeaderBytes = 4096;

/** Rows in one block at most; peer indices are u16 and columns are sized by it. */
export const maxBlockRows = 8192;
/** Payload bytes gathered in one block; a larger row gets a block of its own. */
export const maxBlockPayload = 1 << 20;
/** Longest payload of one row: its length is a u32. */
export const maxRowPayload = 0xffff_ffff;
/** Largest distance in time between the first row of a block and any other: a u32 of nanoseconds. */
export const maxTimeSpan = 0xffff_ffff;

/** Facts of a block that its header holds: a session reopens from these alone. */
export interface BlockHeader {
  readonly headerBytes: number;
  readonly firstSeq: number;
  readonly rows: number;
  /** Peers in the block's table. */
  readonly peers: number;
  /** Nanoseconds since the session's origin of the first row. */
  readonly baseTime: number;
  /** Largest time delta in the block, nanoseconds. */
  readonly timeSpan: number;
  /** Bytes of one row length: 2 or 4. */
  readonly lengthWidth: number;
  /** Bytes of one index into the peer table: 0 (all rows are of the first peer) or 2. */
  readonly peerWidth: number;
  readonly payloadBytes: number;
  /** Rows and payload bytes by direction, life rows left out. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Bit `kind % 64` is set for each kind in the block: a filter skips blocks by it. */
  readonly kindsLow: number;
  readonly kindsHigh: number;
  /** File offset before which everything was on stable storage when this block was built. */
  readonly syncedTo: number;
  /** Bytes from the end of the header to the next block, padding included. */
  readonly bodyBytes: number;
  readonly bodyCrc: number;
  /** Rows that belong to one layer alone (layer.ts); 0 in version 1. */
  readonly wireOnly: number;
  readonly messageOnly: number;
  /** Which they are. */
  readonly bits: LayerBits;
}

/** Bytes of the columns and the peer table, from the end of the header to the payload. */
export function columnBytes(rows: number, peers: number, lengthWidth: number, peerWidth: number): number {
  return 4 * peers + rows * (4 + lengthWidth + peerWidth + 2);
}

/** Blocks start at multiples of 8, so that columns can be viewed in place. */
export function padding(bytes: number): number {
  return -bytes & 7;
}

/** The 32 bytes a log begins with. `salt` seeds every header checksum: a log inside a payload is not ours. */
export function encodeFileHeader(salt: number, version = formatVersion): Buffer {
  const bytes = Buffer.alloc(fileHeaderBytes);
  bytes.set(fileMagic, 0);
  bytes.writeUInt16LE(version, 8);
  bytes.writeUInt16LE(fileHeaderBytes, 10);
  bytes.writeUInt32LE(salt >>> 0, 12);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 28)), 28);
  return bytes;
}

export type FileHeaderReading =
  | { readonly kind: 'header'; readonly version: number; readonly headerBytes: number; readonly salt: number }
  | { readonly kind: 'short' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'damaged' };

/** Reads the head of a log; `version` may be one we cannot read. */
export function decodeFileHeader(bytes: Buffer): FileHeaderReading {
  const known = Math.min(bytes.length, fileMagic.length);
  for (let i = 0; i < known; i++) if (bytes[i] !== fileMagic[i]) return { kind: 'foreign' };
  if (bytes.length < fileHeaderBytes) return { kind: 'short' };
  if (crc32(bytes.subarray(0, 28)) !== bytes.readUInt32LE(28)) return { kind: 'damaged' };
  return {
    kind: 'header',
    version: bytes.readUInt16LE(8),
    headerBytes: bytes.readUInt16LE(10),
    salt: bytes.readUInt32LE(12),
  };
}

/** Bytes of a header, which tells of each row whether one layer alone has it; a multiple of 8. */
export function headerBytesFor(block: {
  readonly rows: number;
  readonly wireOnly: number;
  readonly messageOnly: number;
}): number {
  const bitmaps = (block.wireOnly > 0 ? 1 : 0) + (block.messageOnly > 0 ? 1 : 0);
  const bytes = blockHeaderBytes + bitmaps * bitBytes(block.rows);
  return bytes + padding(bytes);
}

/** Writes a block header; `version` is that of the log it is added to. */
export function encodeBlockHeader(
  block: Omit<BlockHeader, 'headerBytes'>,
  salt: number,
  version = formatVersion,
): Buffer {
  const headerBytes = headerBytesFor(block);
  const bytes = Buffer.alloc(headerBytes);
  bytes.writeUInt32LE(blockMagic, 0);
  bytes.writeUInt16LE(version, 4);
  bytes.writeUInt16LE(headerBytes, 6);
  writeSafe(bytes, block.firstSeq, 8);
  writeSafe(bytes, block.baseTime, 16);
  bytes.writeUInt32LE(block.rows, 24);
  bytes.writeUInt32LE(block.peers, 28);
  bytes.writeUInt32LE(block.payloadBytes, 32);
  bytes.writeUInt32LE(block.timeSpan, 36);
  bytes.writeUInt8(block.lengthWidth, 40);
  bytes.writeUInt8(block.peerWidth, 41);
  // 42: compression of the payload, 0 is none; 43: reserved, 0
  bytes.writeUInt32LE(block.rowsIn, 44);
  bytes.writeUInt32LE(block.rowsOut, 48);
  bytes.writeUInt32LE(block.bytesIn, 52);
  bytes.writeUInt32LE(block.bytesOut, 56);
  bytes.writeUInt32LE(block.kindsLow >>> 0, 60);
  bytes.writeUInt32LE(block.kindsHigh >>> 0, 64);
  writeSafe(bytes, block.syncedTo, 68);
  writeSafe(bytes, block.bodyBytes, 76);
  bytes.writeUInt32LE(block.bodyCrc, 84);
  bytes.writeUInt16LE(block.wireOnly, 88);
  bytes.writeUInt16LE(block.messageOnly, 90);
  let at = 92;
  for (const bits of [block.bits.wireOnly, block.bits.messageOnly]) {
    if (bits === null) continue;
    bytes.set(bits, at);
    at += bits.length;
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, headerBytes - 4), salt), headerBytes - 4);
  return bytes;
}

export type BlockHeaderReading =
  | { readonly kind: 'header'; readonly header: BlockHeader }
  /** `short`: more bytes are needed. `damaged`: these are not the bytes that were written. */
  | { readonly kind: 'short' | 'damaged' | 'unknown-version' };

/** Reads and checks the block header at `at`: its checksum, and that its numbers agree with each other. */
export function decodeBlockHeader(bytes: Buffer, at: number, salt: number): BlockHeaderReading {
  if (bytes.length - at < blockHeaderBytes) return { kind: 'short' };
  if (bytes.readUInt32LE(at) !== blockMagic) return { kind: 'damaged' };
  const headerBytes = bytes.readUInt16LE(at + 6);
  if (headerBytes < blockHeaderBytes || headerBytes > maxBlockHeaderBytes) return { kind: 'damaged' };
  if (bytes.length - at < headerBytes) return { kind: 'short' };
  const end = at + headerBytes - 4;
  if (crc32(bytes.subarray(at, end), salt) !== bytes.readUInt32LE(end)) return { kind: 'damaged' };
  const version = bytes.readUInt16LE(at + 4);
  if (version < oldestVersion || version > formatVersion || bytes.readUInt8(at + 42) !== 0) {
    return { kind: 'unknown-version' };
  }
  const rows = bytes.readUInt32LE(at + 24);
  const wireOnly = version === 1 ? 0 : bytes.readUInt16LE(at + 88);
  const messageOnly = version === 1 ? 0 : bytes.readUInt16LE(at + 90);
  if (headerBytes < headerBytesFor({ rows: Math.min(rows, maxBlockRows), wireOnly, messageOnly })) {
    return { kind: 'damaged' };
  }
  let next = at + 92;
  const bitsOf = (count: number): Uint8Array | null => {
    if (count === 0) return null;
    const bits = Uint8Array.from(bytes.subarray(next, next + bitBytes(rows)));
    next += bits.length;
    return bits;
  };
  const header: BlockHeader = {
    headerBytes,
    firstSeq: readSafe(bytes, at + 8),
    baseTime: readSafe(bytes, at + 16),
    rows,
    peers: bytes.readUInt32LE(at + 28),
    payloadBytes: bytes.readUInt32LE(at + 32),
    timeSpan: bytes.readUInt32LE(at + 36),
    lengthWidth: bytes.readUInt8(at + 40),
    peerWidth: bytes.readUInt8(at + 41),
    rowsIn: bytes.readUInt32LE(at + 44),
    rowsOut: bytes.readUInt32LE(at + 48),
    bytesIn: bytes.readUInt32LE(at + 52),
    bytesOut: bytes.readUInt32LE(at + 56),
    kindsLow: bytes.readUInt32LE(at + 60),
    kindsHigh: bytes.readUInt32LE(at + 64),
    syncedTo: readSafe(bytes, at + 68),
    bodyBytes: readSafe(bytes, at + 76),
    bodyCrc: bytes.readUInt32LE(at + 84),
    wireOnly,
    messageOnly,
    bits: { wireOnly: bitsOf(wireOnly), messageOnly: bitsOf(messageOnly) },
  };
  return agrees(header) ? { kind: 'header', header } : { kind: 'damaged' };
}

/** A checksum can be forged: sizes are believed only within what a writer of this version can have written. */
function agrees(header: BlockHeader): boolean {
  const { rows, peers, lengthWidth, peerWidth, payloadBytes } = header;
  if (rows < 1 || rows > maxBlockRows || peers < 1 || peers > rows) return false;
  if (payloadBytes > maxBlockPayload && rows > 1) return false;
  if ((lengthWidth !== 2 && lengthWidth !== 4) || (peerWidth !== 0 && peerWidth !== 2)) return false;
  if (peerWidth === 0 && peers !== 1) return false;
  if (!holds(header.bits.wireOnly, header.wireOnly, rows)) return false;
  if (!holds(header.bits.messageOnly, header.messageOnly, rows)) return false;
  const bytes = columnBytes(rows, peers, lengthWidth, peerWidth) + payloadBytes;
  return header.bodyBytes === bytes + padding(bytes) && header.firstSeq >= 1;
}

function holds(bits: Uint8Array | null, count: number, rows: number): boolean {
  return bits === null || (countBits(bits, rows) === count && countBits(bits, bits.length * 8) === count);
}

function writeSafe(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value % 0x1_0000_0000, at);
  bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}

function readSafe(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000;
}
