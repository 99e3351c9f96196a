/** Half precision (IEEE 754 binary16) from its 16 bits; RFC 8949 appendix D. */
export function halfToNumber(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** 9 digits tell all single-precision numbers apart (IEEE 754 §5.12.2). */
const singleDigits = 9;

/** The shortest decimal that means this number in its width, recognisable as a float: `1.0`, `0.1`, `-0.0`, `NaN`. */
export function floatText(value: number, bits: 16 | 32 | 64): string {
  if (Object.is(value, -0)) return '-0.0';
  if (!Number.isFinite(value)) return String(value);
  let shortest = value;
  // A half has few digits as a double, so it is written as one.
  for (let precision = 1; bits === 32 && precision <= singleDigits; precision++) {
    shortest = Number(value.toPrecision(precision));
    if (Math.fround(shortest) === value) break;
  }
  const text = String(shortest);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** ECMA-262 §21.4.1.1: time values end here. Seconds. */
const maxDateSeconds = 8_640_000_000_000n;

/** `2018-01-02T03:04:05.000000006Z`: UTC from seconds since 1970 and nanoseconds; null where no calendar goes. */
export function isoTime(seconds: bigint, nanoseconds = 0): string | null {
  if (seconds < -maxDateSeconds || seconds > maxDateSeconds || nanoseconds < 0 || nanoseconds > 999_999_999)
    return null;
  const text = new Date(Number(seconds) * 1000).toISOString();
  const fraction = nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
  return text.replace('.000Z', `${fraction}Z`);
}

/** A whole number of 1 to 8 bytes, exact. */
export function wholeNumber(
  bytes: Uint8Array,
  at: number,
  width: number,
  { signed = false, littleEndian = false } = {},
): bigint {
  let value = 0n;
  for (let index = 0; index < width; index++)
    value = (value << 8n) | BigInt(bytes[at + (littleEndian ? width - 1 - index : index)] ?? 0);
  return signed ? BigInt.asIntN(width * 8, value) : value;
}

/** A LEB128 number (protobuf's varint): its value modulo 2^64, where it ends, and what is wrong with it. */
export interface Varint {
  readonly value: bigint;
  readonly end: number;
  readonly error: 'cut' | 'long' | null;
}

/** A varint is at most 10 bytes long: 64 bits, 7 a byte. */
export const maxVarintBytes = 10;

export function readVarint(bytes: Uint8Array, at: number, end = bytes.length): Varint {
  let value = 0n;
  for (let index = 0; index < maxVarintBytes; index++) {
    const byte = bytes[at + index];
    if (byte === undefined || at + index >= end) return { value, end, error: 'cut' };
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + index + 1, error: null };
  }
  return { value: BigInt.asUintN(64, value), end: at + maxVarintBytes, error: 'long' };
}
