import { looksTextual } from '../text.js';
import { formatBytes } from '../size.js';
import type { Dissector } from './dissector.js';
import { done, FieldTree, hexText, utf8Text } from './fields.js';

/** Bytes looked at to tell text from bytes. */
const sampleBytes = 4096;

/** Bytes as bytes: what remains where nobody knows better. Takes anything. */
export const raw: Dissector = {
  id: 'raw',
  label: 'Raw bytes',
  // Never a candidate: the table falls back to it.
  sniff: () => 0,
  dissect(bytes) {
    const tree = new FieldTree();
    const size = formatBytes(bytes.length);
    if (bytes.length === 0) return done([], 'no bytes', 0);
    const textual = looksTextual(bytes.subarray(0, sampleBytes));
    if (textual) tree.add('Text', 0, bytes.length, utf8Text(bytes, 0, bytes.length));
    else tree.add('Bytes', 0, bytes.length, hexText(bytes, 0, bytes.length));
    return done(
      tree.finish(bytes.length),
      textual ? `${size} of text` : `${size} of no known format`,
      bytes.length,
    );
  },
};
