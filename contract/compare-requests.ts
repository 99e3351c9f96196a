import * as z from 'zod/mini';
import { CompareSpec } from './compare.js';
import { request } from './define.js';

const handle = z.int().check(z.gte(0));

/** The same payload over several transports. */
export const compareRequests = {
  /**
   * Sends a payload over several transports and measures. It answers at once; figures arrive as
   * `compare.changed`. One at a time for each page: another start ends the one before.
   */
  'compare.start': request<{ readonly compare: number }>()(CompareSpec, ['compare.*', 'session.limit']),
  'compare.stop': request<void>()(z.strictObject({ compare: handle })),
} as const;
