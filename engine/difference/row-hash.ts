import {
  ContentHash,
  HashNumbers,
  canonicalJson,
  decodeUtf8Lossy,
  jsonShape,
  looksLikeJson,
  looksTextual,
  type IgnoredPath,
} from '../../codec/index.js';
import { RowKind, countedFlags, countedHead, maxDifferenceJson } from '../../contract/index.js';
import type { DifferenceSpec } from '../../contract/index.js';

/** What a payload's shape is told from, bytes. */
const shapeBytes = 4_096;
/** Largest JSON whose shape is told by its members. */
const jsonShapeBytes = 16_384;
const message = 1;

/** What a row is told apart by besides its payload. */
export interface HashedRow {
  readonly kind: number;
  readonly direction: number;
  /** Of flags and head, what counts: see `factsOf`. */
  readonly facts: number;
  /** How many-th peer of its side, where that counts; else 0. */
  readonly peer: number;
}

/**
 * Kind and direction in a byte: rows of two sorts are never compared with each other. What carries a message is one
 * sort, so that a session over TCP can be compared with one over WebSocket, and a whole frame with the first of many.
 */
export function sortOf(kind: number, direction: number): number {
  const carries = isMessage(kind) || kind === RowKind.frame;
  return ((carries ? message : kind) & 63) | ((direction & 3) << 6);
}

/** What counts of a row's flags and of its frame's head, as one number. */
export function factsOf(
  { flags, head, size }: { readonly flags: number; readonly head: number; readonly size: number },
  { layer, counts }: Pick<DifferenceSpec, 'layer' | 'counts'>,
): number {
  const heads = counts.heads && layer === 'wire' && head >= 0;
  const ofHead = heads ? countedHead(head >>> 8, head & 0xff, size) : 0;
  return (ofHead << 6) | (counts.flags ? flags & countedFlags : 0);
}

export function isMessage(kind: number): boolean {
  const { chunk, datagram, text, binary } = RowKind;
  return kind === chunk || kind === datagram || kind === text || kind === binary;
}

/** Payloads whose meaning is remembered, in 32 MiB at most; where there are more, the rest is read each for itself. */
const mostRemembered = 1 << 20;

/** Hashes by meaning of payloads that were read, by the hash of their bytes: most stand on both sides. */
class Meanings {
  readonly #numbers = new HashNumbers();
  readonly #high = new Uint32Array(mostRemembered);
  readonly #low = new Uint32Array(mostRemembered);

  /** Takes a hash of bytes to that of their meaning, which `read` makes where it is not known. */
  of(hash: ContentHash, read: () => void): void {
    const known = this.#numbers.count;
    if (known >= mostRemembered) return read();
    const number = this.#numbers.of(hash.high, hash.low);
    if (number === known) {
      read();
      this.#high[number] = hash.high;
      this.#low[number] = hash.low;
    } else {
      hash.high = this.#high[number] ?? 0;
      hash.low = this.#low[number] ?? 0;
    }
  }
}

/** How rows are told apart. */
export class RowHash {
  readonly hash: ContentHash;
  readonly #meanings: Meanings | null;

  constructor(
    seed: number,
    meaning: boolean,
    readonly ignored: readonly IgnoredPath[],
  ) {
    this.hash = new ContentHash(seed);
    this.#meanings = meaning || ignored.length > 0 ? new Meanings() : null;
  }

  /** Begins the hash of a row's content; `piece` and `finish` follow. */
  begin({ kind, direction, facts, peer }: HashedRow): void {
    this.hash.reset();
    this.hash.number((direction << 8) | kind);
    this.hash.number(facts);
    this.hash.number(peer);
  }

  /** The hash of a payload that is here whole. */
  whole(row: HashedRow, payload: Uint8Array): void {
    this.begin(row);
    this.hash.bytes(payload);
    this.hash.finish();
    if (this.#meanings === null || payload.length > maxDifferenceJson || !isJson(payload)) return;
    this.#meanings.of(this.hash, () => {
      const canonical = canonicalJson(decodeUtf8Lossy(payload), this.ignored);
      if (canonical === null) return;
      this.begin(row);
      // Under a mark of its own: the same text might be another payload's bytes.
      this.hash.number(1);
      this.hash.text(canonical);
      this.hash.finish();
    });
  }

  /** The hash of what sort of message it is. */
  shape(kind: number, direction: number, payload: Uint8Array, size: number): void {
    const { hash } = this;
    hash.reset();
    hash.number(sortOf(kind, direction));
    const head = payload.subarray(0, shapeBytes);
    const json = payload.length === size && size <= jsonShapeBytes && isJson(head) ? shapeOf(payload) : null;
    if (json !== null) hash.text(json);
    else if (looksTextual(head)) hash.bytes(withoutDigits(head));
    else {
      // Binary protocols begin with what they are, and messages of one kind are mostly of one size.
      hash.number(size);
      hash.bytes(head, 0, 2);
    }
    hash.finish();
  }

  /** The hash of a key; of a row that has none, of its content, which `hash` holds by then. */
  key({ kind, direction, peer }: HashedRow, key: string | null): void {
    const { hash } = this;
    const { high, low } = hash;
    hash.reset();
    hash.number(sortOf(kind, direction));
    // Where peers count, each has keys of its own.
    hash.number(peer);
    hash.number(key === null ? 0 : 1);
    if (key === null) {
      hash.number(high);
      hash.number(low);
    } else hash.text(key);
    hash.finish();
  }
}

const shapeOf = (payload: Uint8Array): string | null => jsonShape(decodeUtf8Lossy(payload));

/** Whether it may be JSON with something in it: a quick look before it is read. */
function isJson(payload: Uint8Array): boolean {
  return looksLikeJson(String.fromCharCode(...payload.subarray(0, 16)));
}

const zero = 0x30;

/** Each run of digits as one. */
function withoutDigits(text: Uint8Array): Uint8Array {
  const made = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    const digit = byte >= zero && byte <= zero + 9;
    if (digit && length > 0 && made[length - 1] === zero) continue;
    made[length++] = digit ? zero : byte;
  }
  return made.subarray(0, length);
}
