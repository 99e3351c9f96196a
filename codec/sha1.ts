function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/**
 * SHA-1 (RFC 3174). Here only for `Sec-WebSocket-Accept` (RFC 6455 §4.2.2), which must be computed
 * alike in the page and the host: `crypto.subtle` is asynchronous and absent on insecure origins.
 * Not for anything that must resist an attacker.
 */
export function sha1(message: Uint8Array): Uint8Array {
  const blocks = new Uint8Array((((message.length + 8) >> 6) + 1) << 6);
  blocks.set(message);
  blocks[message.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(blocks.length - 4, message.length << 3);

  const hash = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  const word = (index: number): number => words[index] ?? 0;
  for (let block = 0; block < blocks.length; block += 64) {
    for (let t = 0; t < 16; t++) words[t] = view.getInt32(block + t * 4);
    for (let t = 16; t < 80; t++) {
      words[t] = rotate(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
    for (let t = 0; t < 80; t++) {
      const [f, k] = round(t, b, c, d);
      const next = (rotate(a, 5) + f + e + k + word(t)) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    for (const [index, value] of [a, b, c, d, e].entries()) hash[index] = (hash[index] ?? 0) + value;
  }
  const digest = new Uint8Array(20);
  const out = new DataView(digest.buffer);
  hash.forEach((value, index) => out.setInt32(index * 4, value));
  return digest;
}

/** The function and constant of step `t` (RFC 3174 §5). */
function round(t: number, b: number, c: number, d: number): readonly [f: number, k: number] {
  if (t < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (t < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (t < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}
