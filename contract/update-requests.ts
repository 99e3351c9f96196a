import * as z from 'zod/mini';
import { request } from './define.js';
import type { UpdateState } from './updates.js';

const nothing = z.strictObject({});
const codes = ['host.unsupported', 'update.*'] as const;

/** Nothing of this happens by itself: a check, a download and an installation are each asked for by a person. */
export const updateRequests = {
  'update.read': request<UpdateState>()(nothing, codes),
  /** Asks the publisher for the newest version. `update.changed` tells what comes of it. */
  'update.check': request<void>()(nothing, codes),
  /** Downloads what a check found, and verifies it. */
  'update.download': request<void>()(nothing, codes),
  'update.cancel': request<void>()(nothing, codes),
  /** Installs what was downloaded: when Wirebench quits, or by quitting it now. False takes that back. */
  'update.install': request<void>()(z.strictObject({ when: z.enum(['quit', 'now', 'never']) }), codes),
} as const;
