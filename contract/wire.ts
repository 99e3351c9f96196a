import { fail, ok } from './result.js';
import type { Result } from './result.js';

/*
 * One message as bytes, all numbers little-endian:
 *
 *   0   'W' 'B' '1' 0
 *   4   length of the JSON in bytes, uint32
 *   8   JSON, UTF-8: [body, parts], parts being [type, elements, path][]
 *   …   zeros up to a multiple of 8, then each part, padded likewise
 *
 * A part is a typed array that belongs at `path` of the body, where the JSON holds null. Offsets are not
 * written: they follow from the lengths, so parts can neither overlap nor leave gaps. Every part starts at
 * a multiple of 8, so a reader whose bytes are aligned takes views and copies nothing.
 */

const magic = 0x00_31_42_57;
const headBytes = 8;
const alignment = 8;

/** Deepest nesting of a body that is read: what walks it afterwards may recurse. */
const maxDepth = 200;

type Attachment =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

interface PartType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Attachment;
}

/** The letters are on the wire: never reuse one. */
const partTypes: ReadonlyMap<string, PartType> = new Map<string, PartType>([
  ['u8', Uint8Array],
  ['i8', Int8Array],
  ['u16', Uint16Array],
  ['i16', Int16Array],
  ['u32', Uint32Array],
  ['i32', Int32Array],
  ['f32', Float32Array],
  ['f64', Float64Array],
]);

type Path = readonly (string | number)[];
type Part = readonly [type: string, elements: number, path: Path];

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const padded = (length: number): number => Math.ceil(length / alignment) * alignment;

/**
 * Writes a message: JSON values, and typed arrays wherever they stand in it. Bytes are copied. Throws on
 * what neither is (a function, a bigint, a cycle, a Map): that is a bug of the caller.
 */
export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const parts: Part[] = [];
  const contents: Attachment[] = [];
  const body = takeOut(message, [], parts, contents);
  const json = encoder.encode(JSON.stringify([body, parts]));

  let size = padded(headBytes + json.length);
  for (const content of contents) size += padded(content.byteLength);
  const bytes = new Uint8Array(size);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, magic, true);
  head.setUint32(4, json.length, true);
  bytes.set(json, headBytes);
  let at = padded(headBytes + json.length);
  for (const content of contents) {
    bytes.set(new Uint8Array(content.buffer, content.byteOffset, content.byteLength), at);
    at += padded(content.byteLength);
  }
  return bytes;
}

/** The value with null for each typed array; the same object where it holds none. */
function takeOut(value: unknown, path: (string | number)[], parts: Part[], contents: Attachment[]): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'bigint' || typeof value === 'symbol') {
      throw new TypeError(`A ${typeof value} cannot be sent (${path.join('.')})`);
    }
    return value;
  }
  if (ArrayBuffer.isView(value)) {
    const type = typeOf(value);
    if (type === undefined) throw new TypeError(`This typed array cannot be sent (${path.join('.')})`);
    const content = value as Attachment; // typeOf() names only members of Attachment
    parts.push([type, content.length, path.slice()]);
    contents.push(content);
    return null;
  }
  if (path.length >= maxDepth) throw new TypeError(`Nested deeper than ${maxDepth}, or a cycle`);
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const before: unknown = value[i];
      path.push(i);
      const after = takeOut(before, path, parts, contents);
      path.pop();
      if (after !== before) (copy ??= value.slice())[i] = after;
    }
    return copy ?? value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`Only plain objects can be sent (${path.join('.')})`);
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, before] of Object.entries(value)) {
    if (key === '__proto__') throw new TypeError('A key named __proto__ cannot be sent');
    path.push(key);
    const after = takeOut(before, path, parts, contents);
    path.pop();
    if (after !== before) (copy ??= { ...value })[key] = after;
  }
  return copy ?? value;
}

function typeOf(view: ArrayBufferView): string | undefined {
  for (const [name, type] of partTypes) if (view instanceof type) return name;
  return undefined;
}

const invalid = (why: string) => fail('wire.invalid', `Not a message: ${why}`);

/**
 * Reads a message. Typed arrays are views into `bytes` where the alignment allows, so whoever keeps one
 * keeps the whole message. Hostile bytes give a failure, never a throw.
 *
 * @param limits.maxBytes refuse longer messages (`wire.too-large`)
 */
export function decode(bytes: Uint8Array, limits: { readonly maxBytes?: number } = {}): Result<unknown> {
  if (limits.maxBytes !== undefined && bytes.length > limits.maxBytes) {
    return fail('wire.too-large', `A message of ${bytes.length} bytes; ${limits.maxBytes} is the most`);
  }
  if (bytes.length < headBytes) return invalid('shorter than its head');
  const head = new DataView(bytes.buffer, bytes.byteOffset, headBytes);
  if (head.getUint32(0, true) !== magic) return invalid('it does not begin with WB1');
  const jsonEnd = headBytes + head.getUint32(4, true);
  if (jsonEnd > bytes.length) return invalid('cut off inside its JSON');
  const json = bytes.subarray(headBytes, jsonEnd);
  if (tooDeep(json)) return invalid(`nested deeper than ${maxDepth}`);

  let text: string;
  let outer: unknown;
  try {
    text = decoder.decode(json);
    outer = JSON.parse(text);
  } catch {
    return invalid('its JSON cannot be read');
  }
  // JSON.parse makes __proto__ an own key, harmless by itself; what assigns it later is not. Escapes can hide the word.
  if ((text.includes('__proto__') || text.includes('\\u')) && holdsProto(outer)) {
    return invalid('a key named __proto__');
  }
  if (!Array.isArray(outer) || outer.length !== 2) return invalid('its JSON is not [body, parts]');
  const [body, parts] = outer as [unknown, unknown]; // the length was checked
  if (!Array.isArray(parts)) return invalid('its parts are not a list');

  let at = padded(jsonEnd);
  for (const part of parts as unknown[]) {
    if (!isPart(part)) return invalid('a part is not [type, elements, path]');
    const [name, elements, path] = part;
    const type = partTypes.get(name);
    if (type === undefined) return invalid('a part of unknown type');
    const end = at + elements * type.BYTES_PER_ELEMENT;
    if (end > bytes.length) return invalid('cut off inside a part');
    if (!put(body, path, view(bytes, at, elements, type))) return invalid('a part whose path leads nowhere');
    at = padded(end);
  }
  if (at !== bytes.length) return invalid('its length is not what its parts add up to');
  return ok(body);
}

function view(bytes: Uint8Array, at: number, elements: number, type: PartType): Attachment {
  const start = bytes.byteOffset + at;
  if (start % type.BYTES_PER_ELEMENT === 0) return new type(bytes.buffer, start, elements);
  return new type(bytes.slice(at, at + elements * type.BYTES_PER_ELEMENT).buffer, 0, elements);
}

function isPart(part: unknown): part is Part {
  if (!Array.isArray(part) || part.length !== 3) return false;
  const [type, elements, path] = part as [unknown, unknown, unknown]; // the length was checked
  return (
    typeof type === 'string' &&
    typeof elements === 'number' &&
    Number.isSafeInteger(elements) &&
    elements >= 0 &&
    Array.isArray(path) &&
    path.length > 0 &&
    path.every((step) => typeof step === 'string' || (Number.isSafeInteger(step) && step >= 0))
  );
}

/** Puts a typed array where the body holds null; false where the path leaves the body's own members. */
function put(body: unknown, path: Path, content: Attachment): boolean {
  let holder: unknown = body;
  for (let i = 0; ; i++) {
    const step = path[i];
    if (step === undefined || typeof holder !== 'object' || holder === null) return false;
    if (ArrayBuffer.isView(holder) || Array.isArray(holder) !== (typeof step === 'number')) return false;
    if (!Object.hasOwn(holder, step)) return false;
    const members = holder as Record<string | number, unknown>; // an object or array, and step is its own member
    if (i === path.length - 1) {
      if (members[step] !== null) return false;
      members[step] = content;
      return true;
    }
    holder = members[step];
  }
}

function holdsProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsProto);
  return Object.entries(value).some(([key, member]) => key === '__proto__' || holdsProto(member));
}

/** Counts brackets outside strings, before anything recursive sees the JSON. */
function tooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      // The list that holds body and parts is one level.
      if (++depth > maxDepth + 1) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}
