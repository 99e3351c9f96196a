import { parseHex } from '../hex.js';
import { type Result, fail, ok } from '../result.js';
import { decodeUtf8Lossy, encodeUtf8, utf8Error } from '../utf8.js';
import type { LayoutField } from './layout.js';

/** Text in the charset of a field. */
export function encodeText(field: LayoutField, text: string): Result<Uint8Array> {
  const charset = field.charset ?? 'utf-8';
  if (charset === 'utf-8') return ok(encodeUtf8(text));
  if (charset === 'utf-16') {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < text.length; at++)
      view.setUint16(at * 2, text.charCodeAt(at), field.little === true);
    return ok(bytes);
  }
  const most = charset === 'ascii' ? 0x7f : 0xff;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > most) {
      const point = text.codePointAt(at) ?? unit;
      const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
      return fail('fields.charset', `${code} is not in ${charset === 'ascii' ? 'ASCII' : 'Latin-1'}`);
    }
    bytes[at] = unit;
  }
  return ok(bytes);
}

/** Bytes as text in the charset of a field, and what is wrong with them. */
export function decodeText(
  field: LayoutField,
  bytes: Uint8Array,
): { readonly text: string; readonly error?: string } {
  const charset = field.charset ?? 'utf-8';
  if (charset === 'utf-8') {
    const wrong = utf8Error(bytes);
    const text = decodeUtf8Lossy(bytes);
    return wrong === null ? { text } : { text, error: `not UTF-8 from byte ${wrong} on` };
  }
  if (charset === 'utf-16') {
    let text = '';
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 1 < bytes.length; at += 2)
      text += String.fromCharCode(view.getUint16(at, field.little === true));
    return bytes.length % 2 === 0 ? { text } : { text, error: 'half a character of UTF-16 at the end' };
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  const wrong = charset === 'ascii' ? bytes.findIndex((byte) => byte > 0x7f) : -1;
  return wrong < 0 ? { text } : { text, error: `not ASCII from byte ${wrong} on` };
}

/** The byte that fills a field up. */
export function fillOf(field: LayoutField): number {
  const parsed = parseHex(field.fill ?? '00');
  return parsed.ok ? (parsed.value[0] ?? 0) : 0;
}

/** What ends a field; empty where nothing does. */
export function endOf(field: LayoutField): Uint8Array {
  const parsed = parseHex(field.end ?? '');
  return parsed.ok ? parsed.value : new Uint8Array();
}

/** Bytes of the number before a field that has its length in front; 0 where it has none. */
export function prefixWidth(field: LayoutField): number {
  return field.prefix === undefined ? 0 : Number(field.prefix.slice(1)) / 8;
}

/** Where a row of bytes begins in another; -1 where it is not in it. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number, to: number): number {
  const [first] = wanted;
  if (first === undefined) return -1;
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at + wanted.length <= to;
    at = bytes.indexOf(first, at + 1)
  )
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  return -1;
}
