import { MessageDeflater } from './deflate.js';
import type { DeflateParameters } from './extensions.js';
import { encodeFrame } from './frame.js';
import { Opcode } from './opcode.js';

export interface MessageWriterOptions {
  /** A client masks every frame, a server none (RFC 6455 §5.1). */
  readonly role: 'client' | 'server';
  /** A fresh masking key as a 32-bit number; must not be predictable in earnest (RFC 6455 §10.3). */
  readonly maskKey: () => number;
  /** What permessage-deflate was agreed on; null writes no compressed message. */
  readonly deflate: DeflateParameters | null;
}

export interface MessageDraft {
  readonly opcode: 1 | 2;
  readonly payload: Uint8Array;
  /**
   * Where it is cut into fragments: bytes of each but the last, counted in what crosses the wire (after
   * compression). A cut beyond the end leaves empty fragments.
   */
  readonly cuts?: readonly number[];
  readonly compress?: boolean;
}

/** Writes the messages of one direction as frames: the other side of `MessageReader`. */
export class MessageWriter {
  readonly #options: MessageWriterOptions;
  readonly #deflater: MessageDeflater | null;

  constructor(options: MessageWriterOptions) {
    this.#options = options;
    const { deflate, role } = options;
    this.#deflater =
      deflate === null
        ? null
        : role === 'client'
          ? new MessageDeflater(deflate.clientMaxWindowBits, !deflate.clientNoContextTakeover)
          : new MessageDeflater(deflate.serverMaxWindowBits, !deflate.serverNoContextTakeover);
  }

  /** The frames of a message in order. `compress` without deflate throws: nobody could read it. */
  message(draft: MessageDraft): readonly Uint8Array[] {
    const compress = draft.compress ?? false;
    let payload = draft.payload;
    if (compress) {
      if (this.#deflater === null) throw new TypeError('permessage-deflate was not negotiated');
      payload = this.#deflater.deflate(payload);
    }
    const frames: Uint8Array[] = [];
    const cuts = [...(draft.cuts ?? []), Number.POSITIVE_INFINITY];
    let at = 0;
    for (const [index, cut] of cuts.entries()) {
      const end = Math.min(payload.length, at + cut);
      const first = index === 0;
      frames.push(
        this.#frame(
          index === cuts.length - 1,
          first && compress ? 4 : 0,
          first ? draft.opcode : Opcode.continuation,
          payload.subarray(at, end),
        ),
      );
      at = end;
    }
    return frames;
  }

  /** A control frame; its payload of at most 125 bytes is the caller's care (RFC 6455 §5.5). */
  control(opcode: 8 | 9 | 10, payload: Uint8Array): Uint8Array {
    return this.#frame(true, 0, opcode, payload);
  }

  #frame(fin: boolean, rsv: number, opcode: number, payload: Uint8Array): Uint8Array {
    const mask = this.#options.role === 'client' ? this.#options.maskKey() >>> 0 : null;
    const frame = encodeFrame({ fin, rsv, opcode, mask, payload });
    if (!frame.ok) throw new TypeError(frame.error.message);
    return frame.value;
  }
}
