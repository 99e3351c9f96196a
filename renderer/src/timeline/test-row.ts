import { Direction, RowKind } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';

/** A row for tests: received text unless told otherwise; `size` follows the preview. */
export function row(preview: string | Uint8Array, facts: Partial<Row> = {}): Row {
  const bytes = typeof preview === 'string' ? new TextEncoder().encode(preview) : preview;
  return {
    position: 0,
    seq: 1,
    time: 1_226_000_000,
    kind: RowKind.text,
    direction: Direction.in,
    flags: 0,
    peer: 1,
    size: bytes.length,
    preview: bytes,
    head: new Uint8Array(),
    ...facts,
  };
}
