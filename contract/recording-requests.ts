import * as z from 'zod/mini';
import { request } from './define.js';
import { SessionNote, maxSessionsAtOnce } from './recordings.js';
import type { SessionsReport, TrashInfo } from './recordings.js';
import { RetentionPolicy } from './retention.js';
import type { RetentionPlan } from './retention.js';
import { SearchSpec } from './search.js';
import type { SearchPiece } from './search.js';
import { SessionId } from './session.js';
import { SyncPolicy } from './sync.js';
import type { SyncInfo } from './sync.js';

const someSessions = z.array(SessionId).check(z.minLength(1), z.maxLength(maxSessionsAtOnce));

/** The requests about sessions as a whole, part of the contract's one table. */
export const recordingRequests = {
  /**
   * Renames, stars and comments sessions, live ones too. What failed at one session is in the report;
   * every page hears of it by `sessions.changed`.
   */
  'session.describe': request<SessionsReport>()(
    z.strictObject({ sessions: someSessions, note: SessionNote }),
    ['session.unknown', 'session.record', 'session.later'],
  ),
  /**
   * Puts sessions into the trash, from which `session.restore` takes them back within a week. Those that
   * are starred, in a tab of any page, or still recorded are never removed: the report says so.
   */
  'session.remove': request<SessionsReport>()(z.strictObject({ sessions: someSessions }), [
    'session.unknown',
    'session.starred',
    'session.open',
    'session.live',
    'session.trash',
  ]),
  'session.restore': request<SessionsReport>()(z.strictObject({ sessions: someSessions }), [
    'session.unknown',
    'session.trash',
  ]),
  /** The sessions in tabs of this page, which nobody removes meanwhile. */
  'session.tabs': request<void>()(
    z.strictObject({ sessions: z.array(SessionId).check(z.maxLength(10_000)) }),
  ),
  'trash.read': request<TrashInfo>()(z.strictObject({})),
  /** Deletes for good what is in the trash, or these of it. */
  'trash.empty': request<SessionsReport>()(z.strictObject({ sessions: z.nullable(someSessions) }), [
    'session.unknown',
    'session.trash',
  ]),

  /** How long and how much of this workspace's sessions is kept on this machine. It keeps everything unless written. */
  'retention.read': request<RetentionPolicy>()(z.strictObject({})),
  /** Removes nothing by itself: what it comes to is asked for by `retention.plan` and done by `session.remove`. */
  'retention.write': request<void>()(RetentionPolicy, ['retention.write']),
  /** What a policy, or the one that is kept, would remove now. */
  'retention.plan': request<RetentionPlan>()(z.strictObject({ policy: z.nullable(RetentionPolicy) })),

  /** How many milliseconds of rows a power cut may take, and whether this host was told so at its start. */
  'sync.read': request<SyncInfo>()(z.strictObject({})),
  /** Kept beside the recordings; holds at once, for sessions under way too. Other pages hear of it when they ask. */
  'sync.write': request<void>()(SyncPolicy, ['sync.given', 'sync.write']),

  /**
   * Searches every session, newest first, pulled by `search.next` so that nothing runs ahead of the page
   * that reads it. One at a time for each page: another start ends the one before.
   */
  'search.start': request<{ readonly search: number; readonly sessions: number }>()(SearchSpec, [
    'filter.*',
    'log.*',
  ]),
  /** What has been found since, at the latest after some tens of milliseconds. */
  'search.next': request<SearchPiece>()(z.strictObject({ search: z.int().check(z.gte(0)) }), [
    'search.unknown',
  ]),
  'search.stop': request<void>()(z.strictObject({ search: z.int().check(z.gte(0)) })),
} as const;
