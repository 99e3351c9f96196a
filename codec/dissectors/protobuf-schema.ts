import { fail, ok, type Result } from '../result.js';
import type { ProtobufSchema } from './dissector.js';
import { readDescriptorSet } from './protobuf-descriptor.js';
import { isProtoScalar, type ProtoField, type ProtoMessage, type ProtoTypes } from './protobuf-types.js';
import { parseProto, type ParsedEnum, type ParsedField, type ParsedMessage } from './proto-parser.js';

/** Characters of a `.proto` text: its parser takes quadratic time. */
const maxText = 1024 * 1024;

/** The types of a `.proto` text. Imports are not followed. Fails with `protobuf.schema`. */
export function readProtoText(text: string): Result<ProtoTypes> {
  if (text.length > maxText) return fail('protobuf.schema', 'the .proto text is longer than 1 MiB');
  let file;
  try {
    file = parseProto(text);
  } catch (thrown) {
    // The parser throws what it finds wrong; on nonsense it also trips over its own feet.
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('protobuf.schema', `not a .proto file: ${why}`);
  }
  const names = new Map<string, 'message' | 'enum'>();
  const found: { readonly scope: string; readonly message: ParsedMessage }[] = [];
  const enums = new Map<string, ReadonlyMap<number, string>>();
  const waiting = [{ scope: file.package ?? '', holder: file as Pick<ParsedMessage, 'messages' | 'enums'> }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const one of next.holder.enums) {
      names.set(within(next.scope, one.name), 'enum');
      enums.set(within(next.scope, one.name), enumNames(one));
    }
    for (const message of next.holder.messages) {
      const name = within(next.scope, message.name);
      names.set(name, 'message');
      found.push({ scope: name, message });
      waiting.push({ scope: name, holder: message });
    }
  }
  const messages = new Map<string, ProtoMessage>();
  for (const { scope, message } of found) {
    const fields = new Map<number, ProtoField>();
    for (const one of message.fields) fields.set(one.tag, fieldOf(one, scope, names, messages));
    messages.set(scope, { name: scope, fields, isMapEntry: false });
  }
  return ok({ messages, enums });
}

function within(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

function enumNames(one: ParsedEnum): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  // Of aliases the first is kept, as the reference implementation does.
  for (const [name, { value }] of Object.entries(one.values)) if (!names.has(value)) names.set(value, name);
  return names;
}

function fieldOf(
  one: ParsedField,
  scope: string,
  names: ReadonlyMap<string, 'message' | 'enum'>,
  messages: Map<string, ProtoMessage>,
): ProtoField {
  const base = { name: one.name, number: one.tag, oneof: one.oneof };
  if (one.map === null) return { ...base, repeated: one.repeated, ...typeOf(one.type, scope, names) };
  // A map is a repeated message of a key and a value (encoding guide, "Maps").
  const typeName = within(scope, `${one.name} entry`);
  const entry = (name: string, number: number, type: string): ProtoField => ({
    name,
    number,
    oneof: null,
    repeated: false,
    ...typeOf(type, scope, names),
  });
  const fields = new Map([
    [1, entry('key', 1, one.map.from)],
    [2, entry('value', 2, one.map.to)],
  ]);
  messages.set(typeName, { name: typeName, fields, isMapEntry: true });
  return { ...base, repeated: true, type: 'message', typeName };
}

/** What a type name means where it stands: the innermost scope that defines it (language guide, "Packages and name resolution"). */
function typeOf(
  written: string,
  scope: string,
  names: ReadonlyMap<string, 'message' | 'enum'>,
): Pick<ProtoField, 'type' | 'typeName'> {
  if (isProtoScalar(written)) return { type: written, typeName: written };
  if (written.startsWith('.')) {
    const typeName = written.slice(1);
    return { type: names.get(typeName) ?? 'unknown', typeName };
  }
  for (let from = scope; ; from = from.slice(0, Math.max(0, from.lastIndexOf('.')))) {
    const type = names.get(within(from, written));
    if (type !== undefined) return { type, typeName: within(from, written) };
    if (from === '') return { type: 'unknown', typeName: written };
  }
}

/** A schema ready to read with. */
export interface LoadedSchema {
  readonly types: ProtoTypes;
  readonly message: ProtoMessage;
}

/** A schema is the same object for every payload of a session: it is read once. */
const loaded = new WeakMap<ProtobufSchema, Result<LoadedSchema>>();

/** The types of a schema and the message it names. Fails with `protobuf.schema`, saying what is wrong. */
export function loadSchema(schema: ProtobufSchema): Result<LoadedSchema> {
  const known = loaded.get(schema);
  if (known !== undefined) return known;
  const fresh = load(schema);
  loaded.set(schema, fresh);
  return fresh;
}

function load({ source, message: wanted }: ProtobufSchema): Result<LoadedSchema> {
  const types = typeof source === 'string' ? readProtoText(source) : readDescriptorSet(source);
  if (!types.ok) return types;
  const all = [...types.value.messages.values()].filter((one) => !one.isMapEntry);
  const name = wanted.replace(/^\./, '').trim();
  const exact = types.value.messages.get(name);
  // The package may be left out, and the name where there is but one.
  const close = all.filter((one) => name === '' || one.name.endsWith(`.${name}`));
  const message = exact ?? (close.length === 1 ? close[0] : undefined);
  if (message !== undefined) return ok({ types: types.value, message });
  const some = all.slice(0, 10).map((one) => one.name);
  return fail(
    'protobuf.schema',
    `${name === '' ? 'name a message' : `no message ${name}`} of the schema: ${some.join(', ') || 'it defines none'}`,
  );
}
