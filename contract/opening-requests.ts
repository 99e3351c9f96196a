import * as z from 'zod/mini';
import { request } from './define.js';
import type { Opening } from './opening.js';

const id = z.int().check(z.gte(0));

export const openingRequests = {
  /** The next of what the system asked the app to open, if no page has taken it. Told by `opening.waiting`. */
  'opening.next': request<{ readonly opening: Opening | null }>()(z.strictObject({})),
  /** Bytes of a file of an opening, at most `openingChunkBytes` of them. */
  'opening.read': request<{ readonly data: Uint8Array }>()(
    z.strictObject({ opening: id, file: id, from: id, to: id }),
    ['opening.*'],
  ),
  /** The page is done with it: its files are read no more. */
  'opening.end': request<void>()(z.strictObject({ opening: id })),
} as const;
