import { FrameScanner, judgeFrame, unmask } from '../../codec/index.js';
import { RowFlag, RowKind } from '../../contract/index.js';

/** What crafted bytes are as a row. */
export interface CraftedRow {
  readonly kind: RowKind;
  /** `RowFlag` bits. */
  readonly flags: number;
  /** The frame with its payload unmasked, or the bytes as they are. */
  readonly bytes: Uint8Array;
  /** One whole frame. */
  readonly framed: boolean;
}

const kinds: Readonly<Record<number, RowKind>> = {
  1: RowKind.text,
  2: RowKind.binary,
  8: RowKind.close,
  9: RowKind.ping,
  10: RowKind.pong,
};

/** Says what crafted bytes are, one after the other: fragments among them make later ones right or wrong. */
export class CraftedFrames {
  #fragmented = false;

  constructor(
    readonly role: 'client' | 'server',
    readonly deflate: boolean,
  ) {}

  read(bytes: Uint8Array): CraftedRow {
    let found: CraftedRow | null = null;
    let count = 0;
    const scanner: FrameScanner = new FrameScanner(
      {
        frame: (frame) => {
          count++;
          if (count === 1) found = this.#one(bytes, frame);
        },
        bytes: () => {
          count = 2;
        },
      },
      Number.MAX_SAFE_INTEGER,
    );
    scanner.push(bytes);
    if (found !== null && count === 1 && scanner.pending().length === 0) return found;
    return { kind: RowKind.bytes, flags: RowFlag.crafted | RowFlag.invalid, bytes, framed: false };
  }

  #one(bytes: Uint8Array, frame: FrameScanner): CraftedRow {
    const { opcode, fin, headLength, maskKey } = frame;
    const whole = Uint8Array.from(bytes);
    if (frame.masked) unmask(whole, headLength, whole.length, maskKey);
    const { role, deflate } = this;
    const payload = whole.subarray(headLength);
    const broken = judgeFrame(frame, { role, deflate, fragmented: this.#fragmented, payload }).length > 0;
    const alone = fin && frame.rsv === 0 && !this.#fragmented;
    const kind = broken || (opcode < 8 && !alone) ? RowKind.frame : (kinds[opcode] ?? RowKind.frame);
    let flags = RowFlag.crafted | (broken ? RowFlag.invalid : 0);
    if (opcode < 8 && (opcode === 0 || !fin)) flags |= RowFlag.fragmented;
    if ((frame.rsv & 4) !== 0) flags |= RowFlag.compressed;
    if (opcode < 8) this.#fragmented = !fin;
    return { kind, flags, bytes: whole, framed: true };
  }
}
