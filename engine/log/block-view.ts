import { headLengthOf } from '../../codec/index.js';
import { maxHeadBytes, withHead } from '../../contract/row.js';
import type { BlockHeader } from './format.js';
import type { LayeredBlock } from './layer.js';

/** What a reader sees of a block: columns, and the payloads end to end. Rows are numbered from 0 inside it. */
export interface BlockView extends LayeredBlock {
  readonly firstSeq: number;
  readonly rows: number;
  /** Nanoseconds since the session's origin; `time` holds distances from it. */
  readonly baseTime: number;
  readonly time: Uint32Array;
  /** What is stored of row `i` is `payload[at[i], at[i + 1])`: its payload, behind the head of `headSizeOf` bytes. */
  readonly at: Uint32Array;
  /** The kind, and `withHead` where a frame's head is stored. */
  readonly kind: Uint8Array;
  /** Direction in bits 0-1, flags in bits 2-7. */
  readonly marks: Uint8Array;
  readonly peers: Uint32Array;
  readonly peerCount: number;
  /** Index into `peers` for each row; meaningless while `peerCount` is 1. */
  readonly peerIndex: Uint16Array;
  /** Null when the one row of the block is larger than a block and lies on disk: read it by range. */
  readonly payload: Uint8Array | null;
  /** Of such a row the bytes that a head may take; else empty. */
  readonly lead: Uint8Array;
}

/** Peer number of row `i` of a block. */
export function peerOf(block: BlockView, i: number): number {
  return (block.peerCount === 1 ? block.peers[0] : block.peers[block.peerIndex[i] ?? 0]) ?? 0;
}

/** The kind of row `i` of a block. */
export function kindOf(block: BlockView, i: number): number {
  return (block.kind[i] ?? 0) & ~withHead;
}

/** Bytes of the frame's head that stands before the payload of row `i`; 0 for most kinds. */
export function headSizeOf(block: BlockView, i: number): number {
  if (((block.kind[i] ?? 0) & withHead) === 0) return 0;
  const at = block.at[i] ?? 0;
  const second = block.payload === null ? block.lead[1] : block.payload[at + 1];
  return Math.min((block.at[i + 1] ?? 0) - at, headLengthOf(second ?? 0));
}

/** The head itself, copied; empty where there is none. */
export function headOf(block: BlockView, i: number): Uint8Array {
  const size = headSizeOf(block, i);
  if (size === 0) return none;
  const at = block.payload === null ? 0 : (block.at[i] ?? 0);
  return Uint8Array.from((block.payload ?? block.lead).subarray(at, at + size));
}

const none = new Uint8Array();

/**
 * Reads the columns of a block from its body, which they stay part of where it is aligned; `body` may end
 * `maxHeadBytes` after the columns when `payload` is read by range. Null if the columns contradict the header, which a
 * matching checksum does not rule out. `memory` is memory for the column `at`, of one number more than there are rows at least.
 */
export function decodeColumns(header: BlockHeader, body: Buffer, memory?: Uint32Array): BlockView | null {
  const { rows, peers, lengthWidth, peerWidth } = header;
  // With its payload the body stays anyway; of a large row only these are kept, and what they were read with goes.
  const inPlace = body.length >= header.payloadBytes && body.byteOffset % 4 === 0;
  let from = 0;
  const take = (bytes: number): { readonly buffer: ArrayBufferLike; readonly offset: number } => {
    const start = from;
    from += bytes;
    if (inPlace) return { buffer: body.buffer, offset: body.byteOffset + start };
    const copy = new Uint8Array(bytes);
    copy.set(body.subarray(start, from));
    return { buffer: copy.buffer, offset: 0 };
  };
  const words = (count: number): Uint32Array => {
    const { buffer, offset } = take(4 * count);
    return new Uint32Array(buffer, offset, count);
  };
  const halves = (count: number): Uint16Array => {
    const { buffer, offset } = take(2 * count);
    return new Uint16Array(buffer, offset, count);
  };
  const octets = (count: number): Uint8Array => {
    const { buffer, offset } = take(count);
    return new Uint8Array(buffer, offset, count);
  };
  const peerTable = words(peers);
  const time = words(rows);
  const lengths = lengthWidth === 2 ? halves(rows) : words(rows);
  const peerIndex = halves(peerWidth === 2 ? rows : 0);
  const kind = octets(rows);
  const marks = octets(rows);
  const at = memory !== undefined && rows < memory.length ? memory : new Uint32Array(rows + 1);
  const end = lengths instanceof Uint16Array ? sumShort(lengths, at) : sumLong(lengths, at);
  if (end !== header.payloadBytes || !allBelow(peerIndex, peers)) return null;
  const payload = body.length >= from + end ? body.subarray(from, from + end) : null;
  const lead = payload === null ? Uint8Array.from(body.subarray(from, from + maxHeadBytes)) : none;
  return {
    firstSeq: header.firstSeq,
    rows,
    baseTime: header.baseTime,
    time,
    at,
    kind,
    marks,
    peers: peerTable,
    peerCount: peers,
    peerIndex,
    payload,
    lead,
    wireOnly: header.wireOnly,
    messageOnly: header.messageOnly,
  };
}

/*
 * Loops over thousands of rows in functions of their own, each for one kind of memory: what is rare around them must not
 * throw away what was compiled of them. Sums are exact beyond 32 bits, so that a forged one never fits by overflowing.
 */

function sumShort(lengths: Uint16Array, at: Uint32Array): number {
  let end = 0;
  at[0] = 0;
  for (let i = 0; i < lengths.length; i++) {
    end += lengths[i] ?? 0;
    at[i + 1] = end;
  }
  return end;
}

function sumLong(lengths: Uint32Array, at: Uint32Array): number {
  let end = 0;
  at[0] = 0;
  for (let i = 0; i < lengths.length; i++) {
    end += lengths[i] ?? 0;
    at[i + 1] = end;
  }
  return end;
}

function allBelow(indices: Uint16Array, limit: number): boolean {
  for (const index of indices) if (index >= limit) return false;
  return true;
}
