import { encodeFrame, parseHex } from '../../../codec/index.js';
import type { CraftPiece } from '../../../contract/index.js';
import { maxCraftWaitMs } from '../../../contract/index.js';
import type { FrameFields } from './frame-fields.js';

/** One frame as it leaves, with what was asked of it. */
export interface BuiltFrame {
  /** Whole, as if nothing were cut. */
  readonly bytes: Uint8Array;
  /** Bytes of it that leave. */
  readonly leaves: number;
  /** Where the payload begins. */
  readonly payloadAt: number;
  readonly masked: boolean;
  /** Before masking. */
  readonly payload: Uint8Array;
  /** Written after it; empty for nothing. */
  readonly junk: Uint8Array;
}

export interface BuiltFrames {
  readonly frames: readonly BuiltFrame[];
  /** What the host is asked to write. */
  readonly pieces: readonly CraftPiece[];
  /** Bytes that leave in all. */
  readonly size: number;
  /** What stands in the way of sending: fields that cannot be read, or do not go together. */
  readonly problems: readonly string[];
}

const nothing = new Uint8Array();

/**
 * Cuts a payload into the frames a person asked for. `keyOf` draws the masking key of each frame where
 * none was typed, as the big-endian reading of its four bytes.
 */
export function buildFrames(
  fields: FrameFields,
  payload: Uint8Array,
  keyOf: (index: number) => number,
): BuiltFrames {
  const problems: string[] = [];
  const typedKey = readKey(fields, problems);
  const claim = readLength(fields.length, problems);
  const junk = readJunk(fields.junk, problems);
  const { fragments, restart, cut } = fields;
  const rsv = (fields.rsv1 ? 4 : 0) | (fields.rsv2 ? 2 : 0) | (fields.rsv3 ? 1 : 0);
  if ((fragments - 1) * fields.delayMs > maxCraftWaitMs) {
    problems.push(`The fragments wait for more than ${maxCraftWaitMs / 60_000} minutes together.`);
  }
  const frames: BuiltFrame[] = [];
  for (const [index, part] of parts(payload, fragments).entries()) {
    const last = index === fragments - 1;
    const begins = index === 0 || restart;
    const built = encodeFrame({
      fin: last && fields.fin,
      rsv: begins ? rsv : 0,
      opcode: begins ? fields.opcode : 0,
      mask: fields.masked ? (typedKey ?? keyOf(index)) : null,
      payload: part,
      ...(fields.lengthForm !== 'auto' && { lengthForm: forms[fields.lengthForm] }),
      ...(claim !== null && { payloadLength: claim }),
    });
    if (!built.ok) {
      problems.push(sentence(built.error.message));
      break;
    }
    const bytes = built.value;
    frames.push({
      bytes,
      leaves: last && cut !== null ? Math.min(cut, bytes.length) : bytes.length,
      payloadAt: bytes.length - part.length,
      masked: fields.masked,
      payload: part,
      junk: !last || fragments === 1 ? junk : nothing,
    });
  }
  const pieces = problems.length > 0 ? [] : piecesOf(frames, fields.delayMs);
  const size = pieces.reduce((sum, { data }) => sum + data.length, 0);
  if (problems.length === 0 && size === 0)
    problems.push('Nothing would leave: the only frame is cut off whole.');
  return { frames, pieces, size, problems };
}

const forms = { '7': 7, '16': 16, '64': 64 } as const;

/** Each write of its own, so that each is a row: a frame, then what comes between it and the next. */
function piecesOf(frames: readonly BuiltFrame[], delayMs: number): CraftPiece[] {
  return frames
    .flatMap(({ bytes, leaves, junk }, index) => [
      { data: bytes.subarray(0, leaves), afterMs: index === 0 ? 0 : delayMs },
      { data: junk, afterMs: 0 },
    ])
    .filter(({ data }) => data.length > 0);
}

/** Parts that differ by one byte at most, the longer ones first; empty ones where there are not bytes enough. */
function parts(payload: Uint8Array, count: number): Uint8Array[] {
  const least = Math.floor(payload.length / count);
  const longer = payload.length % count;
  let at = 0;
  return Array.from({ length: count }, (_, index) => {
    const from = at;
    at += least + (index < longer ? 1 : 0);
    return payload.subarray(from, at);
  });
}

function readKey({ masked, key }: FrameFields, problems: string[]): number | null {
  if (!masked || key.trim() === '') return null;
  const parsed = parseHex(key);
  if (parsed.ok && parsed.value.length === 4) return parsed.value.reduce((sum, byte) => sum * 256 + byte, 0);
  problems.push('A masking key is four bytes in hex, such as 37fa213d; leave it empty for a random one.');
  return null;
}

function readLength(typed: string, problems: string[]): bigint | null {
  const text = typed.replaceAll(/[\s_]/g, '');
  if (text === '') return null;
  if (/^(\d+|0x[0-9a-f]+)$/i.test(text)) return BigInt(text);
  problems.push('The length is a whole number, decimal or 0x and hex; leave it empty for the true one.');
  return null;
}

function readJunk(typed: string, problems: string[]): Uint8Array {
  const parsed = parseHex(typed);
  if (parsed.ok) return parsed.value;
  problems.push(`The junk is not hex: ${parsed.error.message}`);
  return nothing;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
