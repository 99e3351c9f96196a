import * as z from 'zod/mini';
import { SentNote } from './history.js';
import { maxRepeatMs, maxRepeatTimes, minRepeatMs } from './repeat-limits.js';
import type { Failure } from './result.js';
import { Recipients } from './recipients.js';
import { Composition } from './variables.js';

export * from './repeat-limits.js';

/** A message sent again and again on the host's own clock, whatever becomes of the page that asked for it. */

/** What to repeat, and how often. */
export const RepeatPlan = z.strictObject({
  to: Recipients,
  /** A close ends what would be repeated. */
  kind: z.enum(['data', 'text', 'binary', 'ping', 'pong']),
  /** A template: it is resolved anew for each send, and its counters go on by one step with each. */
  text: Composition,
  /** UDP, as `to` of `Outgoing`; a template too. */
  destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** Id of the environment whose variables hold; null for none. */
  environment: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** From one deadline to the next; whole or a fraction. */
  everyMs: z.number().check(z.gte(minRepeatMs), z.lte(maxRepeatMs)),
  /** Null until it is stopped. With `lines`, passes over the block. */
  times: z.nullable(z.int().check(z.gte(1), z.lte(maxRepeatTimes))),
  /**
   * Each line of the text is a message of its own, with the ending after it. A line without a byte is left
   * out, as a stream cannot carry it.
   */
  lines: z.boolean(),
  /** Present: it is noted there, as one entry. */
  note: z.exactOptional(SentNote),
});
export type RepeatPlan = z.output<typeof RepeatPlan>;

/** Why deadlines pass without a send; the repeat goes on by itself when that is over. */
export interface RepeatWait {
  /** `peer`: it does not take what was sent. `nobody`: no recipient is open. `file`: a file is on its way. */
  readonly reason: 'peer' | 'nobody' | 'file';
  /** Who does not read, where it is known. */
  readonly peer: number | null;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Peers that do not read, without which the repeat goes on. */
export interface RepeatDeaf {
  readonly count: number;
  /** Those left behind first, `maxDeafTold` at most, with the messages that were not sent to each. */
  readonly peers: readonly { readonly peer: number; readonly missed: number }[];
}

/** The repeat of a session as it stands, or as it ended. */
export interface RepeatInfo {
  readonly state: 'running' | 'paused' | 'done' | 'stopped' | 'failed';
  readonly everyMs: number;
  /** Sends it will have made at its end; null where it goes on until stopped. */
  readonly total: number | null;
  /** Lines of the block that is sent line by line; null for one message. */
  readonly lines: number | null;
  /** Sends that somebody took. */
  readonly sent: number;
  /** Sends that were made and that nobody took. */
  readonly failed: number;
  /** Deadlines that passed without a send, as it had to wait or was more than a second behind. */
  readonly skipped: number;
  /** Sends over the last second. */
  readonly perSecond: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** From deadline to send, milliseconds, of every send so far; null before there is one. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  readonly waiting: RepeatWait | null;
  readonly deaf: RepeatDeaf;
  /** Why it failed, or what the last send that failed met. */
  readonly failure: Failure | null;
}
