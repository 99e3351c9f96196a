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

/** What a repeat came to: one entry, however often it was sent. */
export const SentRepeat = z.strictObject({
  everyMs: z.number().check(z.gte(0)),
  /** `running` where it was not heard of again: its host was ended. */
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  sent: z.int().check(z.gte(0)),
  failed: z.int().check(z.gte(0)),
  /** Lines of the block that was sent line by line; null of one message. */
  lines: z.nullable(z.int().check(z.gte(1))),
});
export type SentRepeat = z.output<typeof SentRepeat>;

const kind = z.enum(['text', 'binary', 'ping', 'pong', 'close']);

/** One message that was sent, or that could not be. */
export const SentEntry = z.strictObject({
  /** A later entry of the same id takes its place. */
  id: z.exactOptional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** Epoch milliseconds. */
  at: z.number(),
  /** The saved message it was, or was made from; null for none. */
  message: z.nullable(Id),
  name: z.string().check(z.maxLength(200)),
  mode: ComposerMode,
  /** As typed, variables by their names; null where it was too long to keep. */
  body: z.nullable(z.string().check(z.maxLength(maxHistoryBody))),
  kind,
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
  /** It was sent again and again: bytes are those of all of it. */
  repeat: z.exactOptional(SentRepeat),
});
export type SentEntry = z.output<typeof SentEntry>;

/** Of a saved connection, or of a tab that was never saved. */
export const HistoryKey = Id;

/** With what the host sends by itself: what a person knows it by, and where it is noted once it was sent. */
export const SentNote = z.strictObject({
  key: HistoryKey,
  message: z.nullable(Id),
  name: z.string().check(z.maxLength(200)),
  kind,
  frame: z.exactOptional(CraftedFrame),
  ending: z.exactOptional(LineEnding),
});
export type SentNote = z.output<typeof SentNote>;

/** An entry that is new, or that took the place of the one with its id. */
export interface SentNews {
  readonly key: string;
  readonly entry: SentEntry;
}
