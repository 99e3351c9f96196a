import { looksTextual } from '../text.js';
import type { DissectContext, Dissector } from './dissector.js';
import { counted, done, FieldTree, hexText, maxDepth, needMore, type DraftField } from './fields.js';
import { readVarint } from './numbers.js';
import { loadSchema, type LoadedSchema } from './protobuf-schema.js';
import type { ProtoField, ProtoMessage, ProtoTypes } from './protobuf-types.js';
import {
  fixedText,
  guessBytes,
  isPlainText,
  skimMessage,
  stringText,
  unknownVarint,
  varintText,
  wire,
  wireNames,
  wireOf,
} from './protobuf-values.js';

/** Fields looked at to tell whether bytes may be of this format. */
const sniffFields = 500;
const noTypes: ProtoTypes = { messages: new Map(), enums: new Map() };

/** A message, a group or a run of packed numbers being read. */
interface Frame {
  readonly end: number;
  readonly message: ProtoMessage | null;
  /** Number of the group, which its end must repeat. */
  readonly group: number | null;
  readonly packed: ProtoField | null;
  readonly field: DraftField | null;
  items: number;
}

/** What reading came to, for `sniff`. */
interface Outcome {
  fields: number;
  /** Fields that the schema does not have, or has otherwise. */
  strange: number;
  errors: number;
}

/** Reads the wire format into a tree, by the schema where there is one. */
class MessageReader {
  readonly outcome: Outcome = { fields: 0, strange: 0, errors: 0 };
  readonly #stack: Frame[] = [];
  #at = 0;

  constructor(
    readonly tree: FieldTree,
    readonly bytes: Uint8Array,
    readonly types: ProtoTypes,
    readonly top: ProtoMessage | null,
  ) {}

  read(): void {
    const { bytes, tree } = this;
    this.#stack.push({
      end: bytes.length,
      message: this.top,
      group: null,
      packed: null,
      field: null,
      items: 0,
    });
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) {
      if (this.#at < frame.end) {
        if (frame.packed !== null) this.#readPacked(frame, frame.packed);
        else this.#readField(frame);
        continue;
      }
      this.#stack.pop();
      if (frame.group !== null && frame.field !== null) this.#fault(frame.field, 'the group does not end');
      if (frame.packed !== null && frame.field !== null)
        frame.field.value = `[ ${counted(frame.items, 'item')} ], packed`;
      if (this.#stack.length > 0) tree.close(frame.end);
    }
  }

  #fault(field: DraftField, error: string): void {
    field.error ??= error;
    this.outcome.errors++;
  }

  /** The rest of a frame, which cannot be read. */
  #stop(frame: Frame, name: string, start: number, error: string): void {
    this.#fault(
      this.tree.add(name, start, frame.end - start, hexText(this.bytes, this.#at, frame.end)),
      error,
    );
    this.#at = frame.end;
  }

  #readField(frame: Frame): void {
    const start = this.#at;
    const tag = readVarint(this.bytes, start, frame.end);
    const number = Number(tag.value >> 3n);
    const kind = Number(tag.value & 7n);
    if (tag.error !== null || tag.value >= 1n << 32n)
      return this.#stop(frame, 'tag', start, 'the tag is cut short or too long');
    if (number === 0) return this.#stop(frame, 'tag', start, 'there is no field number 0');
    if (kind > wire.i32) return this.#stop(frame, `field ${number}`, start, `there is no wire type ${kind}`);
    this.#at = tag.end;
    this.outcome.fields++;
    const known = frame.message?.fields.get(number) ?? null;
    if (known === null && frame.message !== null && kind !== wire.endGroup) this.outcome.strange++;
    const expected = known === null ? null : wireOf(known.type);
    // Numbers that repeat may be packed whatever the schema says (encoding guide, "Packed Repeated Fields").
    const isPacked =
      known?.repeated === true && kind === wire.len && expected !== wire.len && expected !== null;
    const fits = expected === kind || isPacked;
    const type = fits ? known : null;
    const name = known?.name ?? `field ${number}`;
    const before = this.outcome.errors;
    const field = this.#readValue(frame, { name, number, kind, start, type, isPacked });
    if (known !== null && !fits && expected !== null && field !== null && before === this.outcome.errors) {
      this.outcome.strange++;
      this.#fault(field, `${known.type} in the schema, ${wireNames[kind] ?? kind} in the bytes`);
    }
  }

  #readValue(
    frame: Frame,
    what: {
      name: string;
      number: number;
      kind: number;
      start: number;
      type: ProtoField | null;
      isPacked: boolean;
    },
  ): DraftField | null {
    const { name, number, kind, start, type } = what;
    const { bytes, tree } = this;
    const from = this.#at;
    if (kind === wire.varint) {
      const { value, end, error } = readVarint(bytes, from, frame.end);
      if (error !== null) {
        this.#stop(
          frame,
          name,
          start,
          error === 'cut' ? 'the varint is cut short' : 'a varint has at most 10 bytes',
        );
        return null;
      }
      this.#at = end;
      return tree.add(
        name,
        start,
        end - start,
        type === null ? unknownVarint(value) : varintText(value, type, this.types) + suffix(type),
      );
    }
    if (kind === wire.i64 || kind === wire.i32) {
      const size = kind === wire.i64 ? 8 : 4;
      if (from + size > frame.end) {
        this.#stop(frame, name, start, `${counted(size, 'byte')} needed, ${frame.end - from} there`);
        return null;
      }
      this.#at = from + size;
      const value = fixedText(bytes, from, size, type?.type ?? null);
      return tree.add(name, start, this.#at - start, type === null ? value : value + suffix(type));
    }
    if (kind === wire.startGroup) {
      if (this.#stack.length > maxDepth) {
        this.#stop(frame, name, start, `nested deeper than ${maxDepth} levels`);
        return null;
      }
      const field = tree.open(name, start, 'group');
      const message = type === null ? null : (this.types.messages.get(type.typeName) ?? null);
      this.#stack.push({ end: frame.end, message, group: number, packed: null, field, items: 0 });
      return field;
    }
    if (kind === wire.endGroup) {
      if (frame.group !== number) {
        this.#stop(frame, name, start, 'the end of a group that is not open');
        return null;
      }
      this.#stack.pop();
      tree.close(from);
      return null;
    }
    return this.#readLength(frame, what);
  }

  #readLength(
    frame: Frame,
    what: { name: string; start: number; type: ProtoField | null; isPacked: boolean },
  ): DraftField | null {
    const { name, start, type, isPacked } = what;
    const { bytes, tree } = this;
    const length = readVarint(bytes, this.#at, frame.end);
    if (length.error !== null) {
      this.#stop(frame, name, start, 'the length is cut short or too long');
      return null;
    }
    const from = length.end;
    const there = frame.end - from;
    if (length.value > BigInt(there)) {
      this.#at = from;
      this.#stop(frame, name, start, `${counted(Number(length.value), 'byte')} announced, ${there} there`);
      return null;
    }
    const end = from + Number(length.value);
    this.#at = end;
    const isShallow = this.#stack.length <= maxDepth;
    const isMessage =
      type?.type === 'message' || (type === null && end > from && looksLikeMessage(bytes, from, end));
    if (isShallow && (isPacked || isMessage)) {
      this.#at = from;
      const message = type === null ? null : (this.types.messages.get(type.typeName) ?? null);
      const value =
        type === null ? 'message, by its looks' : message?.isMapEntry === true ? 'map entry' : type.typeName;
      const field = tree.open(name, start, type?.oneof == null ? value : `${value}, of oneof ${type.oneof}`);
      this.#stack.push({ end, message, group: null, packed: isPacked ? type : null, field, items: 0 });
      return field;
    }
    if (type?.type === 'string' || (type === null && isPlainText(bytes, from, end))) {
      const { value, error } = stringText(bytes, from, end);
      const field = tree.add(name, start, end - start, type === null ? value : value + suffix(type));
      if (error !== undefined) this.#fault(field, error);
      return field;
    }
    const value = type === null ? guessBytes(bytes, from, end) : hexText(bytes, from, end) + suffix(type);
    return tree.add(name, start, end - start, value);
  }

  #readPacked(frame: Frame, type: ProtoField): void {
    const start = this.#at;
    const name = `[${frame.items++}]`;
    if (wireOf(type.type) === wire.varint) {
      const { value, end, error } = readVarint(this.bytes, start, frame.end);
      if (error !== null) return this.#stop(frame, name, start, 'the varint is cut short or too long');
      this.#at = end;
      this.tree.add(name, start, end - start, varintText(value, type, this.types));
      return;
    }
    const size = wireOf(type.type) === wire.i64 ? 8 : 4;
    if (start + size > frame.end)
      return this.#stop(frame, name, start, `${counted(size, 'byte')} needed, ${frame.end - start} there`);
    this.#at = start + size;
    this.tree.add(name, start, size, fixedText(this.bytes, start, size, type.type));
  }
}

/** A message rather than a text: of the controls that text may hold, three are tags of field 1, and text hardly begins with one. */
function looksLikeMessage(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] ?? 0;
  const mayBeText = first >= 0x20 && isPlainText(bytes, start, end);
  return !mayBeText && skimMessage(bytes, start, end) !== null;
}

function suffix(type: ProtoField): string {
  const name = type.type === 'enum' ? type.typeName : type.type;
  return type.oneof === null ? ` (${name})` : ` (${name}, of oneof ${type.oneof})`;
}

function schemaOf(context: DissectContext): {
  readonly schema: LoadedSchema | null;
  readonly error: string | null;
} {
  if (context.schema === null) return { schema: null, error: null };
  const loaded = loadSchema(context.schema);
  return loaded.ok ? { schema: loaded.value, error: null } : { schema: null, error: loaded.error.message };
}

/** Protocol Buffers' wire format, with the names of a schema where the context has one. */
export const protobuf: Dissector = {
  id: 'protobuf',
  label: 'Protocol Buffers',
  sniff(bytes, context) {
    if (context.text === true || bytes.length < 2) return 0;
    const { schema } = schemaOf(context);
    if (schema !== null) {
      const reader = new MessageReader(new FieldTree(0), bytes, schema.types, schema.message);
      reader.read();
      const { errors, strange } = reader.outcome;
      return errors > 0 ? 0 : strange === 0 ? 0.9 : 0.4;
    }
    const fields = skimMessage(bytes, 0, bytes.length, sniffFields);
    if (fields === null || ((bytes[0] ?? 0) >= 0x20 && looksTextual(bytes.subarray(0, 256)))) return 0;
    return fields > 1 || bytes.length > 8 ? 0.34 : 0.25;
  },
  dissect(bytes, context) {
    if (bytes.length === 0) return needMore('there is no byte');
    const { schema, error } = schemaOf(context);
    const tree = new FieldTree();
    if (error !== null) tree.add('Schema', 0, 0, 'not used', error);
    const reader = new MessageReader(tree, bytes, schema?.types ?? noTypes, schema?.message ?? null);
    reader.read();
    const { fields, errors } = reader.outcome;
    const name = schema === null ? 'Protocol Buffers' : schema.message.name;
    const tail = errors > 0 ? ', malformed' : '';
    return done(tree.finish(bytes.length), `${name}, ${counted(fields, 'field')}${tail}`, bytes.length);
  },
};
