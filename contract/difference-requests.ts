import * as z from 'zod/mini';
import { request } from './define.js';
import { DifferenceSpec } from './difference.js';
import type { DifferenceInfo, DifferencePairs } from './difference.js';

/** Which pairs positions count in. */
const list = z.enum(['all', 'different']);

const handle = z.int().check(z.gte(0));
const position = z.int().check(z.gte(0));

/** Two sessions side by side: aligned by the host in slices, pulled by the page as it pulls rows. */
export const differenceRequests = {
  /**
   * Compares what both sessions have logged by now. It answers at once; how far it is follows as
   * `difference.changed`. One at a time for each page: another one ends the one before.
   */
  'difference.open': request<DifferenceInfo>()(DifferenceSpec, [
    'session.unknown',
    'log.*',
    'framing.*',
    'filter.invalid',
    'correlation.path',
    'difference.path',
  ]),
  /** Ends it, also while it is under way. */
  'difference.close': request<void>()(z.strictObject({ difference: handle })),
  /** Pairs `from` to `to` of a list; fewer where it ends before. */
  'difference.pairs': request<DifferencePairs>()(
    z.strictObject({ difference: handle, list, from: position, to: position }),
    ['difference.*', 'log.*'],
  ),
  /** The difference at or after a position among all pairs (0), or the next one before or after it. */
  'difference.seek': request<{
    /** Null where there is none: its position among all pairs and among the differences. */
    readonly found: { readonly position: number; readonly different: number } | null;
  }>()(z.strictObject({ difference: handle, position, by: z.literal([-1, 0, 1]) }), ['difference.*']),
  /** Bytes `from` to `to` of the payload of a row; fewer where it ends before. */
  'difference.payload': request<{ readonly bytes: Uint8Array; readonly total: number }>()(
    z.strictObject({
      difference: handle,
      side: z.enum(['left', 'right']),
      at: position,
      from: position,
      to: position,
    }),
    ['difference.*', 'row.unknown', 'log.*'],
  ),
  /** Writes pairs out; the pieces are pulled by `export.next`. */
  'difference.export': request<{ readonly export: number; readonly name: string; readonly type: string }>()(
    z.strictObject({ difference: handle, list, format: z.enum(['text', 'jsonl']) }),
    ['difference.*'],
  ),
} as const;
