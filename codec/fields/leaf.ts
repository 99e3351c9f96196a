import { type Result, fail, ok } from '../result.js';
import { decodeUtf8Lossy, utf8Error } from '../utf8.js';
import { isFloat, widthOf } from './layout.js';
import type { LayoutField } from './layout.js';
import { floatBytes, floatOf, wholeBytes, wholeOf } from './numbers.js';
import type { ResolvedValue, ValueResolver } from './resolve.js';
import { encodeText, endOf, fillOf, indexOfBytes, prefixWidth } from './text.js';

/** The bytes of one field, and the number or the text that others may go by. */
export interface Leaf extends ResolvedValue {
  readonly whole: bigint | null;
  readonly text: string | null;
}

/** What a typed value becomes: of numbers, text and bytes. A `bit` has its number and no bytes. */
export function leafOf(field: LayoutField, value: string, resolve: ValueResolver): Result<Leaf> {
  const { type } = field;
  const resolved = resolve(value, type === 'bytes' ? 'hex' : 'text');
  if (!resolved.ok) return resolved;
  const { secret, live } = resolved.value;
  const leaf = (bytes: Uint8Array, more: Partial<Leaf> = {}): Result<Leaf> =>
    ok({ bytes, secret, live, whole: null, text: null, ...more });
  if (type === 'bytes') {
    const content = contentOf(field, resolved.value.bytes);
    return content.ok ? leaf(content.value) : content;
  }
  if (type === 'text') return textLeaf(field, resolved.value, leaf);
  if (utf8Error(resolved.value.bytes) !== null)
    return fail('fields.number', 'A placeholder stands for bytes that are no number');
  const text = decodeUtf8Lossy(resolved.value.bytes);
  const little = field.little === true;
  if (isFloat(type)) {
    const number = floatOf(type, text);
    return number.ok ? leaf(floatBytes(type, number.value, little)) : number;
  }
  const whole = wholeOf(field, text);
  if (!whole.ok) return whole;
  return leaf(wholeBytes(whole.value, widthOf(type), little), { whole: whole.value });
}

function textLeaf(
  field: LayoutField,
  { bytes }: ResolvedValue,
  leaf: (bytes: Uint8Array, more: Partial<Leaf>) => Result<Leaf>,
): Result<Leaf> {
  const plain = (field.charset ?? 'utf-8') === 'utf-8';
  if (!plain && utf8Error(bytes) !== null)
    return fail('fields.charset', 'A placeholder stands for bytes that are no text');
  const text = decodeUtf8Lossy(bytes);
  const encoded = plain ? ok(bytes) : encodeText(field, text);
  if (!encoded.ok) return encoded;
  const content = contentOf(field, encoded.value);
  return content.ok ? leaf(content.value, { text }) : content;
}

/** What a value is with what goes with it: filled up to its size, its length before it, its end after it. */
function contentOf(field: LayoutField, value: Uint8Array): Result<Uint8Array> {
  const { size } = field;
  if (size !== undefined) return filled(field, value, size);
  const width = prefixWidth(field);
  if (width > 0) {
    if (value.length >= 256 ** width)
      return fail(
        'fields.overflow',
        `${value.length} bytes are more than a length of ${width * 8} bits says`,
      );
    return ok(joined(wholeBytes(BigInt(value.length), width, field.little === true), value));
  }
  const end = endOf(field);
  const at = indexOfBytes(value, end, 0, value.length);
  if (at >= 0) return fail('fields.end', `Byte ${at} of it begins what ends the field`);
  return ok(end.length === 0 ? value : joined(value, end));
}

function filled(field: LayoutField, value: Uint8Array, size: number): Result<Uint8Array> {
  if (value.length > size)
    return fail(
      'fields.overflow',
      `${size} ${size === 1 ? 'byte is' : 'bytes are'} there: this has ${value.length}`,
    );
  if (value.length === size) return ok(value);
  // Bytes are exact unless a person said what fills them up, or typed none at all.
  if (field.type === 'bytes' && field.fill === undefined && value.length > 0)
    return fail(
      'fields.width',
      `${size} ${size === 1 ? 'byte is' : 'bytes are'} needed: this has ${value.length}`,
    );
  const whole = new Uint8Array(size).fill(fillOf(field));
  whole.set(value);
  return ok(whole);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
