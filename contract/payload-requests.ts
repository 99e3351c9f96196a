import * as z from 'zod/mini';
import { request } from './define.js';
import { JsonPlace, Needle } from './payload.js';
import type { JsonChildren } from './payload.js';
import { SessionId } from './session.js';

const place = {
  session: SessionId,
  view: z.int().check(z.gte(0)),
  position: z.int().check(z.gte(0)),
};
const offset = z.int().check(z.gte(0));

/** Looking into one payload, part of the contract's one table. */
export const payloadRequests = {
  /**
   * The next place of something in a payload, from a byte on, or before it. It looks through 64 MiB at most:
   * where it found nothing, `next` is where to ask again, null where all was looked through.
   */
  'payload.find': request<{
    readonly found: { readonly from: number; readonly to: number } | null;
    readonly next: number | null;
  }>()(z.strictObject({ ...place, needle: Needle, from: offset, back: z.boolean() }), [
    'session.unknown',
    'view.unknown',
    'row.unknown',
    'log.*',
  ]),
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
