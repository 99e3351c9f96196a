import { maxPairsPerRead, ok } from '../../contract/index.js';
import type { DifferencePairs, Result, RowBatch } from '../../contract/index.js';
import { BatchBuilder } from '../log/index.js';
import type { Difference } from './difference.js';
import type { Side } from './side.js';

export type PairList = 'all' | 'different';

/** Pairs at positions `[from, to)` of a list with their rows, cut to what there is and to `maxPairsPerRead`. */
export async function readPairs(
  difference: Difference,
  list: PairList,
  from: number,
  to: number,
): Promise<Result<DifferencePairs>> {
  const ready = difference.ready();
  if (!ready.ok) return ready;
  const { left, right, outcome } = ready.value;
  const { pairs, different } = outcome;
  const count = list === 'all' ? pairs.length : different.length;
  const start = Math.min(from, count);
  const length = Math.max(0, Math.min(to, count, start + maxPairsPerRead) - start);
  const answer = {
    from: start,
    length,
    state: new Uint8Array(length),
    position: new Float64Array(length),
    left: new Int32Array(length).fill(-1),
    right: new Int32Array(length).fill(-1),
    leftAt: new Int32Array(length).fill(-1),
    rightAt: new Int32Array(length).fill(-1),
    leftPeer: new Uint32Array(length),
    rightPeer: new Uint32Array(length),
  };
  const rows = { left: [] as number[], right: [] as number[] };
  for (let i = 0; i < length; i++) {
    const position = list === 'all' ? start + i : (different[start + i] ?? 0);
    answer.position[i] = position;
    answer.state[i] = pairs.state[position] ?? 0;
    const one = pairs.left[position] ?? -1;
    const other = pairs.right[position] ?? -1;
    if (one >= 0) {
      answer.leftAt[i] = left.at[one] ?? 0;
      answer.left[i] = rows.left.push(left.at[one] ?? 0) - 1;
    }
    if (other >= 0) {
      answer.rightAt[i] = right.at[other] ?? 0;
      answer.right[i] = rows.right.push(right.at[other] ?? 0) - 1;
    }
  }
  const leftRows = await rowsAt(left, rows.left);
  if (!leftRows.ok) return leftRows;
  const rightRows = await rowsAt(right, rows.right);
  if (!rightRows.ok) return rightRows;
  orderPeers(left, leftRows.value, answer.left, answer.leftPeer);
  orderPeers(right, rightRows.value, answer.right, answer.rightPeer);
  return ok({ ...answer, leftRows: leftRows.value, rightRows: rightRows.value });
}

function orderPeers({ peers }: Side, rows: RowBatch, at: Int32Array, into: Uint32Array): void {
  for (let i = 0; i < at.length; i++) {
    const row = at[i] ?? -1;
    if (row >= 0) into[i] = peers.of(rows.peer[row] ?? 0);
  }
}

/** Rows at positions of a side's view, mostly neighbours. */
async function rowsAt({ view }: Side, positions: readonly number[]): Promise<Result<RowBatch>> {
  const batch = new BatchBuilder(positions.length);
  for (let at = 0; at < positions.length;) {
    const first = positions[at] ?? 0;
    let run = 1;
    while (positions[at + run] === first + run) run++;
    const read = await view.rows(first, first + run);
    if (!read.ok) return read;
    batch.addBatch(read.value);
    at += run;
    // A view that has lost rows since: the batch ends with what is there.
    if (read.value.length < run) break;
  }
  return ok(batch.finish(0, positions.length));
}
