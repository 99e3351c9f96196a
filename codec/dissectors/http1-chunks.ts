import { counted, hexText, latin1Text, maxUnwrapped, type FieldTree } from './fields.js';
import { join } from './inflate.js';

/** Hex digits of a chunk size that a double holds exactly. */
const maxSizeDigits = 13;

/** Where a line ends (CR and LF excluded) and the next begins; null where the bytes end before. */
function lineFrom(bytes: Uint8Array, start: number): { readonly end: number; readonly next: number } | null {
  const at = bytes.indexOf(0x0a, start);
  if (at < 0) return null;
  return { end: at > start && bytes[at - 1] === 0x0d ? at - 1 : at, next: at + 1 };
}

/**
 * Reads a chunked body (RFC 9112 §7.1) into a field with a field a chunk; answers where it ends and the
 * content of the chunks, of which at most `maxUnwrapped` bytes are kept.
 */
export function readChunks(
  tree: FieldTree,
  bytes: Uint8Array,
  start: number,
): { end: number; body: Uint8Array } {
  const parts: Uint8Array[] = [];
  let size = 0;
  let chunks = 0;
  const field = tree.open('Chunked body', start);
  let at = start;
  const finish = (end: number): { end: number; body: Uint8Array } => {
    field.value = `${counted(chunks, 'chunk')}, ${counted(size, 'byte')}`;
    tree.close(end);
    return { end, body: join(parts, Math.min(size, maxUnwrapped)) };
  };
  const cut = (problem: string): { end: number; body: Uint8Array } => {
    tree.add('Rest', at, bytes.length - at, hexText(bytes, at, bytes.length), problem);
    return finish(bytes.length);
  };

  for (;;) {
    const line = lineFrom(bytes, at);
    if (line === null) return cut('the line with the size of a chunk is cut short');
    const text = latin1Text(bytes, at, line.end);
    const digits = /^[0-9a-fA-F]+(?=[ \t]*(?:;|$))/.exec(text)?.[0];
    if (digits === undefined || digits.length > maxSizeDigits)
      return cut('it does not begin with the size of a chunk in hex (RFC 9112 §7.1)');
    const length = Number.parseInt(digits, 16);
    if (length === 0) {
      tree.add('Last chunk', at, line.next - at, text);
      at = line.next;
      break;
    }
    const data = line.next;
    const end = data + length;
    const there = Math.min(end, bytes.length);
    parts.push(bytes.subarray(data, there));
    size += there - data;
    const trailing = bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : bytes[end] === 0x0a ? 1 : 0;
    const chunk = tree.open(`Chunk ${++chunks}`, at, counted(length, 'byte'), there + trailing - at);
    tree.add('size', at, line.end - at, `${text} (${counted(length, 'byte')})`);
    tree.add('data', data, there - data, hexText(bytes, data, there));
    tree.close();
    at = there + trailing;
    if (end > bytes.length) {
      chunk.error = `${counted(length, 'byte')} announced, ${there - data} there`;
      return finish(at);
    }
    if (trailing === 0 && at < bytes.length) {
      chunk.error = 'no line ends after its data (RFC 9112 §7.1)';
      return finish(at);
    }
  }
  for (let line = lineFrom(bytes, at); line !== null; line = lineFrom(bytes, at)) {
    const from = at;
    at = line.next;
    if (line.end === from) return finish(at);
    tree.add('Trailer', from, line.end - from, latin1Text(bytes, from, line.end));
  }
  return cut('the empty line that ends the trailers is missing');
}
