import { type Result, fail, ok } from '../result.js';
import { isFloat, widthOf } from './layout.js';
import type { FloatType, LayoutField } from './layout.js';

/** A whole number as typed: decimal, `0x`, `0o`, `0b`, signed, with `_` between digits; null of anything else. */
export function parseWhole(text: string): bigint | null {
  const typed = text.trim();
  const parts = /^([+-]?)(0x[\da-f_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*)$/i.exec(typed);
  if (parts === null || typed.length > 200) return null;
  const digits = (parts[2] ?? '').replaceAll('_', '');
  if (/^0[xob]$/i.test(digits)) return null;
  const value = BigInt(digits);
  return parts[1] === '-' ? -value : value;
}

/** Least and largest number of a field that holds whole ones. */
export function rangeOf(field: LayoutField): {
  readonly least: bigint;
  readonly most: bigint;
  readonly bits: number;
} {
  const bits = field.type === 'bit' ? (field.size ?? 1) : widthOf(field.type) * 8;
  if (field.type.startsWith('i')) {
    const half = 1n << BigInt(bits - 1);
    return { least: -half, most: half - 1n, bits };
  }
  return { least: 0n, most: (1n << BigInt(bits)) - 1n, bits };
}

/** The number that a value of a field means: one of its names, or a number that fits. */
export function wholeOf(field: LayoutField, text: string): Result<bigint> {
  const typed = text.trim();
  const named = field.names?.find(({ name }) => name === typed);
  const value = typed === '' ? 0n : parseWhole(named?.value ?? typed);
  if (value === null) {
    const names = (field.names ?? []).slice(0, 5).map(({ name }) => name);
    const also =
      names.length === 0 ? '' : `, or a name: ${names.join(', ')}${names.length === 5 ? ', …' : ''}`;
    return fail(
      'fields.number',
      `"${brief(typed)}" is no whole number: write 17, -5, 0x11 or 0b10001${also}`,
    );
  }
  return fitting(field, value);
}

/** A number, where it fits into the field. */
export function fitting(field: LayoutField, value: bigint): Result<bigint> {
  const { least, most, bits } = rangeOf(field);
  if (value >= least && value <= most) return ok(value);
  const what =
    field.type === 'bit' ? `${bits} ${bits === 1 ? 'bit holds' : 'bits hold'}` : `${field.type} holds`;
  const against = value > most ? `${value} is more` : `${value} is less`;
  return fail('fields.overflow', `${what} ${least} to ${most}: ${against}`);
}

function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** A whole number in so many bytes; what does not fit is cut off. */
export function wholeBytes(value: bigint, width: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(width);
  let left = BigInt.asUintN(width * 8, value);
  for (let at = 0; at < width; at++) {
    bytes[little ? at : width - 1 - at] = Number(left & 0xffn);
    left >>= 8n;
  }
  return bytes;
}

/** The number a value of a float field means, where it fits. */
export function floatOf(type: FloatType, text: string): Result<number> {
  const typed = text.trim().toLowerCase();
  if (typed === '') return ok(0);
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(typed);
  if (special !== null) {
    const size = special[2] === 'nan' ? NaN : Infinity;
    return ok(special[1] === '-' ? -size : size);
  }
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/.test(typed) ? Number(typed) : NaN;
  if (Number.isNaN(value)) {
    return fail('fields.number', `"${brief(typed)}" is no number: write 1.5, -2e10, inf or nan`);
  }
  if (Number.isFinite(value) && Number.isFinite(rounded(type, value))) return ok(value);
  return fail('fields.overflow', `${brief(typed)} is more than ${type} holds`);
}

function rounded(type: FloatType, value: number): number {
  if (type === 'f64') return value;
  return type === 'f32' ? Math.fround(value) : (halfBits(value) & 0x7fff) === 0x7c00 ? Infinity : value;
}

/** A float in the bytes of its type. */
export function floatBytes(type: FloatType, value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(widthOf(type));
  const view = new DataView(bytes.buffer);
  if (type === 'f64') view.setFloat64(0, value, little);
  else if (type === 'f32') view.setFloat32(0, value, little);
  else view.setUint16(0, halfBits(value), little);
  return bytes;
}

/** Half precision (IEEE 754 binary16), rounded to the nearest, ties to even. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  // Below 2^-14 numbers are multiples of 2^-24; above, of 2^-10 of their power of two.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const unit = 2 ** (Math.max(exponent, -14) - 10);
  const steps = evenly(size / unit);
  const bits = size < 2 ** -14 ? steps : (exponent + 14) * 1024 + steps;
  return sign | Math.min(bits, 0x7c00);
}

function evenly(value: number): number {
  const down = Math.floor(value);
  const over = value - down;
  if (over > 0.5 || (over === 0.5 && down % 2 === 1)) return down + 1;
  return down;
}

/** Whether the bytes of a number come in an order that matters. */
export function hasOrder(field: LayoutField): boolean {
  if (field.type === 'bits') return (field.size ?? 1) > 1;
  if (field.type === 'text' && field.charset === 'utf-16') return true;
  if (field.prefix !== undefined) return field.prefix !== 'u8';
  return widthOf(field.type) > 1 || (isFloat(field.type) && widthOf(field.type) > 0);
}
