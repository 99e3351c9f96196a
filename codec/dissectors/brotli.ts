import { formatBytes } from '../size.js';
import { looksTextual } from '../text.js';
import { decodeBrotli, type BrotliSink, type BrotliSource } from './brotli-decoder.js';
import type { Dissector } from './dissector.js';
import { done, FieldTree, maxUnwrapped, needMore, notMine } from './fields.js';
import { join } from './inflate.js';

/** Output made to tell brotli, which has no signature: only decoding tells. */
const sniffOutput = 65_536;

export interface Decompressed {
  readonly output: Uint8Array;
  /** There was more output than the limit. */
  readonly limited: boolean;
  readonly error: string | null;
}

/** Ends the decoding at the limit; never leaves this file. */
class Enough extends Error {}

/** Decompresses with so many bytes of `pad` after the end, which a whole stream does not look at. */
function decodeWith(bytes: Uint8Array, pad: number, limit: number): Decompressed {
  let at = 0;
  let size = 0;
  const chunks: Uint8Array[] = [];
  const source: BrotliSource = {
    read(target, from, count) {
      // The decoder notices the end late where it is short, and not at all where it reads over it.
      if (at > bytes.length) return -1;
      const part = bytes.subarray(at, at + count);
      target.set(part, from);
      target.fill(pad, from + part.length, from + count);
      at += part.length < count ? count : part.length;
      return count;
    },
  };
  const sink: BrotliSink = {
    buffer: { length: Infinity },
    write(made, count) {
      const part = made.slice(0, Math.min(count, limit - size));
      chunks.push(part);
      size += part.length;
      if (part.length < count) throw new Enough();
    },
  };
  try {
    decodeBrotli(source, sink);
    return { output: join(chunks, size), limited: false, error: null };
  } catch (thrown) {
    // Whatever else the decoder throws (a bad code, an index outside a table) is the data's fault.
    const limited = thrown instanceof Enough;
    return {
      output: join(chunks, size),
      limited,
      error: limited ? null : 'the data is no brotli stream, or is cut short',
    };
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * Decompresses a brotli stream (RFC 7932), at most `limit` bytes of output. What follows the stream is not
 * noticed. A stream that needs bytes beyond the end is cut short, even where it seems to end.
 */
export function decompressBrotli(bytes: Uint8Array, limit = maxUnwrapped): Decompressed {
  const first = decodeWith(bytes, 0x00, limit);
  if (first.error !== null || first.limited) return first;
  const second = decodeWith(bytes, 0xff, limit);
  if (second.error === null && sameBytes(first.output, second.output)) return first;
  return { ...first, error: 'the stream is cut short' };
}

/** The window size of the stream's header (RFC 7932 §9.1) in bits and how many bits say so; null where it is reserved. */
function windowBits(first: number): { readonly bits: number; readonly count: number } | null {
  if ((first & 1) === 0) return { bits: 16, count: 1 };
  const high = (first >> 1) & 7;
  if (high !== 0) return { bits: 17 + high, count: 4 };
  const low = (first >> 4) & 7;
  if (low === 1) return null;
  return { bits: low === 0 ? 17 : 8 + low, count: 7 };
}

/** How many times its size a payload hardly decompresses to: the first block is not that long by chance alone. */
const likelyRatio = 200;

/**
 * The length of the first meta-block's output (RFC 7932 §9.2), or null where it has none. Decoding asks for
 * a whole window of memory first: this tells most bytes that are no brotli at no cost.
 */
function firstBlockLength(bytes: Uint8Array): number | null {
  let bit = windowBits(bytes[0] ?? 0)?.count ?? 0;
  const take = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index++, bit++)
      value += (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) * 2 ** index;
    return value;
  };
  const isEmpty = take(1) === 1 && take(1) === 1;
  const nibbles = 4 + take(2);
  // 7 stands for metadata, which real streams do not begin with.
  if (bit === 0 || isEmpty || nibbles === 7) return null;
  const length = take(4 * nibbles);
  return nibbles > 4 && length < 16 ** (nibbles - 1) ? null : length + 1;
}

/** Brotli (RFC 7932). */
export const brotli: Dissector = {
  id: 'brotli',
  label: 'Brotli',
  sniff(bytes, context) {
    if (context.text === true || bytes.length < 6) return 0;
    if (windowBits(bytes[0] ?? 0) === null || looksTextual(bytes.subarray(0, 256))) return 0;
    const length = firstBlockLength(bytes);
    if (length === null || length > bytes.length * likelyRatio) return 0;
    const { output, error } = decompressBrotli(bytes, sniffOutput);
    // What decodes to text twice its size hardly did so by chance.
    const least = Math.min(bytes.length, sniffOutput / 2);
    if (error !== null || output.length <= least / 2 || !looksTextual(output)) return 0;
    return output.length >= least * 2 ? 0.4 : 0.3;
  },
  dissect(bytes) {
    if (bytes.length === 0) return needMore('there is no byte');
    const window = windowBits(bytes[0] ?? 0);
    if (window === null) return notMine('its window size is reserved (RFC 7932 §9.1)');
    const { output, limited, error } = decompressBrotli(bytes);
    if (error !== null && output.length === 0) return notMine(error);
    const tree = new FieldTree();
    const text = limited
      ? `more than ${formatBytes(output.length)}, the rest is not decompressed`
      : `${formatBytes(output.length)} decompressed from ${formatBytes(bytes.length)}`;
    const bits = { first: 8 - window.count, count: window.count };
    tree.addBits('WBITS', 0, 1, bits, `window of ${2 ** window.bits - 16} bytes`);
    tree.add('Compressed data', 0, bytes.length, text, error ?? undefined);
    const unwrapped = { label: 'decompressed brotli', bytes: output };
    return done(
      tree.finish(bytes.length),
      `brotli, ${text}`,
      bytes.length,
      output.length > 0 ? unwrapped : undefined,
    );
  },
};
