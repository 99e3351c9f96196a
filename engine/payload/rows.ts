import { cutRows, type RowCut, type RowPlace } from '../../codec/index.js';
import { ok, rowsPerMark, skimBytes } from '../../contract/index.js';
import type { PayloadRows, Result } from '../../contract/index.js';
import { nextTurn } from '../log/index.js';
import type { View } from '../log/index.js';

/** Bytes read, and cut without a pause, at once. */
const windowBytes = 256 << 10;

/**
 * Where the rows of a text begin, from one of them on: every `rowsPerMark`th is told, in at most `most` bytes, so
 * that whoever shows it reads no more than a few rows to find any.
 */
export async function payloadRows(
  view: View,
  position: number,
  cut: RowCut,
  from: RowPlace,
  most = skimBytes,
): Promise<Result<PayloadRows>> {
  const at: number[] = [];
  const line: number[] = [];
  const fresh: number[] = [];
  let place = from;
  let { row: rows, line: lines } = from;
  while (place.at - from.at < most) {
    const read = await view.payload(position, place.at, place.at + windowBytes);
    if (!read.ok) return read;
    const { bytes, total } = read.value;
    const next = cutRows(bytes, place, cut, place.at + bytes.length >= total, (begin, row, of, isFresh) => {
      rows = row + 1;
      lines = of + 1;
      if (row % rowsPerMark !== 0) return;
      at.push(begin);
      line.push(of);
      fresh.push(isFresh ? 1 : 0);
    });
    const told = { at: Float64Array.from(at), line: Float64Array.from(line), fresh: Uint8Array.from(fresh) };
    // Nothing behind what is there: another byte would be waited for in vain.
    if (next === null || bytes.length === 0) return ok({ ...told, rows, lines, next: null });
    place = next;
    await nextTurn();
  }
  const told = { at: Float64Array.from(at), line: Float64Array.from(line), fresh: Uint8Array.from(fresh) };
  return ok({ ...told, rows, lines, next: place });
}
