import * as z from 'zod/mini';
import { request } from './define.js';

export const attentionRequests = {
  /** Rows of this page that nobody has looked at, for the icon of an app that has one. */
  'attention.unread': request<void>()(z.strictObject({ count: z.int().check(z.gte(0)) }), [
    'host.unsupported',
  ]),
} as const;
