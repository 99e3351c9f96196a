import * as z from 'zod/mini';
import { CraftedFrame } from './craft.js';
import { ComposerMode, Id, LineEnding } from './workspace.js';

/** What was sent, as it was typed: one person's, kept beside the shared files and never in them. */

/** Most entries kept for one connection; the oldest go first. */
export const maxHistoryEntries = 500;
/** Most characters of texts kept for one connection. */
export const maxHistorySize = 4 << 20;
/** A longer text is not kept, what became of it is. */
export const maxHistoryBody = 64 << 10;

/** One message that was sent, or that could not be. */
export const SentEntry = z.strictObject({
  /** Epoch milliseconds. */
  at: z.number(),
  /** The saved message it was, or was made from; null for none. */
  message: z.nullable(Id),
  name: z.string().check(z.maxLength(200)),
  mode: ComposerMode,
  /** As typed, variables by their names; null where it was too long to keep. */
  body: z.nullable(z.string().check(z.maxLength(maxHistoryBody))),
  kind: z.enum(['text', 'binary', 'ping', 'pong', 'close']),
  frame: z.exactOptional(CraftedFrame),
  ending: z.exactOptional(LineEnding),
  code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
  reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
  to: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** Where its row is, and which: null where nothing left. */
  session: z.nullable(z.string().check(z.maxLength(100))),
  seq: z.nullable(z.int().check(z.gte(1))),
  /** That were taken, in all, and by how many peers. */
  bytes: z.int().check(z.gte(0)),
  peers: z.int().check(z.gte(0)),
  /** What went wrong, with whom first; null where nothing did. */
  failure: z.nullable(z.string().check(z.maxLength(2_000))),
});
export type SentEntry = z.output<typeof SentEntry>;

/** Of a saved connection, or of a tab that was never saved. */
export const HistoryKey = Id;
