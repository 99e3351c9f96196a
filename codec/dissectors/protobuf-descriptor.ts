import { fail, ok, type Result } from '../result.js';
import { decodeUtf8Lossy } from '../utf8.js';
import { readVarint } from './numbers.js';
import { isProtoScalar, type ProtoField, type ProtoMessage, type ProtoTypes } from './protobuf-types.js';

/** A field of the wire format: a number, or the bytes of what has a length. */
interface WireField {
  readonly number: number;
  readonly value: bigint;
  readonly bytes: Uint8Array;
}

const noBytes = new Uint8Array();
/** Messages within messages: deeper ones are refused, as `protoc` does. */
const maxNesting = 64;

/** The types of descriptor.proto's FieldDescriptorProto.Type, from 1. */
const typeNames = [
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'group',
  'message',
  'bytes',
  'uint32',
  'enum',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
] as const;

/** The fields of one message, or null where the bytes are none. */
function wireFields(bytes: Uint8Array): readonly WireField[] | null {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    if (tag.error !== null || number === 0) return null;
    at = tag.end;
    if (wire === 0) {
      const { value, end, error } = readVarint(bytes, at);
      if (error !== null) return null;
      fields.push({ number, value, bytes: noBytes });
      at = end;
      continue;
    }
    const length = wire === 2 ? readVarint(bytes, at) : null;
    if (length?.error !== undefined && length.error !== null) return null;
    const start = length?.end ?? at;
    const end = start + (length === null ? (wire === 1 ? 8 : 4) : Number(length.value));
    if ((length === null && wire !== 1 && wire !== 5) || end > bytes.length) return null;
    fields.push({ number, value: 0n, bytes: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

function textOf(fields: readonly WireField[], number: number): string {
  const last = fields.findLast((one) => one.number === number);
  return last === undefined ? '' : decodeUtf8Lossy(last.bytes);
}

function numberOf(fields: readonly WireField[], number: number): number | null {
  const last = fields.findLast((one) => one.number === number);
  return last === undefined ? null : Number(BigInt.asIntN(64, last.value));
}

/** A scope whose messages and enums are still to be read; numbers are those of descriptor.proto. */
interface Scope {
  readonly name: string;
  readonly fields: readonly WireField[];
  readonly messages: number;
  readonly enums: number;
  readonly depth: number;
}

/** The types of a binary FileDescriptorSet (`protoc --descriptor_set_out --include_imports`). Fails with `protobuf.schema`. */
export function readDescriptorSet(bytes: Uint8Array): Result<ProtoTypes> {
  const wrong = fail(
    'protobuf.schema',
    'not a descriptor set: make one with protoc --descriptor_set_out --include_imports',
  );
  const files = wireFields(bytes);
  if (files === null || files.length === 0 || files.some((one) => one.number !== 1 || one.bytes.length === 0))
    return wrong;
  const messages = new Map<string, ProtoMessage>();
  const enums = new Map<string, ReadonlyMap<number, string>>();
  const waiting: Scope[] = [];
  for (const file of files) {
    const fields = wireFields(file.bytes);
    if (fields === null) return wrong;
    waiting.push({ name: textOf(fields, 2), fields, messages: 4, enums: 5, depth: 0 });
  }
  for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
    if (scope.depth > maxNesting) return wrong;
    const within = (name: string): string => (scope.name === '' ? name : `${scope.name}.${name}`);
    for (const one of scope.fields) {
      if (one.number !== scope.messages && one.number !== scope.enums) continue;
      const fields = wireFields(one.bytes);
      if (fields === null) return wrong;
      const name = within(textOf(fields, 1));
      if (one.number === scope.enums) {
        const names = enumOf(fields);
        if (names === null) return wrong;
        enums.set(name, names);
        continue;
      }
      const message = messageOf(name, fields);
      if (message === null) return wrong;
      messages.set(name, message);
      waiting.push({ name, fields, messages: 3, enums: 4, depth: scope.depth + 1 });
    }
  }
  return ok({ messages, enums });
}

function enumOf(fields: readonly WireField[]): ReadonlyMap<number, string> | null {
  const names = new Map<number, string>();
  for (const one of fields) {
    if (one.number !== 2) continue;
    const value = wireFields(one.bytes);
    if (value === null) return null;
    const number = numberOf(value, 2) ?? 0;
    if (!names.has(number)) names.set(number, textOf(value, 1));
  }
  return names;
}

function messageOf(name: string, parts: readonly WireField[]): ProtoMessage | null {
  const oneofs: string[] = [];
  const fields = new Map<number, ProtoField>();
  for (const one of parts) {
    if (one.number !== 8) continue;
    oneofs.push(textOf(wireFields(one.bytes) ?? [], 1));
  }
  for (const one of parts) {
    if (one.number !== 2) continue;
    const facts = wireFields(one.bytes);
    if (facts === null) return null;
    const number = numberOf(facts, 3) ?? 0;
    const typeName = textOf(facts, 6).replace(/^\./, '');
    const type = typeNames[(numberOf(facts, 5) ?? 0) - 1] ?? 'unknown';
    const oneof = numberOf(facts, 9);
    // proto3's `optional` is a oneof of one that nobody wrote (field 17).
    const isWritten = oneof !== null && numberOf(facts, 17) !== 1;
    fields.set(number, {
      name: textOf(facts, 1),
      number,
      type,
      typeName: isProtoScalar(type) ? type : typeName,
      repeated: numberOf(facts, 4) === 3,
      oneof: isWritten ? (oneofs[oneof] ?? null) : null,
    });
  }
  const options = parts.findLast((one) => one.number === 7);
  const isMapEntry = options !== undefined && numberOf(wireFields(options.bytes) ?? [], 7) === 1;
  return { name, fields, isMapEntry };
}
