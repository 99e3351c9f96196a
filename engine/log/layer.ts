import { type Layer, RowFlag, RowKind, withHead } from '../../contract/row.js';

/** Of a row: both layers show it, the wire alone, or the messages alone. */
export const inBoth = 0;
export const wireOnly = 1;
export const messageOnly = 2;

const crafted = RowFlag.crafted << 2;
const assembled = (RowFlag.fragmented | RowFlag.compressed) << 2;

/**
 * Which layers a row belongs to, by its stored kind and marks. Frames that are no message by themselves
 * are of the wire, unless crafted: those are what somebody meant to say. A message put together from
 * frames has no head of its own and did not cross the wire as it stands.
 */
export function layersOf(kind: number, marks: number): number {
  switch (kind & ~withHead) {
    case RowKind.frame:
    case RowKind.bytes:
      return (marks & crafted) === 0 ? wireOnly : inBoth;
    case RowKind.text:
    case RowKind.binary:
      return (kind & withHead) === 0 && (marks & assembled) !== 0 ? messageOnly : inBoth;
    default:
      return inBoth;
  }
}

/** Rows of a block that belong to one layer alone, a bit each (row `i` is bit `i % 8` of byte `i >> 3`); null for none. */
export interface LayerBits {
  readonly wireOnly: Uint8Array | null;
  readonly messageOnly: Uint8Array | null;
}

/** Every row is in both layers. */
export const noBits: LayerBits = { wireOnly: null, messageOnly: null };

/** What of a block decides its layers. */
export interface LayeredBlock {
  readonly kind: Uint8Array;
  readonly marks: Uint8Array;
  /** Rows of one layer alone; both 0 in logs of before there were layers, whose rows are in both. */
  readonly wireOnly: number;
  readonly messageOnly: number;
}

/** The bits of the first `rows` rows, as block headers hold them. */
export function layerBits(block: LayeredBlock, rows: number): LayerBits {
  if (block.wireOnly + block.messageOnly === 0) return noBits;
  const wire = block.wireOnly > 0 ? new Uint8Array(bitBytes(rows)) : null;
  const message = block.messageOnly > 0 ? new Uint8Array(bitBytes(rows)) : null;
  for (let i = 0; i < rows; i++) {
    const layers = layersOf(block.kind[i] ?? 0, block.marks[i] ?? 0);
    const bits = layers === wireOnly ? wire : layers === messageOnly ? message : null;
    if (bits !== null) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return { wireOnly: wire, messageOnly: message };
}

/** Bytes of one bit a row. */
export function bitBytes(rows: number): number {
  return (rows + 7) >> 3;
}

/** Bits set before bit `end`. */
export function countBits(bits: Uint8Array, end: number): number {
  let count = 0;
  const whole = end >> 3;
  for (let i = 0; i < whole; i++) count += ones(bits[i] ?? 0);
  return (end & 7) === 0 ? count : count + ones((bits[whole] ?? 0) & ((1 << (end & 7)) - 1));
}

function ones(byte: number): number {
  let left = byte;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}

/** Index of the `n`-th bit (from 0) that is not set. */
export function nthClear(bits: Uint8Array, n: number): number {
  let left = n;
  let i = 0;
  for (; i < bits.length; i++) {
    const clear = 8 - ones(bits[i] ?? 0);
    if (left < clear) break;
    left -= clear;
  }
  let at = i << 3;
  for (; ; at++) {
    if (((bits[i] ?? 0) & (1 << (at & 7))) !== 0) continue;
    if (left === 0) return at;
    left--;
  }
}

/** Rows of a block that a layer leaves out. */
export function hiddenIn(
  block: { readonly wireOnly: number; readonly messageOnly: number },
  layer: Layer,
): number {
  return layer === 'messages' ? block.wireOnly : block.messageOnly;
}

/** True if the layer leaves row `i` of a block out. */
export function isHidden(block: LayeredBlock, i: number, layer: Layer): boolean {
  if (hiddenIn(block, layer) === 0) return false;
  const other = layer === 'messages' ? wireOnly : messageOnly;
  return layersOf(block.kind[i] ?? 0, block.marks[i] ?? 0) === other;
}

/** Rows of a block before row `i` that a layer shows. */
export function shownBefore(block: LayeredBlock, i: number, layer: Layer): number {
  if (hiddenIn(block, layer) === 0) return i;
  let shown = 0;
  for (let row = 0; row < i; row++) if (!isHidden(block, row, layer)) shown++;
  return shown;
}

/** The `n`-th row of a block (from 0) that a layer shows; there must be one. */
export function nthShown(block: LayeredBlock, n: number, layer: Layer): number {
  if (hiddenIn(block, layer) === 0) return n;
  let left = n;
  for (let row = 0; ; row++) {
    if (isHidden(block, row, layer)) continue;
    if (left === 0) return row;
    left--;
  }
}
