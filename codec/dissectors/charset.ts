import { decodeUtf8Lossy } from '../utf8.js';

/** A charset of the menu, by the label that the Encoding Standard has for its decoder. */
export interface Charset {
  readonly id: CharsetId;
  readonly label: string;
}

/** Every charset a payload may be shown in, in the order of the menu. */
export const charsets = [
  { id: 'utf-8', label: 'UTF-8' },
  { id: 'utf-16le', label: 'UTF-16, little endian' },
  { id: 'utf-16be', label: 'UTF-16, big endian' },
  { id: 'latin1', label: 'Latin-1 (ISO 8859-1)' },
  { id: 'windows-1250', label: 'Windows-1250, Central European' },
  { id: 'windows-1251', label: 'Windows-1251, Cyrillic' },
  { id: 'windows-1252', label: 'Windows-1252, Western' },
  { id: 'windows-1253', label: 'Windows-1253, Greek' },
  { id: 'windows-1254', label: 'Windows-1254, Turkish' },
  { id: 'windows-1255', label: 'Windows-1255, Hebrew' },
  { id: 'windows-1256', label: 'Windows-1256, Arabic' },
  { id: 'windows-1257', label: 'Windows-1257, Baltic' },
  { id: 'windows-1258', label: 'Windows-1258, Vietnamese' },
  { id: 'gb18030', label: 'GB18030, Chinese' },
  { id: 'shift_jis', label: 'Shift-JIS, Japanese' },
  { id: 'euc-kr', label: 'EUC-KR, Korean' },
] as const;

export type CharsetId = (typeof charsets)[number]['id'];

export function isCharset(id: string): id is CharsetId {
  return charsets.some((one) => one.id === id);
}

export interface DecodedText {
  /** As the bytes say, controls included: for the screen, `visibleText` comes after it. */
  readonly text: string;
  /** U+FFFD in the text that stand for bytes which mean nothing in the charset: 0 where nothing was lost. */
  readonly replaced: number;
}

/** What Windows-1252 has in 80..9F; five are unassigned and stay C1 controls, as the Encoding Standard has it. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Bytes as text in a charset. Never fails: what means nothing becomes U+FFFD and is counted. */
export function decodeCharset(bytes: Uint8Array, id: CharsetId): DecodedText {
  // The decoder that goes by the name of latin1 is that of Windows-1252, and some hosts have it wrong.
  if (id === 'latin1') return { text: latin1(bytes), replaced: 0 };
  if (id === 'windows-1252')
    return {
      text: latin1(bytes).replace(/[\u0080-\u009f]/g, (one) => windows1252[one.charCodeAt(0) - 0x80] ?? one),
      replaced: 0,
    };
  const text =
    id === 'utf-8' ? decodeUtf8Lossy(bytes) : new TextDecoder(id, { ignoreBOM: true }).decode(bytes);
  const marks = count(text, '\ufffd');
  if (marks === 0) return { text, replaced: 0 };
  return { text, replaced: Math.max(0, marks - genuine(bytes, id)) };
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function count(text: string, wanted: string): number {
  let found = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found++;
  return found;
}

/** U+FFFD as each charset that has it writes it. */
const replacement: Readonly<Partial<Record<CharsetId, readonly number[]>>> = {
  'utf-8': [0xef, 0xbf, 0xbd],
  'utf-16le': [0xfd, 0xff],
  'utf-16be': [0xff, 0xfd],
  gb18030: [0x84, 0x31, 0xa4, 0x37],
};

/** How many U+FFFD were sent as such. */
function genuine(bytes: Uint8Array, id: CharsetId): number {
  const wanted = replacement[id];
  if (wanted === undefined) return 0;
  const step = wanted.length === 2 ? 2 : 1;
  let found = 0;
  for (let at = 0; at + wanted.length <= bytes.length; at += step)
    if (wanted.every((byte, index) => bytes[at + index] === byte)) found++;
  return found;
}
