import { formatHex } from '../hex.js';
import { utf8Error } from '../utf8.js';

/** Literals that a shell, JavaScript, Python or Go reads back to the same text or bytes, whatever is in them. */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** One word for a POSIX shell: within apostrophes nothing has a meaning but the apostrophe itself. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('=')) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Text that a person may read in a terminal: UTF-8, without controls but line feeds and tabs. */
export function isPlainText(bytes: Uint8Array): boolean {
  if (utf8Error(bytes) !== null) return false;
  // eslint-disable-next-line no-control-regex -- controls are the point
  return !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(
    decoder.decode(bytes),
  );
}

/**
 * A command that prints exactly these bytes. What is text is quoted; anything else is octal, three digits
 * each, which every `printf` has (POSIX), whatever stands behind them.
 */
export function shellPrint(bytes: Uint8Array): string {
  if (bytes.length > 0 && isPlainText(bytes)) return `printf %s ${shellText(decoder.decode(bytes))}`;
  let format = '';
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x25 && byte !== 0x27 && byte !== 0x5c;
    format += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  // Text in front of a format that could be taken for an option would be one.
  return `printf ${format.startsWith('-') ? '-- ' : ''}'${format}'`;
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A string of JavaScript, of which JSON's are a part; the two separators would end an old engine's line. */
export function jsString(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Bytes for Node: a string where they are one, else hex. */
export function jsBytes(bytes: Uint8Array): string {
  if (isPlainText(bytes)) return `Buffer.from(${jsString(decoder.decode(bytes))})`;
  return `Buffer.from('${formatHex(bytes, { separator: '' })}', 'hex')`;
}

export function pythonString(text: string): string {
  return `'${[...text].map(pythonCharacter).join('')}'`;
}

function pythonCharacter(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x20 && point < 0x7f) return character;
  if (point > 0xa0 && /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  if (point <= 0xff) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point <= 0xffff
    ? `\\u${point.toString(16).padStart(4, '0')}`
    : `\\U${point.toString(16).padStart(8, '0')}`;
}

export function pythonBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x27 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte === 0x0a) text += '\\n';
    else if (byte === 0x0d) text += '\\r';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `b'${text}'`;
}

/** A string of Go, which may hold any byte. */
export function goString(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte === 0x0a) text += '\\n';
    else if (byte === 0x0d) text += '\\r';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${text}"`;
}

/** The text of bytes that are well-formed UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
