import { crc32 } from 'node:zlib';
import { Direction, isLife } from '../../contract/row.js';
import { type Arena, releaseArena, takeArena } from './arena.js';
import {
  type BlockHeader,
  blockHeaderBytes,
  columnBytes,
  encodeBlockHeader,
  maxBlockPayload,
  maxBlockRows,
  maxTimeSpan,
  padding,
} from './format.js';

/** What a reader sees of a block: columns, and the payloads end to end. Rows are numbered from 0 inside it. */
export interface BlockView {
  readonly firstSeq: number;
  readonly rows: number;
  /** Nanoseconds since the session's origin; `time` holds distances from it. */
  readonly baseTime: number;
  readonly time: Uint32Array;
  /** Payload of row `i` is `payload[at[i], at[i + 1])`. */
  readonly at: Uint32Array;
  readonly kind: Uint8Array;
  /** Direction in bits 0-1, flags in bits 2-7. */
  readonly marks: Uint8Array;
  readonly peers: Uint32Array;
  readonly peerCount: number;
  /** Index into `peers` for each row; meaningless while `peerCount` is 1. */
  readonly peerIndex: Uint16Array;
  /** Null when the one row of the block is larger than a block and lies on disk: read it by range. */
  readonly payload: Uint8Array | null;
}

/** Peer number of row `i` of a block. */
export function peerOf(block: BlockView, i: number): number {
  return (block.peerCount === 1 ? block.peers[0] : block.peers[block.peerIndex[i] ?? 0]) ?? 0;
}

/** Compact a closed block when it fills less than this part of its arena. */
const compactBelow = maxBlockPayload / 4;

/**
 * Rows being gathered, and later the same rows waiting for the disk or kept for readers. Append-only
 * until sealed, then never changed until `release`.
 */
export class Block implements BlockView {
  rows = 0;
  baseTime = 0;
  timeSpan = 0;
  peers = new Uint32Array(1);
  peerCount = 0;
  payloadBytes = 0;
  rowsIn = 0;
  rowsOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  kindsLow = 0;
  kindsHigh = 0;
  time: Uint32Array;
  at: Uint32Array;
  kind: Uint8Array;
  marks: Uint8Array;
  peerIndex: Uint16Array;
  payload: Uint8Array;
  #arena: Arena | null;
  #lastPeer = -1;
  #lastIndex = 0;
  #peerTable: Map<number, number> | null = null;

  private constructor(
    readonly firstSeq: number,
    arena: Arena,
    pooled: boolean,
  ) {
    this.time = arena.time;
    this.at = arena.at;
    this.kind = arena.kind;
    this.marks = arena.marks;
    this.peerIndex = arena.peerIndex;
    this.payload = arena.payload;
    this.#arena = pooled ? arena : null;
  }

  /** An empty block that gathers rows. */
  static open(firstSeq: number): Block {
    return new Block(firstSeq, takeArena(), true);
  }

  /** A block of one row larger than a block: `payload` is kept by reference. */
  static ofOne(
    firstSeq: number,
    kind: number,
    marks: number,
    peer: number,
    time: number,
    payload: Uint8Array,
  ): Block {
    const one: Arena = {
      time: new Uint32Array(1),
      at: new Uint32Array([0, payload.length]),
      kind: new Uint8Array([kind]),
      marks: new Uint8Array([marks]),
      peerIndex: new Uint16Array(1),
      payload,
    };
    const block = new Block(firstSeq, one, false);
    block.baseTime = time;
    block.rows = 1;
    block.peers[0] = peer;
    block.peerCount = 1;
    block.payloadBytes = payload.length;
    block.#count(kind, marks, payload.length);
    return block;
  }

  /** Memory this block holds on to, in bytes. */
  get heldBytes(): number {
    return (
      this.payload.length +
      this.kind.length * 2 +
      this.peerIndex.length * 2 +
      this.time.length * 8 +
      4 * this.peers.length
    );
  }

  /** True if a row of `size` bytes at `time` can still join. */
  fits(time: number, size: number): boolean {
    if (this.rows === 0) return size <= maxBlockPayload;
    const delta = time - this.baseTime;
    return (
      this.rows < maxBlockRows &&
      this.payloadBytes + size <= maxBlockPayload &&
      delta >= 0 &&
      delta <= maxTimeSpan
    );
  }

  /** Adds a row that `fits`, copying `source[start, end)`. */
  push(
    kind: number,
    marks: number,
    peer: number,
    time: number,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    const row = this.rows;
    const size = end - start;
    const from = this.payloadBytes;
    if (row === 0) this.baseTime = time;
    const delta = time - this.baseTime;
    if (delta > this.timeSpan) this.timeSpan = delta;
    this.time[row] = delta;
    this.kind[row] = kind;
    this.marks[row] = marks;
    if (peer !== this.#lastPeer) this.#switchPeer(peer);
    if (this.peerCount > 1) this.peerIndex[row] = this.#lastIndex;
    const payload = this.payload;
    // A `subarray` object costs more than copying 40 bytes by hand; below it the loop wins.
    if (size > 40) payload.set(size === source.length ? source : source.subarray(start, end), from);
    else for (let i = 0; i < size; i++) payload[from + i] = source[start + i] ?? 0;
    const to = from + size;
    this.payloadBytes = to;
    this.at[row + 1] = to;
    this.rows = row + 1;
    this.#count(kind, marks, size);
  }

  #count(kind: number, marks: number, size: number): void {
    const bit = 1 << (kind & 31);
    if ((kind & 32) === 0) this.kindsLow |= bit;
    else this.kindsHigh |= bit;
    if (isLife(kind)) return;
    const direction = marks & 3;
    if (direction === Direction.in) {
      this.rowsIn++;
      this.bytesIn += size;
    } else if (direction === Direction.out) {
      this.rowsOut++;
      this.bytesOut += size;
    }
  }

  #switchPeer(peer: number): void {
    this.#lastPeer = peer;
    if (this.peerCount === 0) {
      this.peers[0] = peer;
      this.peerCount = 1;
      this.#lastIndex = 0;
      return;
    }
    if (this.#peerTable === null) {
      this.#peerTable = new Map([[this.peers[0] ?? 0, 0]]);
      this.peerIndex.fill(0, 0, this.rows);
    }
    let index = this.#peerTable.get(peer);
    if (index === undefined) {
      index = this.peerCount;
      this.#peerTable.set(peer, index);
      if (index === this.peers.length) {
        const grown = new Uint32Array(index * 4);
        grown.set(this.peers);
        this.peers = grown;
      }
      this.peers[index] = peer;
      this.peerCount = index + 1;
    }
    this.#lastIndex = index;
  }

  /** No more rows: gives the arena back early if most of it is empty, as in a quiet session. */
  seal(): void {
    this.#peerTable = null;
    if (this.#arena === null || this.payloadBytes >= compactBelow) return;
    const rows = this.rows;
    this.time = this.time.slice(0, rows);
    this.at = this.at.slice(0, rows + 1);
    this.kind = this.kind.slice(0, rows);
    this.marks = this.marks.slice(0, rows);
    this.peerIndex = this.peerIndex.slice(0, this.peerCount > 1 ? rows : 0);
    this.payload = this.payload.slice(0, this.payloadBytes);
    releaseArena(this.#arena);
    this.#arena = null;
  }

  /** Nobody reads this block any more; its arena serves the next one. */
  release(): void {
    if (this.#arena !== null) releaseArena(this.#arena);
    this.#arena = null;
  }

  /** Peer table and columns as they lie on disk. */
  encodeColumns(): Buffer {
    const { rows, peerCount } = this;
    const lengthWidth = this.#lengthWidth();
    const peerWidth = peerCount > 1 ? 2 : 0;
    const bytes = Buffer.allocUnsafeSlow(columnBytes(rows, peerCount, lengthWidth, peerWidth));
    let to = 0;
    const put = (column: Uint8Array | Uint16Array | Uint32Array): void => {
      const raw = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      bytes.set(raw, to);
      to += raw.length;
    };
    put(this.peers.subarray(0, peerCount));
    put(this.time.subarray(0, rows));
    const lengths =
      lengthWidth === 2
        ? new Uint16Array(bytes.buffer, bytes.byteOffset + to, rows)
        : new Uint32Array(bytes.buffer, bytes.byteOffset + to, rows);
    const at = this.at;
    for (let i = 0, from = 0; i < rows; i++) {
      const end = at[i + 1] ?? 0;
      lengths[i] = end - from;
      from = end;
    }
    to += lengths.byteLength;
    if (peerWidth === 2) put(this.peerIndex.subarray(0, rows));
    put(this.kind.subarray(0, rows));
    put(this.marks.subarray(0, rows));
    return bytes;
  }

  /** The header that goes before the body whose checksum is `bodyCrc`. */
  encodeHeader(bodyCrc: number, syncedTo: number, salt: number): Buffer {
    const lengthWidth = this.#lengthWidth();
    const peerWidth = this.peerCount > 1 ? 2 : 0;
    const bytes = columnBytes(this.rows, this.peerCount, lengthWidth, peerWidth) + this.payloadBytes;
    const header: Omit<BlockHeader, 'headerBytes'> = {
      firstSeq: this.firstSeq,
      rows: this.rows,
      peers: this.peerCount,
      baseTime: this.baseTime,
      timeSpan: this.timeSpan,
      lengthWidth,
      peerWidth,
      payloadBytes: this.payloadBytes,
      rowsIn: this.rowsIn,
      rowsOut: this.rowsOut,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      kindsLow: this.kindsLow,
      kindsHigh: this.kindsHigh,
      syncedTo,
      bodyBytes: bytes + padding(bytes),
      bodyCrc,
    };
    return encodeBlockHeader(header, salt);
  }

  /** Bytes this block takes in the file. */
  get fileBytes(): number {
    const columns = columnBytes(this.rows, this.peerCount, this.#lengthWidth(), this.peerCount > 1 ? 2 : 0);
    const body = columns + this.payloadBytes;
    return blockHeaderBytes + body + padding(body);
  }

  #width = 0;
  #lengthWidth(): number {
    if (this.#width !== 0) return this.#width;
    let longest = 0;
    for (let i = 0, from = 0; i < this.rows; i++) {
      const end = this.at[i + 1] ?? 0;
      if (end - from > longest) longest = end - from;
      from = end;
    }
    this.#width = longest > 0xffff ? 4 : 2;
    return this.#width;
  }
}

/**
 * Reads the columns of a block from its body; `body` may end with the columns when `payload` is read
 * by range. Null if the columns contradict the header, which a matching checksum does not rule out.
 */
export function decodeColumns(header: BlockHeader, body: Buffer): BlockView | null {
  const { rows, peers, lengthWidth, peerWidth } = header;
  let from = 0;
  const take = (bytes: number): ArrayBuffer => {
    // A copy: aligned, and it lets the bytes it was read with go.
    const copy = new Uint8Array(bytes);
    copy.set(body.subarray(from, from + bytes));
    from += bytes;
    return copy.buffer;
  };
  const peerTable = new Uint32Array(take(4 * peers));
  const time = new Uint32Array(take(4 * rows));
  const lengths = lengthWidth === 2 ? new Uint16Array(take(2 * rows)) : new Uint32Array(take(4 * rows));
  const peerIndex = new Uint16Array(take(peerWidth * rows));
  const kind = new Uint8Array(take(rows));
  const marks = new Uint8Array(take(rows));
  const at = new Uint32Array(rows + 1);
  let end = 0;
  for (let i = 0; i < rows; i++) {
    end += lengths[i] ?? 0;
    if (end > header.payloadBytes) return null;
    at[i + 1] = end;
    if ((peerIndex[i] ?? 0) >= peers) return null;
  }
  if (end !== header.payloadBytes) return null;
  const payload = body.length >= from + end ? body.subarray(from, from + end) : null;
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
  };
}

/** Checksum of a whole body: columns, payload and padding. */
export function crcOfBody(columns: Uint8Array, payload: Uint8Array): number {
  return crcOfPadding(crc32(payload, crc32(columns)), columns.length + payload.length);
}

const zeros = new Uint8Array(8);

/** Continues a checksum over the zeros that follow `bytes` bytes of body. */
export function crcOfPadding(crc: number, bytes: number): number {
  return crc32(zeros.subarray(0, padding(bytes)), crc);
}

/** The zeros that follow `bytes` bytes of body. */
export function paddingAfter(bytes: number): Uint8Array {
  return zeros.subarray(0, padding(bytes));
}
