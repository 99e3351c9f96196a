import * as z from 'zod/mini';
import { Bytes } from './bytes.js';
import { CraftedFrame } from './craft.js';
import { SentNote } from './history.js';
import type { RepeatWait } from './repeat.js';
import type { Failure } from './result.js';
import { Recipients } from './recipients.js';
import { Composition } from './variables.js';

/** Messages that leave one after the other on the host's own clock, with delays between them. */

/** Most messages that wait in the queue of a session. */
export const maxQueueItems = 1_000;
/** Most characters and bytes of all of them together. */
export const maxQueueSize = 64 << 20;
/** Most bytes of a file that waits: a larger one is streamed, at once. */
export const maxQueueFile = 16 << 20;
/** Longest delay before a message, a day. */
export const maxQueueDelayMs = 86_400_000;

const delay = z.number().check(z.gte(0), z.lte(maxQueueDelayMs));
const itemId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A message that is to wait for its turn, as `message.send` takes it. */
export const QueueItem = z.strictObject({
  /** Of the page's own making; no two in one queue. */
  id: itemId,
  /** What a person knows it by. */
  name: z.string().check(z.maxLength(200)),
  to: Recipients,
  kind: z.enum(['data', 'text', 'binary', 'ping', 'pong', 'close']),
  /** A template: it is resolved when its turn has come. */
  text: Composition,
  code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
  reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
  destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** Present: `text` is the payload of such frames, each time under new keys. */
  frame: z.exactOptional(CraftedFrame),
  /** Present: its bytes leave instead, as one message. */
  file: z.exactOptional(
    z.strictObject({
      name: z.string().check(z.maxLength(1_000)),
      data: Bytes.check(
        z.refine((data) => data.length <= maxQueueFile, `has more than ${maxQueueFile} bytes`),
      ),
    }),
  ),
  /** Present: what became of it is noted there. */
  note: z.exactOptional(SentNote),
  environment: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** Milliseconds, whole or a fraction, from when the one before it was sent; the first of all waits as long. */
  delayMs: delay,
});
/** The schema names the narrower `Uint8Array<ArrayBuffer>`; bytes are bytes wherever they lie. */
export type QueueItem = z.output<typeof QueueItem>;

export const QueueItems = z.array(QueueItem).check(z.minLength(1), z.maxLength(maxQueueItems));

/** Changes of what waits: each is done to the queue as the one before has left it. */
export const QueueChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('remove'), ids: z.array(itemId).check(z.maxLength(maxQueueItems)) }),
  /** To a place among the others, counted without it. */
  z.strictObject({ change: z.literal('move'), id: itemId, index: z.int().check(z.gte(0)) }),
  z.strictObject({
    change: z.literal('delay'),
    ids: z.array(itemId).check(z.maxLength(maxQueueItems)),
    delayMs: delay,
  }),
]);
export type QueueChange = z.output<typeof QueueChange>;

/** `go` sends as delays pass, `step` sends the first at once and stays paused, `undo` puts back what was taken out last. */
export const queueActions = ['go', 'pause', 'step', 'clear', 'undo'] as const;
export type QueueAction = (typeof queueActions)[number];

/** The queue of a session, small enough to be told with it; `queue.read` lists what waits. */
export interface QueueInfo {
  /** `idle`: nothing waits. */
  readonly state: 'idle' | 'running' | 'paused';
  readonly waiting: number;
  /** Since it was last empty. */
  readonly sent: number;
  /** Epoch milliseconds when the first that waits is due; null while none is or while it is on its way. */
  readonly dueAt: number | null;
  /** Why it does not go on although it runs. */
  readonly wait: RepeatWait | null;
  /** Why it was paused, where it was not a person: what the first that waits met when it was sent. */
  readonly failure: Failure | null;
  /** Moves with every change of what waits. */
  readonly revision: number;
}

/** What waits, first the one that leaves next. */
export interface QueueList {
  readonly revision: number;
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: QueueItem['kind'] | 'crafted' | 'file';
    /** How its text begins. */
    readonly preview: string;
    readonly delayMs: number;
  }[];
}
