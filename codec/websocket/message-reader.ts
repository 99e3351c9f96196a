import { Utf8Validator, utf8Error } from '../utf8.js';
import { MessageInflater } from './deflate.js';
import type { DeflateParameters } from './extensions.js';
import { badText, judgeFrame, violation, type Violation } from './frame-rules.js';
import { FrameScanner, type FramePart } from './frame-scanner.js';
import { decodeFrameHead, type FrameHead } from './frame.js';
import { unmask } from './mask.js';
import { Opcode, isControl, isReserved } from './opcode.js';
import { PartList, joinParts } from './part-list.js';

/** A frame as it was read; the bytes are its own. */
export interface ReadFrame {
  /** Counts frames from 0. */
  readonly index: number;
  /** Where its head starts in the bytes of this direction. */
  readonly offset: number;
  readonly head: FrameHead;
  /** The head as it crossed the wire. */
  readonly headBytes: Uint8Array;
  /** Unmasked, still compressed; empty if it is longer than the limit. */
  readonly payload: Uint8Array;
  /** The payload is longer than the limit and was dropped, so that it is not judged. */
  readonly oversize: boolean;
  /** Every rule it breaks, what the message breaks with this frame included. */
  readonly violations: readonly Violation[];
}

/** A text or binary message, of one frame or many. */
export interface ReadMessage {
  readonly opcode: 1 | 2;
  /** Its frames: the first, the last, and how many of those between are its own (control frames are not). */
  readonly first: number;
  readonly last: number;
  readonly fragments: number;
  /** Assembled and inflated; empty if it was `lost`. */
  readonly payload: Uint8Array;
  readonly compressed: boolean;
  /** Bytes of payload that crossed the wire. */
  readonly wireLength: number;
  /** Bytes on the wire for each byte of the message; null if it is not compressed, or empty. */
  readonly ratio: number | null;
  /**
   * Why there is no whole message: another began before it ended, it is over the limit, or it cannot
   * be inflated.
   */
  readonly lost: 'unfinished' | 'too-large' | 'deflate' | null;
  /** In words, if it was lost. */
  readonly reason: string;
  /** Rules the message breaks as a whole; the last frame has them too. */
  readonly violations: readonly Violation[];
}

/** Who is told what is read, in the order of the wire: a message after the last of its frames. */
export interface MessageSink {
  frame?(frame: ReadFrame): void;
  message?(message: ReadMessage): void;
  /** Bytes that cannot be a frame; `why` is the rule that the first of them break. Own copies. */
  bytes?(bytes: Uint8Array, why: Violation): void;
}

export interface MessageReaderOptions {
  /** Whose bytes they are; null judges no masking. */
  readonly role: 'client' | 'server' | null;
  /** What permessage-deflate was agreed on; null where it was not negotiated. */
  readonly deflate: DeflateParameters | null;
  /** Bytes of a message, on the wire or inflated, that are held; larger ones are `lost`. 100 MiB. */
  readonly limit?: number;
}

/** The message under way. */
interface Draft {
  readonly opcode: 1 | 2;
  readonly first: number;
  readonly compressed: boolean;
  readonly utf8: Utf8Validator | null;
  readonly parts: PartList;
  fragments: number;
  wireLength: number;
  tooLarge: boolean;
}

/**
 * Reads one direction of a WebSocket: frames, the messages they make, and every rule they break
 * (RFC 6455 §5, RFC 7692). No violation stops it but a length that no frame can have: the bytes after
 * that are bytes. Chunks must not change while a frame is under way.
 */
export class MessageReader {
  readonly #sink: MessageSink;
  readonly #options: MessageReaderOptions;
  readonly #limit: number;
  readonly #scanner: FrameScanner;
  readonly #inflater: MessageInflater | null;
  #index = 0;
  #offset = 0;
  #draft: Draft | null = null;
  #closed = false;
  /** Of an impossible head: its pieces until they tell why, then why. */
  readonly #junk: Uint8Array[] = [];
  #why: Violation | null = null;

  constructor(sink: MessageSink, options: MessageReaderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#limit = options.limit ?? 100 * 1024 * 1024;
    const { deflate, role } = options;
    this.#inflater =
      deflate === null
        ? null
        : role === 'client'
          ? new MessageInflater(deflate.clientMaxWindowBits, !deflate.clientNoContextTakeover)
          : role === 'server'
            ? new MessageInflater(deflate.serverMaxWindowBits, !deflate.serverNoContextTakeover)
            : // The widest window, kept, reads what either side may send.
              new MessageInflater(15, true);
    const own = {
      frame: (scanner: FrameScanner): void => this.#frame(scanner),
      bytes: (bytes: Uint8Array, start: number, end: number): void => this.#bytes(bytes, start, end),
    };
    this.#scanner = new FrameScanner(own, this.#limit);
  }

  /** Bytes of this direction that were read so far as frames. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
  }

  /** The bytes of the frame that is not complete; empty between frames. */
  pending(): Uint8Array {
    const parts = this.#scanner.pending();
    const whole = new Uint8Array(lengthOf(parts));
    copyParts(parts, whole);
    return whole;
  }

  /** True while a message of several fragments is not complete. */
  get fragmented(): boolean {
    return this.#draft !== null;
  }

  #frame(scanner: FrameScanner): void {
    const head = headOf(scanner);
    const oversize = scanner.oversize;
    const headBytes = new Uint8Array(head.headLength);
    const payload = new Uint8Array(oversize ? 0 : head.payloadLength);
    if (scanner.single) {
      headBytes.set(scanner.source.subarray(scanner.headAt, scanner.payloadAt));
      if (!oversize) payload.set(scanner.source.subarray(scanner.payloadAt, scanner.end));
    } else {
      const whole = new Uint8Array(lengthOf(scanner.parts));
      copyParts(scanner.parts, whole);
      headBytes.set(whole.subarray(0, head.headLength));
      if (!oversize) payload.set(whole.subarray(head.headLength));
    }
    if (head.masked) unmask(payload, 0, payload.length, head.maskKey);

    const { role, deflate } = this.#options;
    const context = { role, deflate: deflate !== null, fragmented: this.#draft !== null };
    const isClose = head.opcode === Opcode.close;
    const found = [...judgeFrame(head, isClose && !oversize ? { ...context, payload } : context)];
    if (this.#closed && !isControl(head.opcode)) {
      found.push(violation('data-after-close', 'no data frame may follow a Close frame'));
    }
    const index = this.#index++;
    const messages = isControl(head.opcode) ? [] : this.#data(index, head, payload, oversize, found);
    if (isClose) this.#closed = true;
    const offset = this.#offset;
    this.#offset += head.headLength + head.payloadLength;
    this.#sink.frame?.({ index, offset, head, headBytes, payload, oversize, violations: found });
    for (const message of messages) this.#sink.message?.(message);
  }

  /** Puts a data frame to its message; answers the messages that are over with it. */
  #data(
    index: number,
    head: FrameHead,
    payload: Uint8Array,
    oversize: boolean,
    found: Violation[],
  ): readonly ReadMessage[] {
    const over: ReadMessage[] = [];
    if (isReserved(head.opcode)) return over;
    if (head.opcode !== Opcode.continuation) {
      if (this.#draft !== null) {
        over.push(lost(this.#draft, index - 1, 'unfinished', 'another message began before it was complete'));
      }
      const compressed = (head.rsv & 4) !== 0 && this.#inflater !== null;
      this.#draft = {
        opcode: head.opcode === Opcode.text ? 1 : 2,
        first: index,
        compressed,
        // What RSV1 means without an extension is not known, so neither is whether it is text.
        utf8: head.opcode === Opcode.text && (head.rsv & 4) === 0 ? new Utf8Validator() : null,
        parts: new PartList(),
        fragments: 0,
        wireLength: 0,
        tooLarge: false,
      };
    }
    const draft = this.#draft;
    if (draft === null) return over;
    draft.fragments++;
    draft.wireLength += head.payloadLength;
    if (oversize || draft.wireLength > this.#limit) {
      draft.tooLarge = true;
      draft.parts.clear();
    }
    const broken: Violation[] = [];
    if (!draft.tooLarge) {
      draft.parts.push(payload);
      this.#judgeText(draft, payload, head.fin, broken);
    }
    if (head.fin) {
      over.push(this.#complete(draft, index, broken));
      this.#draft = null;
    }
    found.push(...broken);
    return over;
  }

  /** UTF-8 across fragments (RFC 6455 §8.1): named once, with the frame that makes it certain. */
  #judgeText(draft: Draft, payload: Uint8Array, fin: boolean, broken: Violation[]): void {
    const { utf8 } = draft;
    if (utf8 === null) return;
    const before = utf8.push(none);
    if (before !== null) return;
    const bad = utf8.push(payload) ?? (fin ? utf8.end() : null);
    if (bad !== null) broken.push(badText(bad));
  }

  #complete(draft: Draft, index: number, broken: Violation[]): ReadMessage {
    if (draft.tooLarge) {
      return lost(draft, index, 'too-large', `it has more than the ${this.#limit} bytes that are held`);
    }
    let payload: Uint8Array;
    if (draft.compressed && this.#inflater !== null) {
      const inflated = this.#inflater.inflate(draft.parts.parts, this.#limit);
      if (!inflated.ok) {
        if (inflated.why === 'limit') return lost(draft, index, 'too-large', inflated.message);
        // Data that refers to a message that was lost may be good.
        if (inflated.why === 'data') {
          broken.push(violation('deflate-data', `the message cannot be inflated: ${inflated.message}`));
        }
        return lost(draft, index, 'deflate', inflated.message, broken);
      }
      payload = inflated.bytes;
      const bad = draft.opcode === 1 ? utf8Error(payload) : null;
      if (bad !== null) broken.push(badText(bad));
    } else {
      payload = draft.parts.joined();
    }
    const ratio = draft.compressed && payload.length > 0 ? draft.wireLength / payload.length : null;
    return { ...facts(draft, index), payload, ratio, lost: null, reason: '', violations: broken };
  }

  #bytes(bytes: Uint8Array, start: number, end: number): void {
    this.#junk.push(bytes.slice(start, end));
    if (this.#why === null) {
      const head = decodeFrameHead(joinParts(this.#junk));
      if (!head.ok) return;
      const { role } = this.#options;
      const why = judgeFrame(head.value, { role, deflate: null, fragmented: null }).find((one) =>
        one.rule.startsWith('length-'),
      );
      // The scanner ends for nothing else.
      if (why === undefined) throw new TypeError('bytes without a reason');
      this.#why = why;
    }
    for (const piece of this.#junk) this.#sink.bytes?.(piece, this.#why);
    this.#junk.length = 0;
  }
}

const none = new Uint8Array(0);

function facts(
  draft: Draft,
  last: number,
): Pick<ReadMessage, 'opcode' | 'first' | 'last' | 'fragments' | 'compressed' | 'wireLength'> {
  const { opcode, first, fragments, compressed, wireLength } = draft;
  return { opcode, first, last, fragments, compressed, wireLength };
}

function lost(
  draft: Draft,
  last: number,
  why: NonNullable<ReadMessage['lost']>,
  reason: string,
  violations: readonly Violation[] = [],
): ReadMessage {
  return { ...facts(draft, last), payload: none, ratio: null, lost: why, reason, violations };
}

function headOf(scanner: FrameScanner): FrameHead {
  const { fin, rsv, opcode, masked, maskKey, lengthForm, minimal, headLength, payloadLength } = scanner;
  return { fin, rsv, opcode, masked, maskKey, lengthForm, minimal, headLength, payloadLength };
}

function lengthOf(parts: readonly FramePart[]): number {
  return parts.reduce((length, part) => length + part.end - part.start, 0);
}

function copyParts(parts: readonly FramePart[], target: Uint8Array): void {
  let at = 0;
  for (const part of parts) {
    target.set(part.bytes.subarray(part.start, part.end), at);
    at += part.end - part.start;
  }
}
