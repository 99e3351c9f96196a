import type { LayoutField } from './layout.js';
import { wholeBytes } from './numbers.js';
import type { FieldNode } from './tree.js';

/** Where the bits of a part lie; null where they are not beside each other in the bytes. */
export function bitsOf(
  { field: whole }: FieldNode,
  part: LayoutField,
): ((start: number) => { from: number; to: number; bits: { first: number; count: number } }) | null {
  const width = whole.size ?? 1;
  let before = 0;
  for (const one of whole.fields ?? []) {
    if (one === part) break;
    before += one.size ?? 1;
  }
  const count = part.size ?? 1;
  const firstByte = Math.floor(before / 8);
  const lastByte = Math.floor((before + count - 1) / 8);
  if (whole.little === true && firstByte !== lastByte) return null;
  const from = whole.little === true ? width - 1 - firstByte : firstByte;
  return (start) => ({
    from: start + from,
    to: start + from + (lastByte - firstByte) + 1,
    bits: { first: before % 8, count },
  });
}

/** The number a field of bits is, of the numbers of its parts, the first one at the top. */
export function joinBits(node: FieldNode): Uint8Array {
  let value = 0n;
  for (const child of node.children) value = (value << BigInt(child.field.size ?? 1)) | (child.whole ?? 0n);
  return wholeBytes(value, node.field.size ?? 1, node.field.little === true);
}
