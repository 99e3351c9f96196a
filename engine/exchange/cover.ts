import { findHeadEnd, isSecretHeader, secretsInAddresses, secretsInSubprotocols } from '../../codec/index.js';
import type { SecretRange } from '../../codec/index.js';
import { leastCoveredBytes } from '../../contract/index.js';

const star = 0x2a;

/**
 * Covers what must not leave: values of secret variables wherever they stand, as they are, percent-encoded and
 * within JSON; of handshakes the values of secret headers, tokens in queries and among subprotocols, and what
 * stands before an @. A covered byte is an asterisk, so that lengths and offsets stay as they were.
 */
export class Cover {
  readonly #texts: readonly string[];
  readonly #bytes: readonly Buffer[];
  /** Bytes around a piece that must be seen to know what of it is secret. */
  readonly reach: number;

  constructor(secrets: readonly string[]) {
    const long = secrets.filter((secret) => Buffer.byteLength(secret) >= leastCoveredBytes);
    const texts = [...new Set(long.flatMap(formsOf))];
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
    let protocols = false;
    for (const range of secretsInAddresses(copy.toString('latin1', 0, end < 0 ? copy.length : end)))
      coverRange(copy, range);
    for (let at = 0, until = end < 0 ? copy.length : end; at < until;) {
      const feed = copy.indexOf(0x0a, at);
      const next = feed < 0 ? until : feed + 1;
      const first = copy[at];
      const folded = first === 0x20 || first === 0x09;
      const colon = copy.indexOf(0x3a, at);
      if (!folded) {
        const name = colon > at && colon < next ? copy.toString('latin1', at, colon) : '';
        secret = isSecretHeader(name);
        protocols = name.trim().toLowerCase() === 'sec-websocket-protocol';
      }
      // A folded line goes on with the value of the one before.
      const from = folded ? at : colon + 1;
      if (secret) coverLine(copy, from, next);
      else if (protocols) {
        for (const range of secretsInSubprotocols(copy.toString('latin1', from, next)))
          coverRange(copy, range, from);
      }
      at = next;
    }
    return copy;
  }

  /** With tokens and credentials in addresses covered too. */
  text(text: string): string {
    const known = this.#texts.reduce((covered, secret) => covered.replaceAll(secret, '***'), text);
    let rest = 0;
    let covered = '';
    const ranges = [...secretsInAddresses(known)].sort(([a], [b]) => a - b);
    for (const [from, to] of ranges) {
      if (from < rest) continue;
      covered += `${known.slice(rest, from)}***`;
      rest = to;
    }
    return covered + known.slice(rest);
  }

  /** Plain facts with every text in them covered. */
  facts<T>(facts: T): T {
    // Details and descriptions are plain JSON: the same fields come back, with other texts in them.
    return JSON.parse(JSON.stringify(facts), (_, value: unknown) =>
      typeof value === 'string' ? this.text(value) : value,
    ) as T;
  }
}

/** How a secret may stand in what is said. */
function formsOf(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

function coverRange(bytes: Buffer, [from, to]: SecretRange, offset = 0): void {
  bytes.fill(star, offset + from, offset + to);
}

/** White space and the end of the line stay. */
function coverLine(line: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const byte = line[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) line[at] = star;
  }
}
