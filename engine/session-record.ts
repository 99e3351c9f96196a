import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ConnectionConfig, fail, maxSessionComment, maxSessionName, ok } from '../contract/index.js';
import type { Result } from '../contract/index.js';
import { readBounded } from './files/bounded-file.js';
import { splitSecrets } from './config-secrets.js';
import { errnoOf } from './files/disk-failure.js';
import { writeWhole } from './files/whole-file.js';

/** What a person says of a session. */
export interface SessionLabel {
  /** The name a person gave it; null leaves it the one it was recorded under. */
  readonly title: string | null;
  readonly starred: boolean;
  readonly comment: string;
}

export const noLabel: SessionLabel = { title: null, starred: false, comment: '' };

/**
 * What a session keeps beside its log: the settings it was started with last, counts that the log's
 * totals lack, and what a person said of it. Without the file a session opens all the same; its
 * messages are counted anew.
 */
const StoredRecord = z.object({
  format: z.literal('wirebench-session-record'),
  version: z.literal(1),
  name: z.string(),
  connection: z.nullable(z.string()),
  config: ConnectionConfig,
  /** Null until the session has ended. */
  counts: z.nullable(z.object({ messagesIn: z.number(), messagesOut: z.number(), droppedBytes: z.number() })),
  // Records from before there were labels lack these.
  title: z.optional(z.nullable(z.string())),
  starred: z.optional(z.boolean()),
  comment: z.optional(z.string()),
});

export interface SessionRecord extends SessionLabel {
  /** The name it was started under last. */
  readonly name: string;
  readonly connection: string | null;
  readonly config: ConnectionConfig;
  readonly counts: {
    readonly messagesIn: number;
    readonly messagesOut: number;
    readonly droppedBytes: number;
  } | null;
}

const recordFile = 'record.json';
/** Settings of a connection are the most of it. */
const maxFileBytes = 64 * 1024 * 1024;

/** Settings as they may be written and shown: without the passphrase of a key and the password of a proxy. */
export function withoutSecrets(config: ConnectionConfig): ConnectionConfig {
  return { ...config, options: splitSecrets(config.options).options };
}

/** The label of a record, where there is one. */
export function labelOf(record: SessionRecord | null): SessionLabel {
  if (record === null) return noLabel;
  const { title, starred, comment } = record;
  return { title, starred, comment };
}

type Reading =
  | { readonly kind: 'record'; readonly record: SessionRecord }
  | { readonly kind: 'absent' }
  /** Cut off or spoiled. */
  | { readonly kind: 'broken' }
  /** Written by a later version, which is left alone. */
  | { readonly kind: 'later' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Null where there is none that can be read. */
export async function readSessionRecord(directory: string): Promise<SessionRecord | null> {
  const reading = await read(directory);
  return reading.kind === 'record' ? reading.record : null;
}

async function read(directory: string): Promise<Reading> {
  let bytes: Buffer | null;
  try {
    bytes = await readBounded(join(directory, recordFile), maxFileBytes);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', message: error instanceof Error ? error.message : 'it cannot be read' };
  }
  if (bytes === null) return { kind: 'broken' };
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { kind: 'broken' };
  }
  const parsed = z.safeParse(StoredRecord, document);
  if (parsed.success) {
    const { title = null, starred = false, comment = '', name, connection, config, counts } = parsed.data;
    // It may have come from anybody: no text is longer than one that a person may write here.
    const label = {
      title: title?.slice(0, maxSessionName) ?? null,
      comment: comment.slice(0, maxSessionComment),
    };
    const known = { name: name.slice(0, maxSessionName), connection, config, counts };
    return { kind: 'record', record: { ...known, ...label, starred } };
  }
  const version =
    typeof document === 'object' && document !== null && 'version' in document ? document.version : null;
  return { kind: typeof version === 'number' && version > 1 ? 'later' : 'broken' };
}

type Change = (before: SessionRecord | null) => SessionRecord;
type Changes = [Change, ...Change[]];

/** Writings of one record run one after the other: none is lost to another that began before it. */
const turns = new Map<string, Promise<unknown>>();
/** Of each record the writing that has not begun: what is asked for until then goes with it, however slow the disk is. */
const waiting = new Map<
  string,
  { readonly changes: Changes; readonly done: Promise<Result<SessionRecord>> }
>();

/**
 * Replaces the record as one step by what `change` makes of the one there is (null without one), and answers what it
 * is with the changes that went along. A broken one is set aside first. `session.record` where the disk refuses,
 * `session.later` where a later version wrote it; what was there stays then.
 */
export function updateSessionRecord(directory: string, change: Change): Promise<Result<SessionRecord>> {
  const next = waiting.get(directory);
  if (next !== undefined) {
    next.changes.push(change);
    return next.done;
  }
  const changes: Changes = [change];
  const done = (turns.get(directory) ?? Promise.resolve()).then(() => {
    waiting.delete(directory);
    return update(directory, changes);
  });
  waiting.set(directory, { changes, done });
  turns.set(directory, done);
  const over = (): void => {
    if (turns.get(directory) === done) turns.delete(directory);
  };
  void done.then(over, over);
  return done;
}

async function update(directory: string, [first, ...others]: Changes): Promise<Result<SessionRecord>> {
  const path = join(directory, recordFile);
  const reading = await read(directory);
  if (reading.kind === 'unreadable') {
    return fail('session.record', `${path} cannot be read: ${reading.message}`, { path });
  }
  if (reading.kind === 'later') {
    return fail('session.later', `${path} was written by a later Wirebench: update to change it`, { path });
  }
  if (reading.kind === 'broken') {
    // A second one of the same millisecond would be the same file.
    await rename(path, `${path}.damaged-${Date.now()}`).catch(() => undefined);
  }
  const changed = first(reading.kind === 'record' ? reading.record : null);
  const record = others.reduce<SessionRecord>((now, change) => change(now), changed);
  const config = withoutSecrets(record.config);
  const document = { format: 'wirebench-session-record', version: 1, ...record, config };
  const written = await writeWhole(path, `${JSON.stringify(document, null, 2)}\n`, 0o600);
  if (written.ok) return ok({ ...record, config });
  return fail('session.record', written.error.message, { path });
}
