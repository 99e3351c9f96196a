import { bitField, type Field } from '../field.js';
import { formatHex } from '../hex.js';
import { visibleText } from '../text.js';
import { decodeUtf8Lossy } from '../utf8.js';
import { closeCodeInfo } from './close-codes.js';
import { judgeFrame, violation, type FrameRule, type Violation } from './frame-rules.js';
import { decodeFrameHead, type DecodedHead } from './frame.js';
import { headLengthOf } from './frame-scanner.js';
import { maskKeyOf, unmask } from './mask.js';
import { Opcode, isControl, opcodeName } from './opcode.js';

/** What is known beside a frame's bytes. */
export interface AnatomyContext {
  /** Who sent it; null judges no masking. */
  readonly role: 'client' | 'server' | null;
  /** Whether permessage-deflate was negotiated; null if that is not known. */
  readonly deflate: boolean | null;
  /** Whether a fragmented message is under way before it; null if that is not known. */
  readonly fragmented: boolean | null;
  /** `payload` is only the beginning of one that is stored whole, not one that was cut short on the wire. */
  readonly partial?: boolean;
}

/** The anatomy of one frame. */
export interface FrameAnatomy {
  readonly fields: readonly Field[];
  /** "text, 5 bytes, masked". */
  readonly summary: string;
  /** Every rule it breaks; the fields have them too, each at its place. */
  readonly violations: readonly Violation[];
}

/** Bytes of a payload shown in a value; all of them are in the hex view beside it. */
const shownBytes = 32;
const shownText = 64;

/**
 * A frame bit by bit, as fields over the head (as it crossed the wire) followed by the payload
 * UNMASKED, the way a log keeps them: offset 0 is the first byte of the head. A head cut short gives
 * the fields that are there. The fields in order:
 *
 * - `FIN` `RSV1` `RSV2` `RSV3`, a bit each, and `Opcode`, four, of byte 0
 * - `MASK`, a bit of byte 1
 * - `Payload length`, the other seven bits and the bytes that extend them; children where there are such:
 *   the seven (`7 bits`), and `Extended, 16 bits` or `Extended, 64 bits`
 * - `Masking key`, 4 bytes if there is one
 * - `Payload`; children: `Masked` (as on the wire) if it is, `Unmasked`, both over the same bytes; for a
 *   Close frame `Close code` and `Reason`; for text `Text`
 */
export function frameAnatomy(head: Uint8Array, payload: Uint8Array, context: AnatomyContext): FrameAnatomy {
  const decoded = decodeFrameHead(head);
  if (!decoded.ok) {
    const cut = violation('truncated', decoded.error.message);
    return { fields: cutHead(head, cut, context.deflate), summary: 'a head cut short', violations: [cut] };
  }
  const facts = decoded.value;
  const whole = context.partial !== true && BigInt(payload.length) === facts.declared;
  const { role, deflate, fragmented } = context;
  const violations = [...judgeFrame(facts, { role, deflate, fragmented, ...(whole ? { payload } : {}) })];
  if (!whole && context.partial !== true && !violations.some((one) => one.rule === 'length-impossible')) {
    const message = `the head says ${facts.declared} ${facts.declared === 1n ? 'byte' : 'bytes'} of payload, there are ${payload.length}`;
    violations.push(violation('truncated', message));
  }
  const fields = [
    ...firstByte(facts, deflate),
    maskBit(facts.masked),
    lengthField(facts),
    ...(facts.masked ? [keyField(head, facts.headLength - 4)] : []),
    payloadField(facts, payload),
  ];
  const summary =
    `${opcodeName(facts.opcode)}${facts.fin ? '' : ' fragment'}, ` +
    `${facts.declared} ${facts.declared === 1n ? 'byte' : 'bytes'}, ${facts.masked ? 'masked' : 'not masked'}`;
  return { fields: withErrors(fields, violations), summary, violations };
}

/** The fields of `frameAnatomy` alone. */
export function frameFields(
  head: Uint8Array,
  payload: Uint8Array,
  context: AnatomyContext,
): readonly Field[] {
  return frameAnatomy(head, payload, context).fields;
}

function firstByte(
  head: Pick<DecodedHead, 'fin' | 'rsv' | 'opcode'>,
  deflate: boolean | null,
): readonly Field[] {
  const { fin, rsv, opcode } = head;
  const compressed = deflate !== false && (opcode === Opcode.text || opcode === Opcode.binary);
  const last = isControl(opcode) ? '1, not fragmented' : '1, the last frame of its message';
  return [
    bit('FIN', 0, fin ? last : '0, more of the message follows'),
    bit('RSV1', 1, (rsv & 4) === 0 ? '0' : compressed ? '1, the message is compressed' : '1'),
    bit('RSV2', 2, (rsv & 2) === 0 ? '0' : '1'),
    bit('RSV3', 3, (rsv & 1) === 0 ? '0' : '1'),
    bitField('Opcode', 0, 1, { first: 4, count: 4 }, `0x${opcode.toString(16)}, ${opcodeName(opcode)}`),
  ];
}

function bit(name: string, first: number, value: string): Field {
  return bitField(name, 0, 1, { first, count: 1 }, value);
}

function maskBit(masked: boolean): Field {
  const value = masked ? '1, a masking key follows and the payload is masked' : '0, the payload is as it is';
  return bitField('MASK', 1, 1, { first: 0, count: 1 }, value);
}

function lengthField(head: DecodedHead): Field {
  const { lengthForm, declared, minimal } = head;
  const extra = lengthForm === 7 ? 0 : lengthForm / 8;
  const form = minimal ? 'the shortest form' : 'not the shortest form';
  const children: Field[] = [];
  if (extra > 0) {
    const small = `${lengthForm === 16 ? 126 : 127}, the length is in the next ${extra} bytes`;
    children.push(bitField('7 bits', 1, 1, { first: 1, count: 7 }, small), {
      name: `Extended, ${lengthForm} bits`,
      start: 2,
      length: extra,
      value: `${declared}`,
      children: [],
    });
  }
  return {
    ...bitField('Payload length', 1, 1 + extra, { first: 1, count: 7 + extra * 8 }, `${declared}, ${form}`),
    children,
  };
}

function keyField(head: Uint8Array, start: number): Field {
  return {
    name: 'Masking key',
    start,
    length: 4,
    value: formatHex(head.subarray(start, start + 4)),
    children: [],
  };
}

function payloadField(head: DecodedHead, payload: Uint8Array): Field {
  const start = head.headLength;
  const length = payload.length;
  const count = `${length} ${length === 1 ? 'byte' : 'bytes'}`;
  const children: Field[] = [];
  if (length > 0) {
    if (head.masked) {
      const masked = payload.slice(0, shownBytes);
      unmask(masked, 0, masked.length, head.maskKey);
      children.push({ name: 'Masked', start, length, value: shownHex(masked, length), children: [] });
    }
    children.push({ name: 'Unmasked', start, length, value: shownHex(payload, length), children: [] });
    if (head.opcode === Opcode.close) children.push(...closeFields(start, payload));
    else if (head.opcode === Opcode.text && (head.rsv & 4) === 0) {
      children.push({ name: 'Text', start, length, value: shownString(payload), children: [] });
    }
  }
  return { name: 'Payload', start, length, value: count, children };
}

function closeFields(start: number, payload: Uint8Array): readonly Field[] {
  if (payload.length < 2) return [];
  const info = closeCodeInfo(((payload[0] ?? 0) << 8) | (payload[1] ?? 0));
  const value = `${info.code}, ${info.name}: ${info.meaning}`;
  const code: Field = { name: 'Close code', start, length: 2, value, children: [] };
  if (payload.length === 2) return [code];
  const reason = payload.subarray(2);
  return [
    code,
    { name: 'Reason', start: start + 2, length: reason.length, value: shownString(reason), children: [] },
  ];
}

function shownHex(bytes: Uint8Array, length: number): string {
  return `${formatHex(bytes.subarray(0, shownBytes))}${length > shownBytes ? ' …' : ''}`;
}

function shownString(bytes: Uint8Array): string {
  const text = [...decodeUtf8Lossy(bytes.subarray(0, shownText * 4))];
  const isCut = text.length > shownText || bytes.length > shownText * 4;
  return `${visibleText(text.slice(0, shownText).join(''))}${isCut ? '…' : ''}`;
}

/** What there is of a head that ends too early. */
function cutHead(head: Uint8Array, cut: Violation, deflate: boolean | null): readonly Field[] {
  const [first, second] = head;
  const fields: Field[] = [];
  if (first !== undefined) {
    fields.push(...firstByte({ fin: first >= 0x80, rsv: (first >> 4) & 7, opcode: first & 15 }, deflate));
  }
  if (second !== undefined) {
    fields.push(maskBit(second >= 0x80));
    const small = second & 0x7f;
    fields.push(
      bitField(
        'Payload length',
        1,
        1,
        { first: 1, count: 7 },
        small < 126 ? `${small}` : `${small}, extended`,
      ),
    );
    const keyAt = headLengthOf(second) - (second >= 0x80 ? 4 : 0);
    const extended = Math.min(head.length, keyAt) - 2;
    if (extended > 0) {
      const value = formatHex(head.subarray(2, 2 + extended));
      fields.push({
        name: `Extended, ${small === 126 ? 16 : 64} bits`,
        start: 2,
        length: extended,
        value,
        children: [],
      });
    }
    if (head.length > keyAt) {
      const value = formatHex(head.subarray(keyAt));
      fields.push({ name: 'Masking key', start: keyAt, length: head.length - keyAt, value, children: [] });
    }
  }
  const last = fields.pop();
  return last === undefined ? [] : [...fields, { ...last, error: errorText(cut) }];
}

/** The field at which a rule is broken. */
const places: Readonly<Record<FrameRule, string>> = {
  'rsv1-not-negotiated': 'RSV1',
  'rsv1-control': 'RSV1',
  'rsv1-continuation': 'RSV1',
  rsv2: 'RSV2',
  rsv3: 'RSV3',
  'opcode-reserved': 'Opcode',
  'length-impossible': 'Payload length',
  'length-too-large': 'Payload length',
  'length-not-minimal': 'Payload length',
  'mask-missing': 'MASK',
  'mask-unexpected': 'MASK',
  'continuation-without-start': 'Opcode',
  'message-inside-message': 'Opcode',
  'control-fragmented': 'FIN',
  'control-too-long': 'Payload length',
  'close-payload-short': 'Payload',
  'close-code': 'Close code',
  'close-reason-utf8': 'Reason',
  'data-after-close': 'Opcode',
  'text-utf8': 'Payload',
  'deflate-data': 'Payload',
  truncated: 'Payload',
};

function errorText(broken: Violation): string {
  return `${broken.message} (${broken.section})`;
}

/** Puts each violation at its field; errors of a child are its own. */
function withErrors(fields: readonly Field[], violations: readonly Violation[]): readonly Field[] {
  if (violations.length === 0) return fields;
  return fields.map((one) => {
    const own = violations.filter((broken) => places[broken.rule] === one.name).map(errorText);
    const marked = own.length === 0 ? one : { ...one, error: own.join('; ') };
    // The tree has two levels.
    return one.children.length === 0 ? marked : { ...marked, children: withErrors(one.children, violations) };
  });
}

/** The payload as it crossed the wire: masked again where the head has a key. For eyes that compare the two. */
export function maskedPayload(head: Uint8Array, payload: Uint8Array): Uint8Array {
  const masked = payload.slice();
  const decoded = decodeFrameHead(head);
  if (decoded.ok && decoded.value.masked) {
    unmask(masked, 0, masked.length, maskKeyOf(head, decoded.value.headLength - 4));
  }
  return masked;
}
