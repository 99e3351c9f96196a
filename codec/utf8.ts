/**
 * Lowest and highest second byte per lead byte (Unicode 16, table 3-7): what keeps out overlong
 * forms (E0, F0), surrogates (ED) and code points beyond U+10FFFF (F4). Later bytes are 80..BF.
 */
function secondByteRange(lead: number): readonly [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** Bytes that follow a lead byte beyond ASCII; -1 for one that cannot lead (80..C1, F5..FF). */
function trailing(lead: number): number {
  if (lead < 0xc2) return -1;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf5 ? 3 : -1;
}

/**
 * Checks UTF-8 chunk by chunk, as fragments of a WebSocket text message need it (RFC 6455 §8.1).
 * An error is the absolute offset at which the first ill-formed sequence starts; it is reported as
 * soon as it is certain, and from then on.
 */
export class Utf8Validator {
  #offset = 0;
  #sequenceStart = 0;
  #missing = 0;
  #low = 0x80;
  #high = 0xbf;
  #error: number | null = null;

  /** Takes the next bytes; answers the offset of the first error so far, or null. */
  push(chunk: Uint8Array): number | null {
    if (this.#error !== null) return this.#error;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#missing === 0) {
        if (byte < 0x80) continue;
        this.#sequenceStart = this.#offset + at;
        this.#missing = trailing(byte);
        if (this.#missing < 0) return (this.#error = this.#sequenceStart);
        [this.#low, this.#high] = secondByteRange(byte);
      } else {
        if (byte < this.#low || byte > this.#high) return (this.#error = this.#sequenceStart);
        this.#missing--;
        this.#low = 0x80;
        this.#high = 0xbf;
      }
    }
    this.#offset += chunk.length;
    return null;
  }

  /** Says that nothing follows: a character cut short is an error too. */
  end(): number | null {
    if (this.#error === null && this.#missing > 0) this.#error = this.#sequenceStart;
    return this.#error;
  }

  /** Start of the character that is not complete yet, or null. Not an error while more may come. */
  get unfinished(): number | null {
    return this.#error === null && this.#missing > 0 ? this.#sequenceStart : null;
  }
}

/** Offset at which the first ill-formed UTF-8 sequence starts, a cut last one included; null if there is none. */
export function utf8Error(bytes: Uint8Array): number | null {
  const validator = new Utf8Validator();
  return validator.push(bytes) ?? validator.end();
}

const encoder = new TextEncoder();
/** `ignoreBOM` keeps a byte order mark as a character: nothing that arrived may vanish. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Characters up to which going through them costs less than a call of the platform's coders, some 2 µs each. */
const shortChars = 24;

/** Text as UTF-8; an unpaired surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return (text.length <= shortChars ? shortAscii(text) : null) ?? encoder.encode(text);
}

/** UTF-8 as text, U+FFFD for what is ill-formed. For eyes only: the bytes cannot be had back from it. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  if (bytes.length > shortChars || bytes.some((byte) => byte > 0x7f)) return decoder.decode(bytes);
  return String.fromCharCode(...bytes);
}

/** The bytes of a short text in ASCII; null of any other. */
function shortAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return null;
    bytes[at] = code;
  }
  return bytes;
}
