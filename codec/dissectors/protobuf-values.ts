import { utf8Error } from '../utf8.js';
import { counted, hexText, utf8Text, viewOf } from './fields.js';
import { floatText, readVarint } from './numbers.js';
import type { ProtoField, ProtoTypes } from './protobuf-types.js';

/** Wire types (encoding guide, "Message Structure"). */
export const wire = { varint: 0, i64: 1, len: 2, startGroup: 3, endGroup: 4, i32: 5 } as const;
export const wireNames = [
  'varint',
  '64-bit',
  'length-delimited',
  'start of a group',
  'end of a group',
  '32-bit',
] as const;

/** The wire type a type of the schema has where it is not packed; null for what is not known. */
export function wireOf(type: ProtoField['type']): number | null {
  switch (type) {
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return wire.i64;
    case 'float':
    case 'fixed32':
    case 'sfixed32':
      return wire.i32;
    case 'string':
    case 'bytes':
    case 'message':
      return wire.len;
    case 'group':
      return wire.startGroup;
    case 'unknown':
      return null;
    default:
      return wire.varint;
  }
}

/** Undoes zigzag: 0, -1, 1, -2 from 0, 1, 2, 3. */
export function unzigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}

/** A varint as its type means it. */
export function varintText(
  value: bigint,
  one: Pick<ProtoField, 'type' | 'typeName'>,
  types: ProtoTypes,
): string {
  switch (one.type) {
    case 'int32':
      return String(BigInt.asIntN(32, value));
    case 'uint32':
      return String(BigInt.asUintN(32, value));
    case 'int64':
      return String(BigInt.asIntN(64, value));
    case 'sint32':
      return String(unzigzag(BigInt.asUintN(32, value)));
    case 'sint64':
      return String(unzigzag(value));
    case 'bool':
      return value === 0n ? 'false' : value === 1n ? 'true' : `true (${value})`;
    case 'enum': {
      const number = Number(BigInt.asIntN(32, value));
      const name = types.enums.get(one.typeName)?.get(number);
      return name === undefined ? `${number}, no name in ${one.typeName}` : `${name} (${number})`;
    }
    default:
      return String(value);
  }
}

/** Four or eight bytes as their type means them. */
export function fixedText(
  bytes: Uint8Array,
  at: number,
  size: 4 | 8,
  type: ProtoField['type'] | null,
): string {
  const view = viewOf(bytes);
  const float =
    size === 4 ? floatText(view.getFloat32(at, true), 32) : floatText(view.getFloat64(at, true), 64);
  if (type === 'float' || type === 'double') return float;
  const signed = size === 4 ? String(view.getInt32(at, true)) : String(view.getBigInt64(at, true));
  if (type === 'sfixed32' || type === 'sfixed64') return signed;
  const unsigned = size === 4 ? String(view.getUint32(at, true)) : String(view.getBigUint64(at, true));
  if (type === 'fixed32' || type === 'fixed64') return unsigned;
  return `${float} as a float, ${unsigned}${signed === unsigned ? '' : ` or ${signed}`} as an integer`;
}

/** A varint of which no type is known. */
export function unknownVarint(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  const parts = [
    String(value),
    ...(signed === value ? [] : [`${signed} signed`]),
    `${unzigzag(value)} zigzag`,
  ];
  return value <= 1n ? `${value}, or ${value === 1n ? 'true' : 'false'}` : parts.join(', or ');
}

/** Text in quotes, with what is wrong with it. */
export function stringText(bytes: Uint8Array, start: number, end: number): { value: string; error?: string } {
  const value = `"${utf8Text(bytes, start, end)}"`;
  const wrong = utf8Error(bytes.subarray(start, end));
  return wrong === null ? { value } : { value, error: `ill-formed UTF-8 at byte ${start + wrong}` };
}

/** Bytes of a long text that are looked at: what begins as text for so long is text. */
const textSample = 65_536;

/** Whether bytes are text without controls: what a string is, and a message hardly ever. */
export function isPlainText(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + textSample);
  if (stop <= start) return false;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f) return false;
  }
  const wrong = utf8Error(bytes.subarray(start, stop));
  // A character may be cut by the bound of what is looked at.
  return wrong === null || (stop < end && start + wrong > stop - 4);
}

/** Whether bytes are a message from beginning to end, by their wire types alone, and how many fields it has. */
export function skimMessage(bytes: Uint8Array, start: number, end: number, limit = Infinity): number | null {
  let fields = 0;
  for (let at = start; at < end && fields < limit; fields++) {
    const tag = readVarint(bytes, at, end);
    const number = tag.value >> 3n;
    if (tag.error !== null || number === 0n || number >= 1n << 29n) return null;
    at = tag.end;
    const kind = Number(tag.value & 7n);
    if (kind === wire.varint || kind === wire.len) {
      const { value, end: after, error } = readVarint(bytes, at, end);
      if (error !== null) return null;
      at = kind === wire.len ? after + Number(value) : after;
    } else if (kind === wire.i64 || kind === wire.i32) {
      at += kind === wire.i64 ? 8 : 4;
    } else {
      return null;
    }
    if (at > end) return null;
  }
  return fields;
}

/** What bytes of no known type may be beside a message or a text: numbers one after another, or bytes. */
export function guessBytes(bytes: Uint8Array, start: number, end: number): string {
  if (end === start) return 'empty';
  const shown = `${hexText(bytes, start, end)} (${counted(end - start, 'byte')})`;
  const numbers: bigint[] = [];
  let at = start;
  while (at < end && numbers.length < 20) {
    const next = readVarint(bytes, at, end);
    const isPadded = next.end - at > 1 && bytes[next.end - 1] === 0;
    if (next.error !== null || isPadded) return shown;
    numbers.push(next.value);
    at = next.end;
  }
  if (numbers.length < 2) return shown;
  return `${shown}, or packed varints ${numbers.join(', ')}${at < end ? ' …' : ''}`;
}
