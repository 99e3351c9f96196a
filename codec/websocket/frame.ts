import { fail, ok, type Result } from '../result.js';
import { headLengthOf } from './frame-scanner.js';
import { maskKeyBytes, maskKeyOf, unmask } from './mask.js';

/** How the length is written (RFC 6455 §5.2): 7 bits in the second byte, or 16 or 64 bits after it. */
export type LengthForm = 7 | 16 | 64;

/** What a frame's head says. A `FrameScanner` is one, of its current frame. */
export interface FrameHead {
  readonly fin: boolean;
  /** 0 to 7; RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** The big-endian reading of its four bytes; 0 where there is none. */
  readonly maskKey: number;
  readonly lengthForm: LengthForm;
  /** The length is in the shortest form that holds it. */
  readonly minimal: boolean;
  /** Bytes of the head, 2 to 14. */
  readonly headLength: number;
  /** As the head says; rounded beyond 2^53. */
  readonly payloadLength: number;
  /** The length to the last bit, where that is known. */
  readonly declared?: bigint;
}

/** A head on its own, which may declare a length that no frame can have. */
export interface DecodedHead extends FrameHead {
  readonly declared: bigint;
}

/**
 * Reads a frame's head at `at`. Fails with `frame.truncated` when the bytes end inside it: `detail` has
 * `have` and `need`, in bytes. Judges nothing.
 */
export function decodeFrameHead(bytes: Uint8Array, at = 0): Result<DecodedHead> {
  const have = bytes.length - at;
  const second = bytes[at + 1];
  const need = second === undefined ? 2 : headLengthOf(second);
  if (second === undefined || have < need) {
    return fail('frame.truncated', `the head of a frame needs ${need} bytes, there are ${have}`, {
      have,
      need,
    });
  }
  const first = bytes[at] ?? 0;
  const masked = second >= 0x80;
  const { form, declared } = readLength(bytes, at + 1);
  return ok({
    fin: first >= 0x80,
    rsv: (first >> 4) & 7,
    opcode: first & 15,
    masked,
    maskKey: masked ? maskKeyOf(bytes, at + need - 4) : 0,
    lengthForm: form,
    minimal: form === shortestForm(declared),
    headLength: need,
    payloadLength: Number(declared),
    declared,
  });
}

function readLength(bytes: Uint8Array, at: number): { form: LengthForm; declared: bigint } {
  const small = (bytes[at] ?? 0) & 0x7f;
  if (small < 126) return { form: 7, declared: BigInt(small) };
  let declared = 0n;
  const width = small === 126 ? 2 : 8;
  for (let i = 1; i <= width; i++) declared = (declared << 8n) | BigInt(bytes[at + i] ?? 0);
  return { form: width === 2 ? 16 : 64, declared };
}

/** The form RFC 6455 §5.2 asks for: the shortest that holds the length. */
export function shortestForm(length: number | bigint): LengthForm {
  return length <= 125 ? 7 : length <= 0xffff ? 16 : 64;
}

/** A frame to be written. Each part may be wrong on purpose; the names say what is written where. */
export interface FrameDraft {
  readonly fin: boolean;
  /** 0 to 7; RSV1 is 4, RSV2 is 2, RSV3 is 1. */
  readonly rsv: number;
  /** 0 to 15. */
  readonly opcode: number;
  /** Masking key as a 32-bit number, first byte on top; null for none. */
  readonly mask: number | null;
  /** The MASK bit, if it is to say something else than whether there is a key. */
  readonly maskBit?: boolean;
  /** False leaves the payload as it is, though a key stands before it. */
  readonly maskPayload?: boolean;
  /** Form of the length; the shortest that holds it unless given. */
  readonly lengthForm?: LengthForm;
  /** What the head says, if not the payload's length: up to 127 in 7 bits, 65 535 in 16, 2^64 - 1 in 64. */
  readonly payloadLength?: number | bigint;
  /** Not masked. */
  readonly payload: Uint8Array;
}

/** The highest numbers that fit in the bits; 126 and 127 in 7 bits announce bytes that do not follow. */
const lengthLimits: Readonly<Record<LengthForm, bigint>> = {
  7: 127n,
  16: 0xffffn,
  64: 0xffff_ffff_ffff_ffffn,
};

/**
 * A frame as it crosses the wire, wrong where the draft is. Fails with `frame.field` for what does not
 * fit in its bits (an opcode of 16) and `frame.length` for a length that does not fit in its form.
 */
export function encodeFrame(draft: FrameDraft): Result<Uint8Array> {
  const { rsv, opcode, mask, payload } = draft;
  const problem =
    tooWide('rsv', rsv, 7) ?? tooWide('opcode', opcode, 15) ?? tooWide('mask', mask ?? 0, 0xffff_ffff);
  if (problem !== null) return fail('frame.field', problem);
  const typed = draft.payloadLength ?? payload.length;
  if (typeof typed === 'number' && !Number.isInteger(typed)) {
    return fail('frame.length', `a length is a whole number, not ${typed}`);
  }
  const length = BigInt(typed);
  const form = draft.lengthForm ?? shortestForm(length);
  const limit = lengthLimits[form];
  if (length < 0n || length > limit) {
    return fail('frame.length', `a length in ${form} bits is 0 to ${limit}, not ${length}`, { form });
  }
  const lengthBytes = form === 7 ? 0 : form / 8;
  const keyAt = 2 + lengthBytes;
  const payloadAt = keyAt + (mask === null ? 0 : 4);
  const frame = new Uint8Array(payloadAt + payload.length);
  frame[0] = (draft.fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const small = form === 7 ? Number(length) : form === 16 ? 126 : 127;
  frame[1] = ((draft.maskBit ?? mask !== null) ? 0x80 : 0) | small;
  for (let i = 0; i < lengthBytes; i++) {
    frame[keyAt - 1 - i] = Number((length >> BigInt(8 * i)) & 0xffn);
  }
  frame.set(payload, payloadAt);
  if (mask !== null) {
    frame.set(maskKeyBytes(mask), keyAt);
    if (draft.maskPayload ?? true) unmask(frame, payloadAt, frame.length, mask);
  }
  return ok(frame);
}

function tooWide(name: string, value: number, limit: number): string | null {
  if (Number.isInteger(value) && value >= 0 && value <= limit) return null;
  return `${name} is a whole number from 0 to ${limit}, not ${value}`;
}
