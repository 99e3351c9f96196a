import { type DeflateParameters, MessageReader, Opcode } from '../../../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../../../contract/index.js';
import { looksLikeFrames } from './frame-guess.js';
import type { CapturedRow } from './model.js';
import { lifeRow } from './row.js';

/** Bytes that compressed messages of an import may still inflate to. */
export interface InflateBudget {
  left: number;
  /** Rows that frames may still become. */
  rows: number;
}

interface SideOptions {
  readonly peer: number;
  readonly out: boolean;
  readonly role: 'client' | 'server';
  /** Bytes of the upgrade before the first frame. */
  readonly headBytes: number;
  readonly deflate: DeflateParameters | null;
  /** The capture has it from its beginning: what was compressed before is known. */
  readonly began: boolean;
  readonly budget: InflateBudget;
  readonly emit: (row: CapturedRow) => void;
}

/** Longest message that is put together. */
const mostMessageBytes = 64 * 1024 * 1024;

/** One side of a WebSocket: its head, then its frames and messages. Behind a gap it looks for the next frame. */
export class SocketSide {
  readonly #headParts: Uint8Array[] = [];
  readonly #direction: Direction;
  #reader: MessageReader;
  #headLeft: number;
  #headTold: boolean;
  #time = 0;
  #comment: string | undefined;
  /** Between frames by luck alone: bytes are no frames until they look like some. */
  #lost = false;
  /** What compressed messages refer to is known. */
  #whole: boolean;

  constructor(private readonly options: SideOptions) {
    this.#direction = options.out ? Direction.out : Direction.in;
    this.#headLeft = options.headBytes;
    this.#headTold = options.headBytes === 0;
    this.#whole = options.began;
    this.#lost = !options.began;
    this.#reader = this.#newReader();
  }

  #newReader(): MessageReader {
    const { role, deflate } = this.options;
    return new MessageReader(
      {
        frame: ({ head, headBytes, payload, oversize, violations }) => {
          const { fin, rsv, opcode } = head;
          const control = opcode === Opcode.ping || opcode === Opcode.pong || opcode === Opcode.close;
          const whole = fin && rsv === 0 && (control || opcode === Opcode.text || opcode === Opcode.binary);
          const kind = whole && !oversize ? kindOf(opcode) : RowKind.frame;
          // Of data that refers to what nobody captured it cannot be said that it is wrong.
          const broken = violations.some(({ rule }) => this.#whole || rule !== 'deflate-data');
          const flags = (broken ? RowFlag.invalid : 0) | (oversize ? RowFlag.partial : 0);
          this.#row(kind, payload, flags, headBytes);
        },
        message: ({ opcode, fragments, compressed, payload, lost, reason, violations }) => {
          if (lost !== null) {
            const before = lost === 'deflate' && !this.#whole;
            const why = before
              ? 'it is compressed with what was sent before and is not in the capture'
              : reason;
            this.#note(`a message could not be put together: ${why}`);
            return;
          }
          // The frame is the message.
          if (fragments === 1 && !compressed) return;
          // Within one chunk too: a few bytes inflate to a thousand times as many.
          if (this.#spent) return;
          this.options.budget.left -= payload.length;
          const flags =
            (fragments > 1 ? RowFlag.fragmented : 0) |
            (compressed ? RowFlag.compressed : 0) |
            (violations.length > 0 ? RowFlag.invalid : 0);
          this.#row(opcode === 1 ? RowKind.text : RowKind.binary, payload, flags);
        },
        bytes: (bytes) => {
          this.#row(RowKind.bytes, bytes, RowFlag.invalid);
        },
      },
      { role, deflate, limit: mostMessageBytes },
    );
  }

  #row(kind: RowKind, payload: Uint8Array, flags: number, head?: Uint8Array): void {
    this.options.budget.rows--;
    const comment = this.#comment;
    this.#comment = undefined;
    this.options.emit({
      kind,
      direction: this.#direction,
      peer: this.options.peer,
      time: this.#time,
      flags,
      payload,
      ...(head === undefined ? {} : { head }),
      ...(comment === undefined ? {} : { comment }),
    });
  }

  #note(text: string): void {
    this.options.budget.rows--;
    this.options.emit(lifeRow(RowKind.note, this.options.peer, this.#time, { text }));
  }

  get #spent(): boolean {
    const { left, rows } = this.options.budget;
    return left < 0 || rows <= 0;
  }

  take({
    bytes,
    time,
    comment,
  }: {
    readonly bytes: Uint8Array;
    readonly time: number;
    readonly comment?: string;
  }): void {
    this.#time = time;
    if (comment !== undefined)
      this.#comment = this.#comment === undefined ? comment : `${this.#comment}\n${comment}`;
    let rest = bytes;
    if (this.#headLeft > 0) {
      const part = bytes.subarray(0, this.#headLeft);
      this.#headParts.push(part);
      this.#headLeft -= part.length;
      rest = bytes.subarray(part.length);
    }
    if (this.#headLeft === 0 && !this.#headTold) {
      this.#headTold = true;
      const head = Uint8Array.from(Buffer.concat(this.#headParts));
      this.#row(this.options.role === 'client' ? RowKind.request : RowKind.response, head, 0);
    }
    if (rest.length === 0) return;
    if (this.#lost && this.#findsFrames(rest)) this.#lost = false;
    // Too much was inflated already, or nobody knows where a frame begins: it stays as it crossed the wire.
    if (this.#spent || this.#lost) this.#row(RowKind.bytes, rest, RowFlag.partial);
    else this.#reader.push(rest);
  }

  #findsFrames(bytes: Uint8Array): boolean {
    const guess = looksLikeFrames(bytes);
    return guess !== null && guess.masked === (this.options.role === 'client');
  }

  /** Bytes are missing here: what was under way is told as it is, and the next frame is looked for. */
  gap(): void {
    const rest = this.#reader.pending();
    if (rest.length > 0) this.#row(RowKind.bytes, rest, RowFlag.partial);
    if (this.#reader.fragmented)
      this.#note('a message could not be put together: a part of it is not in the capture');
    this.#headLeft = 0;
    this.#headTold = true;
    this.#lost = true;
    this.#whole = false;
    this.#reader = this.#newReader();
  }

  end(time: number): void {
    const rest = this.#reader.pending();
    this.#time = Math.max(this.#time, time);
    if (rest.length > 0) this.#row(RowKind.bytes, rest, RowFlag.partial);
  }
}

function kindOf(opcode: number): RowKind {
  switch (opcode) {
    case Opcode.text:
      return RowKind.text;
    case Opcode.binary:
      return RowKind.binary;
    case Opcode.ping:
      return RowKind.ping;
    case Opcode.pong:
      return RowKind.pong;
    default:
      return RowKind.close;
  }
}
