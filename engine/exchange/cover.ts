import { findHeadEnd, isSecretHeader } from '../../codec/index.js';

/** A secret shorter than this would cover half of what is said; bytes. */
const shortestSecret = 4;
const star = 0x2a;

/**
 * Covers what must not leave: values of secret variables wherever they stand, and credentials in the
 * headers of handshakes. A covered byte is an asterisk, so that lengths and offsets stay as they were.
 */
export class Cover {
  readonly #texts: readonly string[];
  readonly #bytes: readonly Buffer[];
  /** Bytes around a piece that must be seen to know what of it is secret. */
  readonly reach: number;

  constructor(secrets: readonly string[]) {
    const texts = secrets.filter((secret) => Buffer.byteLength(secret) >= shortestSecret);
    this.#texts = texts.sort((a, b) => b.length - a.length);
    this.#bytes = this.#texts.map((text) => Buffer.from(text));
    this.reach = Math.max(0, ...this.#bytes.map(({ length }) => length - 1));
  }

  /** The same bytes, or a copy with what is secret covered. */
  bytes(bytes: Uint8Array): Uint8Array {
    let copy: Buffer | null = null;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const secret of this.#bytes) {
      for (let at = view.indexOf(secret); at >= 0; at = view.indexOf(secret, at + 1)) {
        copy ??= Buffer.from(view);
        copy.fill(star, at, at + secret.length);
      }
    }
    return copy ?? bytes;
  }

  /** The head of a request or response with the values of its secret headers covered; the rest as `bytes`. */
  head(bytes: Uint8Array): Uint8Array {
    const copy = Buffer.from(this.bytes(bytes));
    const end = findHeadEnd(copy);
    let secret = false;
    for (let at = 0, until = end < 0 ? copy.length : end; at < until;) {
      const feed = copy.indexOf(0x0a, at);
      const next = feed < 0 ? until : feed + 1;
      const first = copy[at];
      const folded = first === 0x20 || first === 0x09;
      const colon = copy.indexOf(0x3a, at);
      if (!folded) secret = colon > at && colon < next && isSecretHeader(copy.toString('latin1', at, colon));
      // A folded line goes on with the value of the one before.
      if (secret) coverLine(copy, folded ? at : colon + 1, next);
      at = next;
    }
    return copy;
  }

  text(text: string): string {
    return this.#texts.reduce((covered, secret) => covered.replaceAll(secret, '***'), text);
  }

  /** Plain facts with every text in them covered. */
  facts<T>(facts: T): T {
    if (this.#texts.length === 0) return facts;
    // Details and descriptions are plain JSON: the same fields come back, with other texts in them.
    return JSON.parse(JSON.stringify(facts), (_, value: unknown) =>
      typeof value === 'string' ? this.text(value) : value,
    ) as T;
  }
}

/** White space and the end of the line stay. */
function coverLine(line: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const byte = line[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) line[at] = star;
  }
}
