import { Direction, RowKind } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';

/** A received text of a size, for tests that read payloads by position. */
export function testRow(position: number, size: number): Row {
  return {
    position,
    seq: position + 1,
    time: 0,
    kind: RowKind.text,
    direction: Direction.in,
    flags: 0,
    peer: 1,
    size,
    preview: new Uint8Array(),
    head: new Uint8Array(),
  };
}
