import * as z from 'zod/mini';
import { request } from './define.js';
import { MarkChange, maxMarkChanges } from './marks.js';
import type { MarksChanged, SessionMarks } from './marks.js';
import { SessionId } from './session.js';

const session = SessionId;

/** Marks and comments of rows, part of the contract's one table. */
export const marksRequests = {
  /** Every mark and comment: asked once, and again when `marksRevision` has moved by others. */
  'session.marks': request<SessionMarks>()(z.strictObject({ session }), ['session.unknown', 'log.*']),
  /** Marks, comments and unmarks rows: all of the changes or none. */
  'session.mark': request<MarksChanged>()(
    z.strictObject({
      session,
      changes: z.array(MarkChange).check(z.minLength(1), z.maxLength(maxMarkChanges)),
    }),
    ['session.unknown', 'row.unknown', 'marks.*', 'log.*'],
  ),
} as const;
