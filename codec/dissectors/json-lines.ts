import { walkJson } from '../json/walk.js';
import { decodeUtf8Lossy } from '../utf8.js';
import type { Dissector } from './dissector.js';
import { counted, done, FieldTree, notMine } from './fields.js';
import { readJson } from './json.js';

/** Bytes of the first line looked at to tell JSON lines. */
const sniffBytes = 4096;

/** Where the line that starts at `from` ends, its LF excluded. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(0x0a, from);
  return at < 0 ? bytes.length : at;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

function opensValue(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

/** JSON texts, one a line (ndjson.org, jsonlines.org). */
export const jsonLines: Dissector = {
  id: 'json-lines',
  label: 'JSON lines',
  sniff(bytes) {
    if (!opensValue(bytes[0])) return 0;
    const end = lineEnd(bytes.subarray(0, sniffBytes), 0);
    if (end + 1 >= Math.min(bytes.length, sniffBytes) || !opensValue(bytes[end + 1])) return 0;
    return walkJson(decodeUtf8Lossy(bytes.subarray(0, end)), {}).ok ? 0.9 : 0;
  },
  dissect(bytes) {
    const tree = new FieldTree();
    let lines = 0;
    let malformed = 0;
    for (let start = 0; start < bytes.length;) {
      const end = lineEnd(bytes, start);
      if (!isBlank(bytes, start, end)) {
        lines++;
        const line = tree.open(`Line ${lines}`, start);
        const top = readJson(tree, bytes, start, end, 'JSON');
        line.value = top.summary;
        if (top.error !== null) malformed++;
        tree.close(end);
      }
      start = end + 1;
    }
    if (lines === 0) return notMine('there is no line but blank ones');
    if (malformed === lines) return notMine('no line is JSON');
    const tail = malformed === 0 ? '' : `, ${malformed} malformed`;
    return done(tree.finish(bytes.length), `JSON lines, ${counted(lines, 'line')}${tail}`, bytes.length);
  },
};
