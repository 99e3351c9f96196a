import * as z from 'zod/mini';
import type { Failure } from './result.js';
import type { SessionInfo } from './session.js';

/** Characters (UTF-16 units) of a session's name and of its comment. */
export const maxSessionName = 200;
export const maxSessionComment = 4_000;
/** Sessions of one request. */
export const maxSessionsAtOnce = 1_000;

/** What a person says of a session; what is absent stays as it is. */
export const SessionNote = z.strictObject({
  /** Empty gives back the name it was recorded under. */
  name: z.exactOptional(z.string().check(z.maxLength(maxSessionName))),
  /** Starred ones are never removed. */
  starred: z.exactOptional(z.boolean()),
  /** Empty takes it away. */
  comment: z.exactOptional(z.string().check(z.maxLength(maxSessionComment))),
});
export type SessionNote = z.output<typeof SessionNote>;

/** What came of a request for several sessions: which it was done to, and why not to the others. */
export interface SessionsReport {
  readonly done: readonly string[];
  readonly failed: readonly { readonly session: string; readonly error: Failure }[];
}

/** Sessions that were described, counted or restored (`changed`), and those that went into the trash. */
export interface SessionsNews {
  readonly changed: readonly SessionInfo[];
  readonly removed: readonly string[];
}

/** A session that was deleted and can still come back. */
export interface TrashedSession {
  readonly session: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly rows: number;
  readonly diskBytes: number;
  /** Epoch milliseconds; it is gone for good `trashDays` later. */
  readonly removedAt: number;
}

/** Days that a deleted session waits in the trash. */
export const trashDays = 7;

/** Newest deletion first. */
export interface TrashInfo {
  readonly sessions: readonly TrashedSession[];
  readonly bytes: number;
}
