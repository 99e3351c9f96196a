import * as z from 'zod/mini';
import { request } from './define.js';
import { Trouble } from './trouble.js';

export const troubleRequests = {
  /** A page tells of what failed in it, for the host's log. Those of one page are limited in number. */
  'trouble.report': request<void>()(z.strictObject({ trouble: Trouble })),
} as const;
