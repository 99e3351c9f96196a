import * as z from 'zod/mini';
import { FramingSpec } from './connection.js';
import { request } from './define.js';
import { JsonPlace, Needle, RowPlace } from './payload.js';
import type { JsonChildren, PayloadRows } from './payload.js';
import { layers } from './row.js';
import type { RowBatch } from './rows.js';
import { FilterSpec, SessionId } from './session.js';
import type { RelatedRows, ViewInfo } from './session.js';
import { maxColoured } from './workspace.js';

const session = SessionId;
const handle = z.int().check(z.gte(0));
const position = z.int().check(z.gte(0));
const offset = z.int().check(z.gte(0));
/** A row of a view. */
const place = { session, view: handle, position };

/** Views of a session's rows, and looking into a row, part of the contract's one table. */
export const viewRequests = {
  'view.open': request<ViewInfo>()(
    z.strictObject({
      session,
      filter: FilterSpec,
      framing: FramingSpec,
      /** Messages unless given: whole messages, or the frames that carried them. */
      layer: z.exactOptional(z.enum(layers)),
    }),
    ['session.unknown', 'log.*', 'framing.*', 'filter.invalid', 'view.limit'],
  ),
  'view.close': request<void>()(z.strictObject({ view: handle })),
  /** Where a log row stands in a view; null where the view leaves it out. */
  'view.locate': request<{ readonly position: number | null }>()(
    z.strictObject({ session, view: handle, seq: z.int().check(z.gte(1)) }),
    ['session.unknown', 'view.unknown', 'log.*'],
  ),
  /** Rows `from` (inclusive) to `to` (exclusive) of a view; fewer where it ends before. */
  'rows.read': request<RowBatch>()(z.strictObject({ session, view: handle, from: position, to: position }), [
    'session.unknown',
    'view.unknown',
    'log.*',
  ]),
  /**
   * Which of the queries, in the filter language, rows `from` to `to` of a view answer first: 0 for none, 1 for
   * the first one. At most 1000 rows; of a payload the first 16 MiB are looked into. What colours rows.
   */
  'rows.judge': request<{ readonly from: number; readonly verdicts: Uint8Array }>()(
    z.strictObject({
      session,
      view: handle,
      from: position,
      to: position,
      queries: z.array(z.string().check(z.maxLength(4_096))).check(z.minLength(1), z.maxLength(maxColoured)),
    }),
    ['session.unknown', 'view.unknown', 'log.*', 'filter.invalid'],
  ),
  /** Bytes `from` to `to` of the payload of the row at a position; fewer where it ends before. */
  'payload.read': request<{ readonly bytes: Uint8Array; readonly total: number }>()(
    z.strictObject({ session, view: handle, position, from: position, to: position }),
    ['session.unknown', 'view.unknown', 'row.unknown', 'log.*'],
  ),
  /** From a WebSocket frame to its message and back. */
  'row.related': request<RelatedRows>()(z.strictObject({ session, seq: z.int().check(z.gte(1)) }), [
    'session.unknown',
    'row.unknown',
    'log.*',
  ]),

  /**
   * The next place of something in a payload, from a byte on, or before it. It looks through 64 MiB at most:
   * where it found nothing, `next` is where to ask again, null where all was looked through. `unsearched` are
   * bytes on the way at which a pattern may match too, unknown to the host: a match longer than 16 KiB, or more
   * steps than it takes there.
   */
  'payload.find': request<{
    readonly found: { readonly from: number; readonly to: number } | null;
    readonly next: number | null;
    readonly unsearched: readonly { readonly from: number; readonly to: number }[];
  }>()(z.strictObject({ ...place, needle: Needle, from: offset, back: z.boolean() }), [
    'session.unknown',
    'view.unknown',
    'row.unknown',
    'filter.invalid',
    'log.*',
  ]),
  /**
   * How many places of something begin at a byte or behind it, none within another. It looks through 64 MiB
   * at most; `next` is where to ask again, null where all was counted. `unsearched` as in `payload.find`.
   */
  'payload.count': request<{
    readonly count: number;
    readonly next: number | null;
    readonly unsearched: readonly { readonly from: number; readonly to: number }[];
  }>()(z.strictObject({ ...place, needle: Needle, from: offset }), [
    'session.unknown',
    'view.unknown',
    'row.unknown',
    'filter.invalid',
    'log.*',
  ]),
  /**
   * Where the rows of a large text begin: at its lines, and within those longer than `soft` bytes. It reads
   * 32 MiB at most; `next` goes on.
   */
  'payload.rows': request<PayloadRows>()(
    z.strictObject({
      ...place,
      from: RowPlace,
      soft: z.int().check(z.gte(8), z.lte(4_096)),
      /** Line feeds end lines; not so in UTF-16 and UTF-32. */
      lines: z.boolean(),
    }),
    ['session.unknown', 'view.unknown', 'row.unknown', 'log.*'],
  ),
  /**
   * Children of a JSON value in a payload too large for a tree, without reading what lies within them: null for
   * the value at the top. It skims and does not judge. At most 200 children, or what 32 MiB hold: `next` goes on.
   */
  'json.children': request<JsonChildren>()(z.strictObject({ ...place, of: z.nullable(JsonPlace) }), [
    'session.unknown',
    'view.unknown',
    'row.unknown',
    'log.*',
  ]),
} as const;
