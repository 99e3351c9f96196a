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
    const count = (end - at) >>> 2;
    const words = new Uint32Array(target.buffer, target.byteOffset + at, count);
    for (let i = 0; i < count; i++) words[i] = (words[i] ?? 0) ^ word;
    at += count * 4;
  }
  xorBytes(target, at, end, key);
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
