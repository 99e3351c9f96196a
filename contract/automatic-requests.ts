import * as z from 'zod/mini';
import { request } from './define.js';
import { HistoryKey, SentEntry } from './history.js';
import { QueueChange, QueueItems, queueActions } from './queue.js';
import type { QueueInfo, QueueList } from './queue.js';
import { RepeatPlan } from './repeat.js';
import type { RepeatInfo } from './repeat.js';
import { SessionId as session } from './session.js';
import { Id } from './workspace.js';
import { writing } from './writing.js';

/** The requests about what is sent without a hand on the button, and about what was sent; part of the one table. */
export const automaticRequests = {
  /**
   * Sends a message, or the lines of a block, again and again on the host's clock, one repeat at a time for
   * each session; how it goes is `repeat` of the session. It goes on without the page and ends with the session.
   */
  'repeat.start': request<RepeatInfo>()(z.extend(RepeatPlan, { session }), [
    'session.unknown',
    'session.idle',
    'repeat.active',
    'repeat.lines',
    'environment.unknown',
    'template.*',
    'hex.*',
    'base64.*',
    'fields.*',
    ...writing,
  ]),
  /** Pauses it, or goes on. */
  'repeat.pause': request<RepeatInfo>()(z.strictObject({ session, paused: z.boolean() }), [
    'session.unknown',
    'session.idle',
    'repeat.none',
  ]),
  /** Ends it; what the kernel has not taken yet still leaves. */
  'repeat.stop': request<RepeatInfo>()(z.strictObject({ session }), [
    'session.unknown',
    'session.idle',
    'repeat.none',
  ]),
  /**
   * Puts messages at the end of the session's queue, all of them or none, and starts it where `go` says so.
   * It goes on without the page; where the sockets end it pauses, and with the session it ends.
   */
  'queue.add': request<QueueInfo>()(z.strictObject({ session, items: QueueItems, go: z.boolean() }), [
    'session.unknown',
    'session.idle',
    'queue.full',
  ]),
  'queue.read': request<QueueList>()(z.strictObject({ session }), ['session.unknown', 'session.idle']),
  /** Takes messages out, moves one, or changes delays. What is on its way already stays so. */
  'queue.change': request<QueueInfo>()(z.strictObject({ session, change: QueueChange }), [
    'session.unknown',
    'session.idle',
  ]),
  'queue.control': request<QueueInfo>()(z.strictObject({ session, action: z.enum(queueActions) }), [
    'session.unknown',
    'session.idle',
  ]),
  /** What was sent from a connection, or from a tab that has none, newest first: one person's, in no shared file. */
  'history.read': request<readonly SentEntry[]>()(z.strictObject({ key: HistoryKey })),
  'history.add': request<void>()(z.strictObject({ key: HistoryKey, entry: SentEntry }), ['history.write']),
  /** Forgets all of it, or what was sent of one saved message. */
  'history.clear': request<void>()(z.strictObject({ key: HistoryKey, message: z.nullable(Id) }), [
    'history.write',
  ]),
  /** A tab was saved: what was sent from it belongs to the connection now. */
  'history.adopt': request<void>()(z.strictObject({ from: HistoryKey, to: HistoryKey }), ['history.write']),
} as const;
