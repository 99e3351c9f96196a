import {
  Z_BUF_ERROR,
  Z_DEFAULT_STRATEGY,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  ZStream,
  zlibDeflate,
  zlibDeflateInit2,
  zlibDeflateReset,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
  zlibInflateResetKeep,
} from 'pako';
import { joinParts } from './part-list.js';

/** What the sender took off the end of each message (RFC 7692 §7.2.1). */
const tail = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** Inflated bytes asked for at a time: what a bomb can cost beyond its limit. */
const pieceBytes = 64 * 1024;

/**
 * Blocks marked as the last one that a message may have. They are allowed (RFC 7692 §7.2.3.4), but each
 * costs fresh tables while two bytes make one.
 */
const maxFinalBlocks = 1_000;

/** How many bits of `data_type` say that zlib stands between two blocks. */
const betweenBlocks = 128;

export type Inflated =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `data`: no DEFLATE data; `limit`: more than was allowed; `lost`: refers to messages that could not be read. */
  | { readonly ok: false; readonly why: 'data' | 'limit' | 'lost'; readonly message: string };

/** Inflates the messages of one direction (RFC 7692 §7.2.2). */
export class MessageInflater {
  readonly #stream = new ZStream();
  readonly #keeps: boolean;
  readonly #output = new Uint8Array(pieceBytes);
  #lost = false;

  /** `contextTakeover`: messages may refer to those before them. */
  constructor(windowBits: number, contextTakeover: boolean) {
    this.#keeps = contextTakeover;
    // Negative: DEFLATE data without a zlib head.
    zlibInflateInit2(this.#stream, -windowBits);
  }

  /** The message that compressed payload in parts stands for, of at most `limit` bytes. */
  inflate(parts: readonly Uint8Array[], limit: number): Inflated {
    if (!this.#keeps) zlibInflateReset(this.#stream);
    const result = this.#inflate(parts, limit);
    if (result.ok) return result;
    const lost = this.#lost;
    this.#lost = this.#keeps;
    zlibInflateReset(this.#stream);
    if (!lost || result.why !== 'data') return result;
    return { ok: false, why: 'lost', message: 'it refers to a compressed message that could not be read' };
  }

  #inflate(parts: readonly Uint8Array[], limit: number): Inflated {
    const stream = this.#stream;
    const pieces: Uint8Array[] = [];
    let size = 0;
    let finals = 0;
    let atEnd = false;
    for (const part of [...parts, tail]) {
      // A message may end with a last block and nothing after it; the tail then has nothing to end.
      if (part === tail && atEnd) break;
      stream.input = part;
      stream.next_in = 0;
      stream.avail_in = part.length;
      do {
        if (stream.avail_in === 0 && atEnd) break;
        if (atEnd) {
          if (++finals > maxFinalBlocks) {
            return { ok: false, why: 'limit', message: `it has more than ${maxFinalBlocks} last blocks` };
          }
          // The window stays: what follows may refer to what came before.
          zlibInflateResetKeep(stream);
        }
        stream.output = this.#output;
        stream.next_out = 0;
        stream.avail_out = Math.min(pieceBytes, limit - size + 1);
        const status = zlibInflate(stream, Z_SYNC_FLUSH);
        if (status < 0 && status !== Z_BUF_ERROR) {
          return { ok: false, why: 'data', message: stream.msg === '' ? 'invalid data' : stream.msg };
        }
        atEnd = status === Z_STREAM_END;
        size += stream.next_out;
        if (stream.next_out > 0) pieces.push(this.#output.slice(0, stream.next_out));
        if (size > limit) {
          return { ok: false, why: 'limit', message: `it inflates to more than ${limit} bytes` };
        }
      } while (stream.avail_out === 0 || stream.avail_in > 0);
    }
    if (!atEnd && (stream.data_type & betweenBlocks) === 0) {
      return { ok: false, why: 'data', message: 'it ends inside a block' };
    }
    if (atEnd) zlibInflateResetKeep(stream);
    const [only] = pieces;
    return {
      ok: true,
      bytes: pieces.length === 1 && only !== undefined ? only.slice() : joinParts(pieces),
    };
  }
}

/** What an empty message is when compressed (RFC 7692 §7.2.3.6). */
const emptyMessage = Uint8Array.of(0x00);

/** Compresses the messages of one direction (RFC 7692 §7.2.1). */
export class MessageDeflater {
  readonly #stream = new ZStream();
  readonly #keeps: boolean;

  constructor(windowBits: number, contextTakeover: boolean) {
    this.#keeps = contextTakeover;
    // zlib has no window of 256 bytes for raw data; stored blocks refer to nothing and fit in any.
    const level = windowBits === 8 ? 0 : 6;
    zlibDeflateInit2(this.#stream, level, 8, -Math.max(9, windowBits), 8, Z_DEFAULT_STRATEGY);
  }

  /** The payload of a compressed message. */
  deflate(message: Uint8Array): Uint8Array {
    if (message.length === 0) return emptyMessage.slice();
    const stream = this.#stream;
    if (!this.#keeps) zlibDeflateReset(stream);
    const pieces: Uint8Array[] = [];
    let size = 0;
    stream.input = message;
    stream.next_in = 0;
    stream.avail_in = message.length;
    do {
      const output = new Uint8Array(pieceBytes);
      stream.output = output;
      stream.next_out = 0;
      stream.avail_out = output.length;
      zlibDeflate(stream, Z_SYNC_FLUSH);
      size += stream.next_out;
      pieces.push(output.subarray(0, stream.next_out));
    } while (stream.avail_out === 0);
    return joinParts(pieces).subarray(0, size - tail.length);
  }
}
