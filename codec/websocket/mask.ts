/** Below this a loop over bytes is done before a view of words would be made. */
const wordsFrom = 96;

const keyBytes = new Uint8Array(4);
/** The same four bytes as the machine's own word, whatever its byte order. */
const keyWord = new Uint32Array(keyBytes.buffer);

/**
 * XORs bytes `start` to `end` of `target` in place with a masking key (RFC 6455 §5.3): masking and
 * unmasking are the same. `maskKey` is the big-endian reading of its four bytes; `phase` says at which
 * byte of the payload `start` lies, for payloads that come in parts.
 */
export function unmask(target: Uint8Array, start: number, end: number, maskKey: number, phase = 0): void {
  let at = start;
  let key = rotated(maskKey, phase);
  if (end - start >= wordsFrom) {
    const odd = (4 - ((target.byteOffset + at) & 3)) & 3;
    xorBytes(target, at, at + odd, key);
    at += odd;
    key = rotated(key, odd);
    for (let i = 0; i < 4; i++) keyBytes[i] = key >>> (24 - 8 * i);
    const word = keyWord[0] ?? 0;
    const words = wordsOf(target.buffer);
    const from = (target.byteOffset + at) >>> 2;
    const count = (end - at) >>> 2;
    const to = from + count;
    let i = from;
    // Four at a time: half the time of one at a time.
    for (; i + 4 <= to; i += 4) {
      words[i] = (words[i] ?? 0) ^ word;
      words[i + 1] = (words[i + 1] ?? 0) ^ word;
      words[i + 2] = (words[i + 2] ?? 0) ^ word;
      words[i + 3] = (words[i + 3] ?? 0) ^ word;
    }
    for (; i < to; i++) words[i] = (words[i] ?? 0) ^ word;
    at += count * 4;
  }
  xorBytes(target, at, end, key);
}

/** A larger buffer is not kept alive for the sake of its view. */
const keptBytes = 128 * 1024;
let lastBuffer: ArrayBufferLike | null = null;
let lastWords = new Uint32Array<ArrayBufferLike>(new ArrayBuffer(0));

/** All whole words of a buffer; the same view again for the frames of one chunk, whose making costs as much as 100 bytes. */
function wordsOf(buffer: ArrayBufferLike): Uint32Array {
  if (buffer === lastBuffer) return lastWords;
  const words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
  if (buffer.byteLength <= keptBytes) {
    lastBuffer = buffer;
    lastWords = words;
  }
  return words;
}

/** The key as it stands `phase` bytes later. */
function rotated(key: number, phase: number): number {
  const bits = (phase & 3) * 8;
  return bits === 0 ? key : (key << bits) | (key >>> (32 - bits));
}

function xorBytes(target: Uint8Array, start: number, end: number, key: number): void {
  const first = key >>> 24;
  const second = key >>> 16;
  const third = key >>> 8;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    target[at] = (target[at] ?? 0) ^ first;
    target[at + 1] = (target[at + 1] ?? 0) ^ second;
    target[at + 2] = (target[at + 2] ?? 0) ^ third;
    target[at + 3] = (target[at + 3] ?? 0) ^ key;
  }
  if (at < end) target[at] = (target[at] ?? 0) ^ first;
  if (at + 1 < end) target[at + 1] = (target[at + 1] ?? 0) ^ second;
  if (at + 2 < end) target[at + 2] = (target[at + 2] ?? 0) ^ third;
}

/** A masking key's four bytes as the number `unmask` takes. */
export function maskKeyOf(bytes: Uint8Array, at = 0): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}

/** A masking key's four bytes as they cross the wire. */
export function maskKeyBytes(maskKey: number): Uint8Array {
  return Uint8Array.of(maskKey >>> 24, maskKey >>> 16, maskKey >>> 8, maskKey);
}
