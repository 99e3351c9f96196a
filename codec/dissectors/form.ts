import { decodeUtf8Lossy, utf8Error } from '../utf8.js';
import type { Dissector } from './dissector.js';
import { counted, done, FieldTree, latin1Text, maxShown, notMine } from './fields.js';

/** Bytes looked at to tell a form. */
const sniffBytes = 1024;
/** What an encoder leaves as it is, and what lenient ones do (URL Standard §5, RFC 3986 §2.3). */
const letters = /^[\w.~*+%!'()[\]:@/?,;$-]+$/;

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Undoes `+` and `%xx` of as much as is shown; says what is wrong. */
function decode(bytes: Uint8Array, start: number, end: number): { text: string; error: string | null } {
  const made: number[] = [];
  let error: string | null = null;
  for (let at = start; at < end && made.length <= maxShown * 4; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x25) {
      const high = at + 1 < end ? hexDigit(bytes[at + 1]) : -1;
      const low = at + 2 < end ? hexDigit(bytes[at + 2]) : -1;
      if (high >= 0 && low >= 0) {
        made.push(high * 16 + low);
        at += 2;
        continue;
      }
      error ??= `a % without two hex digits at byte ${at}`;
    }
    made.push(byte === 0x2b ? 0x20 : byte);
  }
  const decoded = Uint8Array.from(made);
  if (made.length <= maxShown * 4 && utf8Error(decoded) !== null) error ??= 'what it decodes to is not UTF-8';
  return { text: decodeUtf8Lossy(decoded), error };
}

/** URL-encoded names and values (application/x-www-form-urlencoded, URL Standard §5). */
export const form: Dissector = {
  id: 'form',
  label: 'URL-encoded form',
  sniff(bytes) {
    const text = latin1Text(bytes, 0, Math.min(bytes.length, sniffBytes));
    const pairs = text.split('&');
    // The last pair may be cut by the bound of what is looked at.
    if (bytes.length > sniffBytes) pairs.pop();
    let named = 0;
    for (const pair of pairs) {
      const [name = '', value] = pair.split(/=(.*)/s);
      if (name === '' || !letters.test(name) || (value !== undefined && value !== '' && !letters.test(value)))
        return 0;
      if (value !== undefined && value !== '') named++;
    }
    if (named === 0) return 0;
    if (named * 2 < pairs.length) return 0.1;
    return pairs.length > 1 ? 0.6 : 0.35;
  },
  dissect(bytes) {
    if (bytes.indexOf(0x3d) < 0) return notMine("there is no '=' between a name and a value");
    const tree = new FieldTree();
    let pairs = 0;
    for (let start = 0; start < bytes.length;) {
      const next = bytes.indexOf(0x26, start);
      const end = next < 0 ? bytes.length : next;
      if (end > start) {
        pairs++;
        const equals = bytes.subarray(start, end).indexOf(0x3d);
        const name = decode(bytes, start, equals < 0 ? end : start + equals);
        const value = equals < 0 ? { text: '', error: null } : decode(bytes, start + equals + 1, end);
        tree.add(name.text, start, end - start, value.text, name.error ?? value.error ?? undefined);
      }
      start = end + 1;
    }
    return done(tree.finish(bytes.length), `form, ${counted(pairs, 'pair')}`, bytes.length);
  },
};
