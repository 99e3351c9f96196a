import { parseHex } from '../hex.js';
import { encodeFrame } from './frame.js';

/** A frame as a person sets it up, every field said and everything in it free to be wrong. */
export interface CraftFields {
  readonly opcode: number;
  /** Of the last fragment. */
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly rsv2: boolean;
  readonly rsv3: boolean;
  readonly masked: boolean;
  /** Masking key, eight hex digits; empty draws one for each frame. */
  readonly key: string;
  /** `auto` is the shortest, as RFC 6455 §5.2 asks. */
  readonly lengthForm: 'auto' | '7' | '16' | '64';
  /** The length the header claims; empty claims the true one. */
  readonly length: string;
  readonly fragments: number;
  readonly delayMs: number;
  /** Each fragment repeats the opcode instead of continuing (§5.4). */
  readonly restart: boolean;
  /** Of the last frame only so many bytes leave; null for all. */
  readonly cut: number | null;
  /** Hex written between the frames, after a single one. */
  readonly junk: string;
}

/** What a field is where nothing was said: a correct text frame of that role. */
export function craftFields(said: Partial<CraftFields>, role: 'client' | 'server'): CraftFields {
  return {
    opcode: 1,
    fin: true,
    rsv1: false,
    rsv2: false,
    rsv3: false,
    // A client masks and a server does not (§5.1).
    masked: role === 'client',
    key: '',
    lengthForm: 'auto',
    length: '',
    fragments: 1,
    delayMs: 0,
    restart: false,
    cut: null,
    junk: '',
    ...said,
  };
}

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

/** One write, and how long to wait before it. */
export interface FramePiece {
  readonly data: Uint8Array;
  readonly afterMs: number;
}

export interface BuiltFrames {
  readonly frames: readonly BuiltFrame[];
  /** What the host is asked to write. */
  readonly pieces: readonly FramePiece[];
  /** Bytes that leave in all. */
  readonly size: number;
  /** What stands in the way of sending: fields that cannot be read, or do not go together. */
  readonly problems: readonly string[];
}

const nothing = new Uint8Array();

/**
 * Cuts a payload into the frames a person asked for. `keyOf` draws the masking key of each frame where
 * none was typed, as the big-endian reading of its four bytes; `maxWaitMs` is the longest all may wait.
 */
export function buildFrames(
  fields: CraftFields,
  payload: Uint8Array,
  keyOf: (index: number) => number,
  maxWaitMs: number,
): BuiltFrames {
  const problems: string[] = [];
  const typedKey = readKey(fields, problems);
  const claim = readLength(fields.length, problems);
  const junk = readJunk(fields.junk, problems);
  const { fragments, restart, cut } = fields;
  const rsv = (fields.rsv1 ? 4 : 0) | (fields.rsv2 ? 2 : 0) | (fields.rsv3 ? 1 : 0);
  if ((fragments - 1) * fields.delayMs > maxWaitMs) {
    problems.push(`The fragments wait for more than ${maxWaitMs / 60_000} minutes together.`);
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
function piecesOf(frames: readonly BuiltFrame[], delayMs: number): FramePiece[] {
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

function readKey({ masked, key }: CraftFields, problems: string[]): number | null {
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
