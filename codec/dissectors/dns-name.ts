import { field, type Field } from '../field.js';
import { decodeUtf8Lossy, utf8Error } from '../utf8.js';
import { counted, shown } from './fields.js';
import { faulty, type Part } from './part.js';

/** RFC 1035 §3.1: 255 octets in all, so 127 labels; a name that follows more pointers than that is a loop. */
const maxNameOctets = 255;
const maxPointers = 127;

interface ReadName {
  /** Labels joined by points, "." for the root; points and controls inside labels escaped. */
  readonly text: string;
  /** Offset after the name where it stands (after its first pointer, if it has one). */
  readonly end: number;
  readonly labels: readonly Field[];
  readonly error: string | null;
}

/** A label with `\.` and `\DDD` as zone files write them (RFC 1035 §5.1); spaces and UTF-8, usual in mDNS, as they are. */
function labelText(bytes: Uint8Array): string {
  if (utf8Error(bytes) === null && !bytes.some((byte) => byte < 0x20 || byte === 0x7f))
    return shown(decodeUtf8Lossy(bytes)).replace(/[.\\]/g, (special) => `\\${special}`);
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x2e || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte < 0x20 || byte > 0x7e) text += `\\${String(byte).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return shown(text);
}

/**
 * Reads a name at `at`. Pointers count from `base`, where the message begins, and must lead backwards:
 * each to before the last, so that no loop is possible (RFC 1035 §4.1.4).
 */
export function readDnsName(bytes: Uint8Array, at: number, limit: number, base: number): ReadName {
  const labels: Field[] = [];
  const words: string[] = [];
  let next = at;
  let end = -1;
  let octets = 1;
  let pointers = 0;
  let lowest = at;
  const answer = (error: string | null): ReadName => ({
    text: words.length === 0 ? '.' : words.join('.'),
    end: end < 0 ? Math.min(next, limit) : end,
    labels,
    error,
  });
  for (;;) {
    const size = next < limit ? (bytes[next] ?? 0) : -1;
    if (size < 0) return answer('the name is cut short');
    const here = end < 0;
    if (size === 0) {
      if (here) labels.push(field('end of name', next, 1, 'root'));
      next++;
      return answer(null);
    }
    if ((size & 0xc0) === 0xc0) {
      if (next + 1 >= limit) {
        next = limit;
        return answer('the pointer is cut short');
      }
      const offset = ((size & 0x3f) << 8) | (bytes[next + 1] ?? 0);
      if (here) {
        labels.push(field('pointer', next, 2, `to offset ${offset}`));
        end = next + 2;
      }
      if (base + offset >= lowest)
        return answer(`the pointer to offset ${offset} does not lead backwards (RFC 1035 §4.1.4)`);
      if (++pointers > maxPointers) return answer(`more than ${maxPointers} pointers in one name`);
      lowest = base + offset;
      next = lowest;
      continue;
    }
    if ((size & 0xc0) !== 0) {
      const label = field('label type', next, 1, `0x${size.toString(16)}`);
      if (here) labels.push(label);
      next++;
      return answer('label types 01 and 10 are not in use (RFC 6891 §5)');
    }
    const stop = next + 1 + size;
    if (stop > limit) {
      next = limit;
      return answer(`a label of ${counted(size, 'byte')} reaches beyond the message`);
    }
    octets += size + 1;
    const word = labelText(bytes.subarray(next + 1, stop));
    if (here) labels.push(field('label', next, size + 1, word));
    words.push(word);
    next = stop;
    if (octets > maxNameOctets)
      return answer(`the name is longer than ${maxNameOctets} octets (RFC 1035 §3.1)`);
  }
}

/** Reads a name as a field of the part, its labels inside; answers the text. An ill-formed name ends the part. */
export function takeDnsName(part: Part, name: string, base: number): string {
  if (!part.take(name, 1)) return '';
  // A pointer may lead before the part, but no name reaches beyond it.
  const { text, end, labels, error } = readDnsName(part.bytes, part.at, part.end, base);
  const one = field(name, part.at, end - part.at, text, labels);
  part.budget.left -= labels.length;
  part.add(error === null ? one : faulty(one, error));
  part.at = end;
  if (error !== null) part.cut = true;
  return text;
}
