import { fail, failAt, nameCharacter, ok, type Result } from './result.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const encodeTable = new TextEncoder().encode(alphabet);
const space = 0xfe;
const pad = 0xfd;
const invalid = 0xff;

/** Character code to its six bits; both alphabets of RFC 4648 (§4 and §5), white space, padding. */
const decodeTable = new Uint8Array(256).fill(invalid);
encodeTable.forEach((unit, bits) => (decodeTable[unit] = bits));
decodeTable[0x2d] = 62;
decodeTable[0x5f] = 63;
decodeTable[0x3d] = pad;
for (const unit of [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0xa0]) decodeTable[unit] = space;

/**
 * Bytes from Base64, standard or URL alphabet (RFC 4648 §4, §5). White space is forgiven and
 * padding may be missing, but what is there must be right. Fails with `base64.character`,
 * `base64.length` or `base64.padding`.
 */
export function parseBase64(text: string): Result<Uint8Array> {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let group = 0;
  let digits = 0;
  let pads = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const bits = unit < 256 ? (decodeTable[unit] ?? invalid) : invalid;
    if (bits === space) continue;
    if (bits === pad) {
      if (digits % 4 < 2 || (digits + pads) % 4 === 0) {
        return failAt('base64.padding', text, at, "'='", ' is padding where none belongs');
      }
      pads++;
      continue;
    }
    if (bits === invalid) {
      return failAt('base64.character', text, at, `${nameCharacter(text, at)}`, ' is not a Base64 character');
    }
    if (pads > 0) {
      return failAt('base64.padding', text, at, `${nameCharacter(text, at)}`, " comes after '=', the end");
    }
    group = (group << 6) | bits;
    digits++;
    if (digits % 4 === 0) {
      bytes[length++] = group >> 16;
      bytes[length++] = group >> 8;
      bytes[length++] = group;
      group = 0;
    }
  }
  const left = digits % 4;
  if (left === 1) {
    const at = text.trimEnd().length - 1;
    return failAt(
      'base64.length',
      text,
      at,
      `the last character ${nameCharacter(text, at)}`,
      ' carries six bits, which make no byte: Base64 comes in groups of four',
    );
  }
  if (pads > 0 && (digits + pads) % 4 !== 0) {
    return fail('base64.padding', `one '=' is missing at the end (offset ${text.length})`, {
      offset: text.length,
    });
  }
  if (left === 2) bytes[length++] = group >> 4;
  if (left === 3) {
    bytes[length++] = group >> 10;
    bytes[length++] = group >> 2;
  }
  return ok(bytes.subarray(0, length));
}

const asciiDecoder = new TextDecoder();

/** Bytes as standard Base64 with padding (RFC 4648 §4). Linear, no recursion: 100 MB are fine. */
export function formatBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text[to++] = encodeTable[group >> 18] ?? 0;
    text[to++] = encodeTable[(group >> 12) & 63] ?? 0;
    text[to++] = left > 1 ? (encodeTable[(group >> 6) & 63] ?? 0) : 0x3d;
    text[to++] = left > 2 ? (encodeTable[group & 63] ?? 0) : 0x3d;
  }
  return asciiDecoder.decode(text);
}
