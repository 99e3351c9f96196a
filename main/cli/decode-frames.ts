import {
  MessageReader,
  decodeFrameHead,
  decodeUtf8Lossy,
  formatHex,
  frameAnatomy,
  headLengthOf,
  hexDumpLine,
  looksTextual,
  unmask,
  visibleText,
  type DeflateParameters,
  type ReadFrame,
  type ReadMessage,
  type Violation,
} from '../../codec/index.js';
import { fieldLines } from './field-lines.js';

export interface FrameOptions {
  /** Whose bytes they are; null judges no masking. */
  readonly role: 'client' | 'server' | null;
  readonly deflate: DeflateParameters | null;
}

/** Bytes handed to the reader at a time, so that what it finds is written before all is read. */
const chunkBytes = 1024 * 1024;
/** Lines of hex printed of bytes that are no frame. */
const dumpLines = 16;
const previewBytes = 256;

/** What is left when no more frames come: one cut short, or one with a length that cannot be. */
interface Rest {
  readonly bytes: Uint8Array;
  readonly why: Violation | null;
}

/** What is read, in order; the rest last, if there is any. */
function* read(
  bytes: Uint8Array,
  options: FrameOptions,
): Generator<
  | { readonly frame: ReadFrame; readonly fragmented: boolean }
  | { readonly message: ReadMessage }
  | { readonly rest: Rest; readonly offset: number; readonly fragmented: boolean }
> {
  const found: ({ frame: ReadFrame; fragmented: boolean } | { message: ReadMessage })[] = [];
  let why: Violation | null = null;
  // The reader tells of a frame when the state has moved on; what it was before is kept here.
  let fragmented = false;
  const reader = new MessageReader(
    {
      frame: (frame) => {
        found.push({ frame, fragmented });
        fragmented = reader.fragmented;
      },
      message: (message) => found.push({ message }),
      bytes: (_bytes, reason) => (why = reason),
    },
    // All of it is in memory already; nothing more is held than there is.
    { ...options, limit: Math.max(bytes.length, 16 * 1024 * 1024) },
  );
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    reader.push(bytes.subarray(at, at + chunkBytes));
    yield* found.splice(0);
  }
  const { offset } = reader;
  if (offset < bytes.length) yield { rest: { bytes: bytes.subarray(offset), why }, offset, fragmented };
}

/**
 * The frames of one direction as a JSON array, a frame a line. Of a frame's errors the first is named; a
 * frame cut short or of an impossible length is the last, with what there is of its payload.
 */
export function* framesAsJson(bytes: Uint8Array, options: FrameOptions): Generator<string> {
  let before = '[\n';
  for (const one of read(bytes, options)) {
    if ('message' in one) continue;
    yield `${before}  ${'frame' in one ? wholeFrame(one.frame) : restFrame(one.rest)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function wholeFrame({ head, headBytes, payload, violations }: ReadFrame): string {
  return frameObject(headBytes, BigInt(head.payloadLength), payload, violations[0] ?? null);
}

function restFrame({ bytes, why }: Rest): string {
  const error = why ?? { rule: 'truncated', section: 'RFC 6455 §5.2' };
  const head = decodeFrameHead(bytes);
  if (!head.ok) return frameObject(bytes, lengthOfCut(bytes), new Uint8Array(0), error);
  const { headLength, masked, maskKey, declared } = head.value;
  return frameObject(
    bytes.subarray(0, headLength),
    declared,
    unmasked(bytes, headLength, masked, maskKey),
    error,
  );
}

function unmasked(bytes: Uint8Array, from: number, masked: boolean, maskKey: number): Uint8Array {
  const payload = bytes.slice(from);
  if (masked) unmask(payload, 0, payload.length, maskKey);
  return payload;
}

/** The length that a head cut short gives already; null while its bytes are not all there. */
function lengthOfCut(bytes: Uint8Array): bigint | null {
  const second = bytes[1];
  if (second === undefined) return null;
  const withoutKey = new Uint8Array(headLengthOf(second & 0x7f));
  if (bytes.length < withoutKey.length) return null;
  withoutKey.set(bytes.subarray(0, withoutKey.length));
  withoutKey[1] = second & 0x7f;
  const head = decodeFrameHead(withoutKey);
  return head.ok ? head.value.declared : null;
}

/** Written by hand: a length beyond 2^53 is a number JSON has and `JSON.stringify` has not. */
function frameObject(
  head: Uint8Array,
  declared: bigint | null,
  payload: Uint8Array,
  error: { readonly rule: string; readonly section: string } | null,
): string {
  const [first = 0, second] = head;
  const small = second === undefined ? null : second & 0x7f;
  const masked = second === undefined ? null : second >= 0x80;
  const keyEnd = second === undefined ? 0 : headLengthOf(second);
  const key =
    masked === true && head.length >= keyEnd ? formatHex(head.subarray(keyEnd - 4, keyEnd), packed) : null;
  const values: readonly (readonly [string, string])[] = [
    ['fin', String((first & 0x80) !== 0)],
    ['rsv1', String((first & 0x40) !== 0)],
    ['rsv2', String((first & 0x20) !== 0)],
    ['rsv3', String((first & 0x10) !== 0)],
    ['opcode', String(first & 0x0f)],
    ['masked', String(masked)],
    ['maskKey', JSON.stringify(key)],
    ['lengthForm', small === null ? 'null' : small < 126 ? '7' : small === 126 ? '16' : '64'],
    ['payloadLength', String(declared)],
    ['payload', JSON.stringify(formatHex(payload, packed))],
    ['error', error === null ? 'null' : JSON.stringify({ rule: error.rule, section: error.section })],
  ];
  return `{${values.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

const packed = { separator: '' } as const;

/** The frames and messages of one direction bit by bit, for a person. */
export function* framesAsText(bytes: Uint8Array, options: FrameOptions): Generator<string> {
  let frames = 0;
  let broken = 0;
  const context = { role: options.role, deflate: options.deflate !== null };
  for (const one of read(bytes, options)) {
    if ('message' in one) {
      yield `${messageLine(one.message)}\n\n`;
      continue;
    }
    const { fragmented } = one;
    if ('frame' in one) {
      const { index, offset, headBytes, payload, violations } = one.frame;
      frames++;
      broken += violations.length > 0 ? 1 : 0;
      const anatomy = frameAnatomy(headBytes, payload, { ...context, fragmented });
      yield* frameText(index, offset, headBytes, anatomy);
      // What only the whole message breaks has no bit of its own.
      for (const { rule, message, section } of violations) {
        if (anatomy.violations.some((known) => known.rule === rule)) continue;
        yield `${visibleText(`${' '.repeat(19)}! ${message} (${section})`)}\n`;
      }
      yield '\n';
      continue;
    }
    frames++;
    broken++;
    yield* restText(frames - 1, one.offset, one.rest, { ...context, fragmented });
  }
  const sum = `${frames} ${frames === 1 ? 'frame' : 'frames'}`;
  yield `${sum}, ${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}${broken === 0 ? '' : `, ${broken} of them wrong`}\n`;
}

function* frameText(
  index: number,
  offset: number,
  head: Uint8Array,
  anatomy: ReturnType<typeof frameAnatomy>,
): Generator<string> {
  yield `#${index} at ${offset}: ${anatomy.summary}  [${formatHex(head)}]\n`;
  // Bits are of the head's first two bytes.
  for (const line of fieldLines(anatomy.fields, head, offset)) yield `${line}\n`;
}

function* restText(
  index: number,
  offset: number,
  rest: Rest,
  context: Omit<Parameters<typeof frameAnatomy>[2], 'partial'>,
): Generator<string> {
  const head = decodeFrameHead(rest.bytes);
  const headLength = head.ok ? head.value.headLength : rest.bytes.length;
  const headBytes = rest.bytes.subarray(0, headLength);
  if (rest.why === null) {
    const payload = head.ok
      ? unmasked(rest.bytes, headLength, head.value.masked, head.value.maskKey)
      : new Uint8Array(0);
    yield* frameText(index, offset, headBytes, frameAnatomy(headBytes, payload, context));
    yield '\n';
    return;
  }
  yield* frameText(index, offset, headBytes, frameAnatomy(headBytes, new Uint8Array(0), context));
  const after = rest.bytes.subarray(headLength);
  if (after.length > 0) yield `${' '.repeat(19)}the bytes after it are no frames:\n`;
  for (let at = 0; at < Math.min(after.length, dumpLines * 16); at += 16) {
    yield `${' '.repeat(19)}${hexDumpLine(after, at)}\n`;
  }
  if (after.length > dumpLines * 16) yield `${' '.repeat(19)}… ${after.length - dumpLines * 16} bytes more\n`;
  yield '\n';
}

function messageLine(message: ReadMessage): string {
  const { opcode, first, last, fragments, payload, compressed, ratio, wireLength, lost, reason } = message;
  const kind = opcode === 1 ? 'text' : 'binary';
  const where = first === last ? `frame ${first}` : `${fragments} of frames ${first} to ${last}`;
  if (lost !== null) return visibleText(`= ${kind} message, ${where}: not whole, ${reason}`);
  const deflated =
    !compressed || ratio === null ? '' : `, inflated from ${wireLength} (${Math.round(ratio * 100)} %)`;
  const size = `${payload.length} ${payload.length === 1 ? 'byte' : 'bytes'}`;
  const preview = payload.subarray(0, previewBytes);
  const shown = looksTextual(preview) ? visibleText(decodeUtf8Lossy(preview)) : formatHex(preview);
  const cut = payload.length > previewBytes ? ' …' : '';
  return `= ${kind} message, ${where}, ${size}${deflated}${payload.length === 0 ? '' : `: ${shown}${cut}`}`;
}
