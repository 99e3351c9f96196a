import { isSecretHeader, secretsInAddresses } from '../../codec/index.js';

/** Characters of a line that are looked at for what it is: a name, or a request with its target. */
const mostLooked = 4 * 1024;
const star = 0x2a;

/** A request's or a response's first line (RFC 9112 §3, §4). */
const startLine = /^(?:[A-Z]{2,20} \S+ HTTP\/\d|HTTP\/\d[\d.]* \d{3}\b)/;
/** A field's name is a token with nothing before its colon (§5.1). */
const fieldLine = /^([!#$%&'*+.^_`|~\w-]{1,256}):/;

/** How a line may begin that is neither of them. */
const noHeader = '{';

/** A letter, a digit or a sign of a token that names begin with. */
function beginsToken(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f;
}

/** Where a stream is. */
interface Line {
  /** How the line began that is not complete; empty between two lines. */
  readonly text: string;
  /** The value of the last field is a secret: folded lines go on with it. */
  readonly secret: boolean;
  /** A start line came and no empty line yet. */
  readonly head: boolean;
}
const begun: Line = { text: '', secret: false, head: false };

/** What bytes are a part of. */
export interface Part {
  /** Whose bytes follow each other. */
  readonly stream: string;
  /** Where these bytes are the last of their row: what comes next of the stream. */
  readonly next: 'the same line' | 'another line' | 'another message';
}

/**
 * Covers the values of secret headers in HTTP that was sent as plain bytes, row by row as the stream was cut. A name
 * that could stand in other texts too (`Token`, `Password`) counts within a head alone; `Authorization`, `Cookie`
 * and names with a hyphen (`X-Api-Key`) count wherever a line begins with them. The length stays.
 */
export class HeaderCover {
  readonly #streams = new Map<string, Line>();

  /** The same bytes, or a copy with what is secret covered. */
  bytes(bytes: Uint8Array, { stream, next: after }: Part): Uint8Array {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let copy: Buffer | null = null;
    const fill = (from: number, to: number): void => {
      copy ??= Buffer.from(view);
      copy.fill(star, from, to);
    };
    let line = this.#streams.get(stream) ?? begun;
    for (let at = 0; at < view.length;) {
      const feed = view.indexOf(0x0a, at);
      const next = feed < 0 ? view.length : feed + 1;
      line = coverLine(view, at, next, line, fill);
      if (feed >= 0) line = { ...line, text: '' };
      at = next;
    }
    if (after === 'another message') this.#streams.delete(stream);
    else this.#streams.set(stream, after === 'another line' ? { ...line, text: '' } : line);
    return copy ?? bytes;
  }
}

/** Covers one line, or the next part of one; answers what is known of it now. */
function coverLine(
  bytes: Buffer,
  from: number,
  to: number,
  before: Line,
  fill: (from: number, to: number) => void,
): Line {
  // Most lines of most streams begin as no header does: they cost no text. What is kept stands for any of those.
  const idle = before.text === '' && !before.head && !before.secret;
  if (idle && !beginsToken(bytes[from] ?? 0)) return { ...before, text: noHeader };
  const here = bytes.toString('latin1', from, Math.min(to, from + mostLooked));
  const text = before.text.length < mostLooked ? before.text + here : before.text;
  if (text.trim() === '') return /\n/.test(text) ? begun : { ...before, text };
  // A folded line goes on with the value of the one before.
  if (/^[ \t]/.test(text)) {
    if (before.secret) coverValue(bytes, from, to, fill);
    return { ...before, text };
  }
  if (startLine.test(text)) {
    coverAddresses(here, from, fill);
    return { text, secret: false, head: true };
  }
  const name = fieldLine.exec(text)?.[1];
  const secret = name !== undefined && isSecretHeader(name) && (before.head || isTelling(name));
  if (secret) coverValue(bytes, Math.max(from, from + name.length + 1 - before.text.length), to, fill);
  else if (before.head) coverAddresses(here, from, fill);
  return { text, secret, head: before.head };
}

/** A name that is hardly anything but a header's. */
function isTelling(name: string): boolean {
  return name.includes('-') || /^(?:cookie|authorization)$/i.test(name);
}

/** White space and the end of the line stay. */
function coverValue(bytes: Buffer, from: number, to: number, fill: (from: number, to: number) => void): void {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) fill(at, at + 1);
  }
}

/** Tokens and credentials in a target, a `Referer`, a `Location`. */
function coverAddresses(text: string, at: number, fill: (from: number, to: number) => void): void {
  for (const [from, to] of secretsInAddresses(text)) fill(at + from, at + to);
}
