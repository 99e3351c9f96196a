import { crc32 } from 'node:zlib';
import { type FramePart, headLengthOf } from '../../codec/index.js';
import { Direction, isLife, withHead } from '../../contract/row.js';
import type { FrameRun } from '../frame-run.js';
import { type Arena, releaseArena, takeArena } from './arena.js';
import type { BlockView } from './block-view.js';
import {
  type BlockHeader,
  columnBytes,
  encodeBlockHeader,
  headerBytesFor,
  maxBlockPayload,
  maxBlockRows,
  maxTimeSpan,
  padding,
} from './format.js';
import { layerBits, layersOf, messageOnly, wireOnly } from './layer.js';

const noLead = new Uint8Array();

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
  wireOnly = 0;
  messageOnly = 0;
  readonly lead = noLead;
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
    /** Rows of one layer alone in the blocks before. */
    readonly wireBefore: number,
    readonly messageBefore: number,
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
  static open(firstSeq: number, wireBefore: number, messageBefore: number): Block {
    return new Block(firstSeq, wireBefore, messageBefore, takeArena(), true);
  }

  /** A block of one row larger than a block: `payload` is kept by reference. */
  static ofOne(
    firstSeq: number,
    kind: number,
    marks: number,
    peer: number,
    time: number,
    payload: Uint8Array,
    wireBefore = 0,
    messageBefore = 0,
  ): Block {
    const one: Arena = {
      time: new Uint32Array(1),
      at: new Uint32Array([0, payload.length]),
      kind: new Uint8Array([kind]),
      marks: new Uint8Array([marks]),
      peerIndex: new Uint16Array(1),
      payload,
    };
    const block = new Block(firstSeq, wireBefore, messageBefore, one, false);
    block.baseTime = time;
    block.rows = 1;
    block.peers[0] = peer;
    block.peerCount = 1;
    block.payloadBytes = payload.length;
    block.#count(kind, marks, payload.length, payload[1] ?? 0);
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
    const size = end - start;
    const from = this.payloadBytes;
    const payload = this.payload;
    // A `subarray` object costs more than copying 40 bytes by hand; below it the loop wins.
    if (size > 40) payload.set(size === source.length ? source : source.subarray(start, end), from);
    else for (let i = 0; i < size; i++) payload[from + i] = source[start + i] ?? 0;
    this.#add(kind, marks, peer, time, size);
  }

  /** Adds frames of a run from frame `first` on, which `fits`, as many as there is room for; answers how many. */
  pushRun(direction: number, peer: number, time: number, run: FrameRun, first: number): number {
    const { ends, kinds, flags, heads, source } = run;
    const start = first === 0 ? run.start : (ends[first - 1] ?? 0);
    const most = Math.min(run.count - first, maxBlockRows - this.rows);
    const room = start + maxBlockPayload - this.payloadBytes;
    let taken = 0;
    while (taken < most && (ends[first + taken] ?? 0) <= room) taken++;
    const last = ends[first + taken - 1] ?? start;
    this.payload.set(source.subarray(start, last), this.payloadBytes);
    if (this.rows === 0) this.baseTime = time;
    const delta = time - this.baseTime;
    if (delta > this.timeSpan) this.timeSpan = delta;
    if (peer !== this.#lastPeer) this.#switchPeer(peer);
    const offset = this.payloadBytes - start;
    let row = this.rows;
    let heading = 0;
    let low = 0;
    for (let i = first; i < first + taken; i++) {
      const kind = kinds[i] ?? 0;
      this.time[row] = delta;
      this.kind[row] = kind | withHead;
      this.marks[row] = direction | ((flags[i] ?? 0) << 2);
      if (this.peerCount > 1) this.peerIndex[row] = this.#lastIndex;
      row++;
      this.at[row] = offset + (ends[i] ?? 0);
      heading += heads[i] ?? 0;
      low |= 1 << kind;
    }
    this.rows = row;
    this.payloadBytes += last - start;
    this.kindsLow |= low;
    if (direction === Direction.in) {
      this.rowsIn += taken;
      this.bytesIn += last - start - heading;
    } else {
      this.rowsOut += taken;
      this.bytesOut += last - start - heading;
    }
    return taken;
  }

  /** Adds a row of `size` bytes that `fits`, copied from several places one behind the other. */
  pushParts(
    kind: number,
    marks: number,
    peer: number,
    time: number,
    parts: readonly FramePart[],
    size: number,
  ): void {
    let to = this.payloadBytes;
    for (const { bytes, start, end } of parts) {
      this.payload.set(bytes.subarray(start, end), to);
      to += end - start;
    }
    this.#add(kind, marks, peer, time, size);
  }

  /** The row whose bytes have been put behind those before. */
  #add(kind: number, marks: number, peer: number, time: number, size: number): void {
    const row = this.rows;
    const from = this.payloadBytes;
    if (row === 0) this.baseTime = time;
    const delta = time - this.baseTime;
    if (delta > this.timeSpan) this.timeSpan = delta;
    this.time[row] = delta;
    this.kind[row] = kind;
    this.marks[row] = marks;
    if (peer !== this.#lastPeer) this.#switchPeer(peer);
    if (this.peerCount > 1) this.peerIndex[row] = this.#lastIndex;
    const to = from + size;
    this.payloadBytes = to;
    this.at[row + 1] = to;
    this.rows = row + 1;
    this.#count(kind, marks, size, this.payload[from + 1] ?? 0);
  }

  /** `second` is the second byte stored, which tells how long a head is. */
  #count(kind: number, marks: number, size: number, second: number): void {
    const bit = 1 << (kind & 31);
    if ((kind & 32) === 0) this.kindsLow |= bit;
    else this.kindsHigh |= bit;
    if (isLife(kind)) return;
    const layers = layersOf(kind, marks);
    if (layers === wireOnly) this.wireOnly++;
    else if (layers === messageOnly) this.messageOnly++;
    const head = (kind & withHead) === 0 ? 0 : Math.min(size, headLengthOf(second));
    // What was said counts once, and not the frames it took.
    const bytes = layers === wireOnly ? 0 : size - head;
    const direction = marks & 3;
    if (direction === Direction.in) {
      this.rowsIn++;
      this.bytesIn += bytes;
    } else if (direction === Direction.out) {
      this.rowsOut++;
      this.bytesOut += bytes;
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
  encodeHeader(bodyCrc: number, syncedTo: number, salt: number, version?: number): Buffer {
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
      wireOnly: this.wireOnly,
      messageOnly: this.messageOnly,
      bits: layerBits(this, this.rows),
    };
    return encodeBlockHeader(header, salt, version);
  }

  /** Bytes this block takes in the file. */
  get fileBytes(): number {
    const columns = columnBytes(this.rows, this.peerCount, this.#lengthWidth(), this.peerCount > 1 ? 2 : 0);
    const body = columns + this.payloadBytes;
    return headerBytesFor(this) + body + padding(body);
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
