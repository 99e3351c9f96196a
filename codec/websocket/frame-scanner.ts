import { maskKeyOf } from './mask.js';

/** Bytes `start` to `end` of `bytes`. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Memory a scanner borrows for frames under way, of one size, and gives back. */
export interface Slabs {
  take(): Uint8Array;
  give(slab: Uint8Array): void;
}

/** Who is told what a scanner finds, in the order of the wire. May not push to the scanner. */
export interface FrameSink {
  /** A whole frame; its facts are on the scanner and valid during the call. */
  frame(scanner: FrameScanner): void;
  /** Bytes that cannot be a frame: a head with an impossible length, and all that follows it. */
  bytes(bytes: Uint8Array, start: number, end: number): void;
}

/** Payload bytes held of one frame unless told otherwise: what `ws` takes of a message, 100 MiB. */
const defaultLimit = 100 * 1024 * 1024;

/**
 * Shorter pieces of a frame are copied together: a frame that comes byte by byte must not cost an
 * object a byte, nor a few bytes keep a whole chunk of 64 KiB in memory.
 */
const copiedBelow = 1024;
const slabSize = 4096;

/** The first lengths that a number cannot hold exactly are beyond 2^53: 21 bits of the upper half. */
const upperHalfEnd = 0x20_0000;

const none = new Uint8Array(0);

/**
 * Cuts one direction of a WebSocket into frames (RFC 6455 §5.2), whatever the chunks. It judges
 * nothing: reserved bits, unknown opcodes, wrong masking and wasteful lengths leave the length clear
 * and are facts like others. Only a 64-bit length of 2^53 or more, its top bit included, ends it.
 * Chunks are kept by reference while a frame is under way and must not change until it is complete; with `slabs`
 * they are copied there, and may change after each push.
 */
export class FrameScanner {
  fin = false;
  /** 0 to 7; RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  rsv = 0;
  opcode = 0;
  masked = false;
  /** The big-endian reading of its four bytes; 0 where there is none. */
  maskKey = 0;
  lengthForm: 7 | 16 | 64 = 7;
  /** The length is in the shortest form that holds it. */
  minimal = true;
  /** Bytes of the head, 2 to 14. */
  headLength = 0;
  payloadLength = 0;

  /** The frame lies inside one chunk: head at `headAt`, payload (masked as it came) from `payloadAt` to `end` of `source`. */
  single = false;
  source: Uint8Array = none;
  headAt = 0;
  payloadAt = 0;
  end = 0;
  /**
   * Else: head and payload in order. The list is emptied after the call; without slabs the bytes its
   * parts point at stay, so parts may be kept.
   */
  get parts(): readonly FramePart[] {
    return this.#parts;
  }
  /** The payload is longer than the limit. Unless `single`, `parts` then holds the head alone. */
  oversize = false;

  /** Who is told, and how much is held of a frame: change them between frames alone. */
  sink: FrameSink;
  limit: number;
  readonly #slabs: Slabs | null;
  /** What was borrowed for the frame under way. */
  readonly #borrowed: Uint8Array[] = [];
  #borrowedUsed = 0;
  readonly #parts: { bytes: Uint8Array; start: number; end: number }[] = [];
  /** Head bytes of the frame under way. */
  readonly #head = new Uint8Array(14);
  #headHave = 0;
  #headNeed = 2;
  /** Payload bytes of it still to come, once its head is complete. */
  #missing = -1;
  #slab = none;
  #slabUsed = 0;
  #impossible = false;

  constructor(sink: FrameSink, limit = defaultLimit, slabs: Slabs | null = null) {
    this.sink = sink;
    this.limit = limit;
    this.#slabs = slabs;
  }

  /** True once an impossible length was met: nothing more will be a frame. */
  get ended(): boolean {
    return this.#impossible;
  }

  /** It knows nothing of what came before: it may serve another connection. */
  get between(): boolean {
    return this.#headHave === 0 && !this.#impossible;
  }

  /** Takes bytes `start` to `end` of a chunk. */
  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    let at = start;
    if (this.#headHave > 0) at = this.#resume(chunk, at, end);
    while (at < end && !this.#impossible) {
      if (end - at < 2 || end - at < headLengthOf(chunk[at + 1] ?? 0)) {
        at = this.#resume(chunk, at, end);
        break;
      }
      if (!this.#readHead(chunk, at)) {
        this.#impossible = true;
        break;
      }
      const next = at + this.headLength + this.payloadLength;
      if (next > end) {
        at = this.#resume(chunk, at, end);
        break;
      }
      this.oversize = this.payloadLength > this.limit;
      this.single = true;
      this.source = chunk;
      this.headAt = at;
      this.payloadAt = at + this.headLength;
      this.end = next;
      this.sink.frame(this);
      at = next;
    }
    this.source = none;
    if (at < end) this.sink.bytes(chunk, at, end);
  }

  /** What is held of a frame under way, head bytes included; none between frames. To be read at once or copied. */
  pending(): readonly FramePart[] {
    return this.#parts;
  }

  /** Facts of the head at `at`, which is complete; false for an impossible length. */
  #readHead(bytes: Uint8Array, at: number): boolean {
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1] ?? 0;
    this.fin = first >= 0x80;
    this.rsv = (first >> 4) & 7;
    this.opcode = first & 15;
    let length = second & 0x7f;
    let next = at + 2;
    if (length < 126) {
      this.lengthForm = 7;
      this.minimal = true;
    } else if (length === 126) {
      length = ((bytes[next] ?? 0) << 8) | (bytes[next + 1] ?? 0);
      next += 2;
      this.lengthForm = 16;
      this.minimal = length >= 126;
    } else {
      const upper = maskKeyOf(bytes, next);
      if (upper >= upperHalfEnd) return false;
      length = upper * 0x1_0000_0000 + maskKeyOf(bytes, next + 4);
      next += 8;
      this.lengthForm = 64;
      this.minimal = length > 0xffff;
    }
    if (second >= 0x80) {
      this.masked = true;
      this.maskKey = maskKeyOf(bytes, next);
      next += 4;
    } else {
      this.masked = false;
      this.maskKey = 0;
    }
    this.headLength = next - at;
    this.payloadLength = length;
    return true;
  }

  /** Takes what a chunk has of the frame under way, and answers where it stops. */
  #resume(chunk: Uint8Array, start: number, end: number): number {
    let at = start;
    while (this.#headHave < this.#headNeed && at < end) {
      this.#head[this.#headHave++] = chunk[at++] ?? 0;
      if (this.#headHave === 2) this.#headNeed = headLengthOf(this.#head[1] ?? 0);
    }
    if (this.#headHave < this.#headNeed) {
      this.#hold(chunk, start, at);
      return at;
    }
    if (this.#missing < 0) {
      if (!this.#readHead(this.#head, 0)) {
        for (const part of this.#parts) this.sink.bytes(part.bytes, part.start, part.end);
        this.#release();
        this.#headHave = 0;
        this.#impossible = true;
        // What of the head lies in this chunk is for the caller to hand on, with the rest of it.
        return start;
      }
      this.#missing = this.payloadLength;
      this.oversize = this.payloadLength > this.limit;
      if (this.oversize) this.#hold(chunk, start, at);
    }
    const take = Math.min(end - at, this.#missing);
    if (!this.oversize) this.#hold(chunk, start, at + take);
    this.#missing -= take;
    if (this.#missing > 0) return at + take;
    this.single = false;
    this.sink.frame(this);
    this.#release();
    this.#headHave = 0;
    this.#headNeed = 2;
    this.#missing = -1;
    return at + take;
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length === 0) return;
    if (length >= copiedBelow) {
      if (this.#slabs === null) this.#parts.push({ bytes, start, end });
      else this.#borrow(this.#slabs, bytes, start, end);
      return;
    }
    if (this.#slabUsed + length > this.#slab.length) {
      this.#slab = new Uint8Array(slabSize);
      this.#slabUsed = 0;
    }
    for (let i = 0; i < length; i++) this.#slab[this.#slabUsed + i] = bytes[start + i] ?? 0;
    const last = this.#parts.at(-1);
    if (last?.bytes === this.#slab && last.end === this.#slabUsed) last.end += length;
    else {
      const from = this.#slabUsed;
      this.#parts.push({ bytes: this.#slab, start: from, end: from + length });
    }
    this.#slabUsed += length;
  }

  #borrow(slabs: Slabs, bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      let slab = this.#borrowed.at(-1);
      if (slab === undefined || this.#borrowedUsed === slab.length) {
        slab = slabs.take();
        this.#borrowed.push(slab);
        this.#borrowedUsed = 0;
      }
      const from = this.#borrowedUsed;
      const to = from + Math.min(end - at, slab.length - from);
      slab.set(bytes.subarray(at, at + to - from), from);
      const last = this.#parts.at(-1);
      if (last?.bytes === slab && last.end === from) last.end = to;
      else this.#parts.push({ bytes: slab, start: from, end: to });
      this.#borrowedUsed = to;
      at += to - from;
    }
  }

  /** Nobody looks at the parts any more. */
  #release(): void {
    this.#parts.length = 0;
    if (this.#borrowed.length === 0) return;
    for (const slab of this.#borrowed) this.#slabs?.give(slab);
    this.#borrowed.length = 0;
  }
}

/** Bytes of the head whose second byte this is. */
export function headLengthOf(second: number): number {
  const length = second & 0x7f;
  return 2 + (length < 126 ? 0 : length === 126 ? 2 : 8) + (second & 0x80 ? 4 : 0);
}
