import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit2,
  ZStream,
} from 'pako';
import { maxUnwrapped } from './fields.js';

/** What came of inflating: as far as it went. */
export interface Inflated {
  readonly output: Uint8Array;
  /** Offset after the last byte that was used. */
  readonly end: number;
  /** The last block was read to its end. */
  readonly complete: boolean;
  /** There was more output than the limit. */
  readonly limited: boolean;
  /** Why it stopped, where that is a fault of the data. */
  readonly error: string | null;
}

/** Raw deflate with a window of 32 KiB, the largest there is. */
const rawWindow = -15;
const chunkBytes = 65_536;

/** Inflates raw deflate data (RFC 1951) from `start`, at most `limit` bytes of output. */
export function inflateRaw(bytes: Uint8Array, start: number, limit = maxUnwrapped): Inflated {
  const stream = new ZStream();
  zlibInflateInit2(stream, rawWindow);
  stream.input = bytes;
  stream.next_in = start;
  stream.avail_in = bytes.length - start;
  const chunks: Uint8Array[] = [];
  let size = 0;
  let limited = false;
  let error: string | null = null;
  let complete = false;
  for (;;) {
    const output = new Uint8Array(Math.min(chunkBytes, limit - size + 1));
    stream.output = output;
    stream.next_out = 0;
    stream.avail_out = output.length;
    const status = zlibInflate(stream, Z_NO_FLUSH);
    size += stream.next_out;
    if (stream.next_out > 0) chunks.push(output.subarray(0, stream.next_out));
    complete = status === Z_STREAM_END;
    limited = size > limit;
    if (complete || limited) break;
    if (status !== Z_OK && status !== Z_BUF_ERROR) {
      error = stream.msg === '' ? 'the data cannot be inflated' : stream.msg;
      break;
    }
    if (stream.avail_out > 0) {
      error = 'the data ends before its last block does';
      break;
    }
  }
  zlibInflateEnd(stream);
  return { output: join(chunks, Math.min(size, limit)), end: stream.next_in, complete, limited, error };
}

/** The first `size` bytes of chunks as one. */
export function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, size - at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as gzip has it (RFC 1952 §8). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Adler-32 as zlib has it (RFC 1950 §8). */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length;) {
    // 5552 bytes are the most that cannot overflow 32 bits.
    const end = Math.min(bytes.length, at + 5552);
    for (; at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}
