import { cEscapes } from './c-escapes.js';
import { hexDigit } from './hex.js';
import { failAt, nameCharacter, ok, type Result } from './result.js';
import { Utf8Validator } from './utf8.js';

const simple: Readonly<Record<string, number>> = {
  ...cEscapes,
  '0': 0x00,
  e: 0x1b,
  '"': 0x22,
  "'": 0x27,
  '\\': 0x5c,
  // Templates write `{{` as `\{{`.
  '{': 0x7b,
};

const encoder = new TextEncoder();

/**
 * Bytes from text with backslash escapes: `\x00` is one byte, `\u0041` and `\u{1F600}` are the
 * UTF-8 of a code point, `\0 \a \b \t \n \v \f \r \e \" \' \\` as in C, `\{` a brace; anything else is itself in
 * UTF-8. Fails with `escape.invalid` at the backslash.
 */
export function parseEscapes(text: string): Result<Uint8Array> {
  const bytes: number[] = [];
  const parts: Uint8Array[] = [];
  let total = 0;
  const keep = (part: Uint8Array): void => {
    parts.push(part);
    total += part.length;
  };
  let at = 0;
  while (at < text.length) {
    const slash = text.indexOf('\\', at);
    const end = slash < 0 ? text.length : slash;
    if (end > at) {
      keep(Uint8Array.from(bytes.splice(0)));
      keep(encoder.encode(text.slice(at, end)));
    }
    if (slash < 0) break;
    const letter = text[slash + 1];
    if (letter === undefined) {
      return failAt(
        'escape.invalid',
        text,
        slash,
        'the backslash',
        ' escapes nothing: write \\\\ for a backslash',
      );
    }
    const byte = simple[letter];
    if (byte !== undefined) {
      bytes.push(byte);
      at = slash + 2;
    } else if (letter === 'x') {
      const high = hexDigit(text.charCodeAt(slash + 2));
      const low = hexDigit(text.charCodeAt(slash + 3));
      if (high < 0 || low < 0) return failAt('escape.invalid', text, slash, "'\\x'", ' needs two hex digits');
      bytes.push((high << 4) | low);
      at = slash + 4;
    } else if (letter === 'u') {
      const point = readCodePoint(text, slash);
      if (point === null) {
        return failAt(
          'escape.invalid',
          text,
          slash,
          "'\\u'",
          ' needs four hex digits, or a code point up to 10FFFF in braces, and no half of a surrogate pair',
        );
      }
      bytes.push(...encoder.encode(String.fromCodePoint(point.value)));
      at = point.end;
    } else {
      return failAt('escape.invalid', text, slash, `unknown escape \\ ${nameCharacter(text, slash + 1)}`);
    }
  }
  keep(Uint8Array.from(bytes));
  const all = new Uint8Array(total);
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return ok(all);
}

function readCodePoint(text: string, slash: number): { value: number; end: number } | null {
  const braced = /^\{([0-9a-fA-F]{1,6})\}/.exec(text.slice(slash + 2, slash + 10));
  if (braced) {
    const value = Number.parseInt(braced[1] ?? '', 16);
    const bad = value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff);
    return bad ? null : { value, end: slash + 2 + braced[0].length };
  }
  const first = fourDigits(text, slash + 2);
  if (first < 0 || (first >= 0xdc00 && first <= 0xdfff)) return null;
  if (first < 0xd800 || first > 0xdbff) return { value: first, end: slash + 6 };
  // JSON and JavaScript write a character beyond U+FFFF as two escapes.
  const second = text.startsWith('\\u', slash + 6) ? fourDigits(text, slash + 8) : -1;
  if (second < 0xdc00 || second > 0xdfff) return null;
  return { value: 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), end: slash + 12 };
}

function fourDigits(text: string, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

const names = new Map(Object.entries(simple).map(([letter, byte]) => [byte, `\\${letter}`]));
names.delete(0x22);
names.delete(0x27);
names.delete(0x7b);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text that `parseEscapes` reads back to the same bytes: UTF-8 as itself, the rest escaped. */
export function formatEscapes(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const character = bytes.subarray(at, at + size);
    if (size === 1) {
      const name = names.get(byte);
      text += name ?? (byte < 0x20 || byte === 0x7f ? hexEscape(byte) : String.fromCharCode(byte));
      at++;
    } else if (isWhole(character)) {
      text += decoder
        .decode(character)
        .replace(/[\p{C}\p{Z}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
      at += size;
    } else {
      text += hexEscape(byte);
      at++;
    }
  }
  return text;
}

function isWhole(bytes: Uint8Array): boolean {
  const validator = new Utf8Validator();
  return validator.push(bytes) === null && validator.end() === null;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
