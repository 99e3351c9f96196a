import { failAt, nameCharacter, ok, type Result } from './result.js';

/** Value of a hex digit's character code, or -1. */
export function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** White space (ASCII, no-break) and the marks people put between bytes: , ; : - _ */
function isSeparator(unit: number): boolean {
  switch (unit) {
    case 0x20:
    case 0x09:
    case 0x0a:
    case 0x0b:
    case 0x0c:
    case 0x0d:
    case 0xa0:
    case 0x2028:
    case 0x2029:
    case 0x2c:
    case 0x3b:
    case 0x3a:
    case 0x2d:
    case 0x5f:
      return true;
    default:
      return false;
  }
}

/**
 * Bytes from hex as people type and paste it: separators, line breaks, `0x` and `\x` are forgiven.
 * A pair is never put together across a separator, because `1 2` may mean 01 02 or 12: the digit
 * without a pair is named instead. Fails with `hex.digit` or `hex.odd`.
 */
export function parseHex(text: string): Result<Uint8Array> {
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  let high = -1;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1) | 0x20;
    const prefix = next === 0x78 && (unit === 0x5c || (unit === 0x30 && high < 0));
    const digit = prefix ? -1 : hexDigit(unit);
    if (digit >= 0) {
      if (high < 0) {
        high = digit;
      } else {
        bytes[length++] = (high << 4) | digit;
        high = -1;
      }
      continue;
    }
    if (!prefix && !isSeparator(unit)) {
      return failAt('hex.digit', text, at, `${nameCharacter(text, at)}`, ' is not a hex digit');
    }
    if (high >= 0) return oddDigit(text, at - 1);
    if (!prefix) continue;
    if (hexDigit(text.charCodeAt(at + 2)) < 0) {
      return failAt('hex.digit', text, at, `'${text.slice(at, at + 2)}'`, ' has no hex digits after it');
    }
    at++;
  }
  if (high >= 0) return oddDigit(text, text.length - 1);
  return ok(bytes.subarray(0, length));
}

function oddDigit(text: string, at: number): Result<never> {
  return failAt(
    'hex.odd',
    text,
    at,
    `odd number of hex digits: the last digit '${text[at]}'`,
    ' has no pair',
  );
}

export interface HexFormat {
  /** Between bytes; one space by default. */
  readonly separator?: string;
  readonly uppercase?: boolean;
  /** Bytes on a line; all on one by default. */
  readonly perLine?: number;
}

const utf8 = new TextEncoder();
const asciiDecoder = new TextDecoder();
const lowerDigits = utf8.encode('0123456789abcdef');
const upperDigits = utf8.encode('0123456789ABCDEF');

/**
 * Bytes as hex pairs. Written as bytes and decoded once: joining strings pair by pair takes twenty
 * times as long on megabytes. Some hundred megabytes do not fit a JavaScript string: cut before.
 */
export function formatHex(bytes: Uint8Array, format: HexFormat = {}): string {
  const { separator = ' ', uppercase = false, perLine = Number.POSITIVE_INFINITY } = format;
  const digits = uppercase ? upperDigits : lowerDigits;
  const between = utf8.encode(separator);
  const gaps = Math.max(0, bytes.length - 1);
  const breaks = Math.floor(gaps / perLine);
  const text = new Uint8Array(bytes.length * 2 + breaks + (gaps - breaks) * between.length);
  let to = 0;
  let left = perLine;
  for (const byte of bytes) {
    if (left === 0) {
      text[to++] = 0x0a;
      left = perLine;
    } else if (to > 0) for (const unit of between) text[to++] = unit;
    left--;
    text[to++] = digits[byte >> 4] ?? 0;
    text[to++] = digits[byte & 15] ?? 0;
  }
  return asciiDecoder.decode(text);
}

/** Printable ASCII as itself, everything else a dot: the right column of a hex dump. */
export function asciiColumn(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  return text;
}

/**
 * One line of a hex dump: offset (four digits or more), `width` pairs, ASCII. A short last line is
 * padded so that the columns stand under each other.
 */
export function hexDumpLine(bytes: Uint8Array, offset: number, width = 16): string {
  const line = bytes.subarray(offset, offset + width);
  const pairs = formatHex(line).padEnd(width * 3 - 1);
  return `${offset.toString(16).padStart(4, '0')}  ${pairs}  ${asciiColumn(line)}`;
}

/** Bytes as the initialiser of a C array: `{ 0x48, 0x65 }`. */
export function formatCArray(bytes: Uint8Array): string {
  return bytes.length === 0 ? '{ }' : `{ 0x${formatHex(bytes, { separator: ', 0x' })} }`;
}
