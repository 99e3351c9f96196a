import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { View } from '../log/index.js';
import { figureRows } from './figures.js';
import type { FigureRow } from './figures.js';

/** Rows read at a time. */
const pageRows = 1_000;
/** Rows that one stage of a comparison may have: a far end that floods is not measured, and not held in memory. */
const mostRows = 500_000;

/**
 * The rows from a position on that are there by now: a far end that goes on sending is not waited for. Ends early
 * once `signal` said stop. `compare.too-much` where there are more than `most`.
 */
export async function readRows(
  view: Pick<View, 'count' | 'rows'>,
  from: number,
  signal: AbortSignal,
  most = mostRows,
): Promise<Result<FigureRow[]>> {
  const rows: FigureRow[] = [];
  const to = view.count;
  if (to - from > most) {
    const message = `the far end sent ${to - from} rows while it was measured; ${most} is the most`;
    return fail('compare.too-much', message, { rows: to - from, limit: most });
  }
  while (from + rows.length < to && !signal.aborted) {
    const at = from + rows.length;
    const batch = await view.rows(at, Math.min(to, at + pageRows));
    if (!batch.ok) return batch;
    if (batch.value.length === 0) break;
    rows.push(...figureRows(batch.value));
  }
  return ok(rows);
}
