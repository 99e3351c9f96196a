import * as z from 'zod/mini';
import type { RowBatch } from './rows.js';
import { FilterSpec, SessionId } from './session.js';
import type { SessionInfo } from './session.js';

/** Rows of one session that a search shows; it counts on beyond. */
export const maxHitsPerSession = 200;

/** What is looked for in whole sessions, live ones too. */
export const SearchSpec = z.strictObject({
  filter: FilterSpec,
  /** Only these; absent for all. */
  sessions: z.exactOptional(z.array(SessionId).check(z.maxLength(10_000))),
});
export type SearchSpec = z.output<typeof SearchSpec>;

/** News of one session of a search: hits found since the news before, and how far it is. */
export interface SearchGroup {
  readonly session: SessionInfo;
  /** The next of its hits, until there are `maxHitsPerSession`. */
  readonly rows: RowBatch | null;
  /** Rows that match so far, those not shown included. */
  readonly count: number;
  /** The whole session has been looked at. */
  readonly done: boolean;
  /** Why it could not be, in words. */
  readonly failure: string | null;
}

/** An answer of `search.next`: a piece of at most some screenfuls. */
export interface SearchPiece {
  readonly group: SearchGroup | null;
  /** Sessions looked at to their end, and how many there are. */
  readonly sessionsDone: number;
  readonly sessions: number;
  /** Rows that match in all sessions so far. */
  readonly count: number;
  readonly done: boolean;
}
