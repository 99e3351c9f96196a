import { Direction, RowKind } from '../../../../contract/index.js';
import type { LifeDetail } from '../../../../contract/index.js';
import type { CapturedRow } from './model.js';

const encoder = new TextEncoder();

/** A row about the life of a session. */
export function lifeRow(
  kind: RowKind,
  peer: number,
  time: number,
  detail: LifeDetail,
  direction: Direction = Direction.none,
): CapturedRow {
  return { kind, direction, peer, time, payload: encoder.encode(JSON.stringify(detail)) };
}

/** Bytes of a stream as they came or left. */
export function chunkRow(
  {
    out,
    time,
    bytes,
    comment,
  }: { readonly out: boolean; readonly time: number; readonly bytes: Uint8Array; readonly comment?: string },
  peer: number,
): CapturedRow {
  const direction = out ? Direction.out : Direction.in;
  const row = { kind: RowKind.chunk, direction, peer, time, payload: bytes };
  return comment === undefined ? row : { ...row, comment };
}
