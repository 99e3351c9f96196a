import { parseFilter } from '../../codec/index.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { isLife } from '../../contract/row.js';
import type { RowBatch } from '../../contract/rows.js';
import { maxLifeBytes } from './batch.js';
import type { MarkReader } from './marks.js';
import { Query, type RowColumns } from './query.js';
import type { Content } from './query-leaf.js';
import { noDeadline, Slice } from './slice.js';
import type { View } from './view.js';

/** Bytes of a payload that are looked into: a row on screen is judged while somebody looks at it. */
export const judgedBytes = 16 << 20;

const never = new AbortController().signal;

/**
 * Which of some queries, in the filter language, each row at positions `[from, to)` of a view answers first:
 * 0 for none, 1 for the first query. It looks into whole payloads up to 16 MiB and gives the loop a turn at
 * least every 4 ms. `filter.invalid` names the query that cannot be read; a row whose bytes cannot be read answers none.
 */
export async function judgeRows(
  view: View,
  from: number,
  to: number,
  queries: readonly string[],
  marks: Pick<MarkReader, 'has'>,
): Promise<Result<Uint8Array>> {
  const asked: Query[] = [];
  for (const [at, text] of queries.entries()) {
    const node = parseFilter(text);
    if (!node.ok) return fail('filter.invalid', node.error.message, { ...node.error.detail, query: at });
    // An empty text asks for nothing, and so nothing answers it.
    asked.push(new Query(node.value ?? { op: 'or', of: [] }, (seq) => marks.has(seq)));
  }
  const read = await view.rows(from, to);
  if (!read.ok) return read;
  const batch = read.value;
  const verdicts = new Uint8Array(batch.length);
  const slice = new Slice();
  for (let i = 0; i < batch.length; i++) {
    const row = columnsOf(batch, i);
    for (const [at, query] of asked.entries()) {
      if (!(await answers(query, row, view, batch, i, slice))) continue;
      verdicts[i] = at + 1;
      break;
    }
    await slice.rest();
  }
  return ok(verdicts);
}

async function answers(
  query: Query,
  row: RowColumns,
  view: View,
  batch: RowBatch,
  i: number,
  slice: Slice,
): Promise<boolean> {
  const known = query.decide(row);
  if (known !== undefined) return known;
  const preview = batch.previews.subarray(batch.previewAt[i], batch.previewAt[i + 1]);
  // Nearly every row: all of it is here already.
  if (!isLife(row.kind) && preview.length === row.size) {
    return query.passes(row, preview, noDeadline) === true;
  }
  const content = await contentOf(view, batch.from + i, row);
  if (content === null) return false;
  const passes = await query.settle(row, content, never, slice);
  return passes.ok && passes.value;
}

async function contentOf(view: View, position: number, row: RowColumns): Promise<Content | null> {
  if (!isLife(row.kind)) {
    return {
      size: Math.min(row.size, judgedBytes),
      read: async (from, to) => {
        const piece = await view.payload(position, from, to);
        return piece.ok ? ok(piece.value.bytes) : piece;
      },
    };
  }
  // Its columns have no size: the sentence stands in what is stored.
  const whole = await view.payload(position, 0, maxLifeBytes);
  if (!whole.ok) return null;
  const { bytes } = whole.value;
  return { size: bytes.length, read: (from, to) => Promise.resolve(ok(bytes.subarray(from, to))) };
}

function columnsOf(batch: RowBatch, i: number): RowColumns {
  return {
    seq: batch.seq[i] ?? 0,
    kind: batch.kind[i] ?? 0,
    direction: batch.direction[i] ?? 0,
    flags: batch.flags[i] ?? 0,
    peer: batch.peer[i] ?? 0,
    time: batch.time[i] ?? 0,
    size: batch.size[i] ?? 0,
  };
}
