import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ConnectionConfig } from '../contract/index.js';

/**
 * What a session keeps beside its log: the settings it was started with last, and counts that the
 * log's totals lack. Without the file a session opens all the same; its messages are counted anew.
 */
const SessionRecord = z.object({
  format: z.literal('wirebench-session-record'),
  version: z.literal(1),
  name: z.string(),
  connection: z.nullable(z.string()),
  config: ConnectionConfig,
  /** Null until the session has ended. */
  counts: z.nullable(z.object({ messagesIn: z.number(), messagesOut: z.number(), droppedBytes: z.number() })),
});
export type SessionRecord = Omit<z.output<typeof SessionRecord>, 'format' | 'version'>;

const recordFile = 'record.json';

/** Settings as they may be written and shown: without the passphrase of a key. */
export function withoutSecrets(config: ConnectionConfig): ConnectionConfig {
  const { tls } = config.options;
  if (tls?.passphrase === undefined) return config;
  const { passphrase: _, ...open } = tls;
  return { ...config, options: { ...config.options, tls: open } };
}

/** Null where there is none that can be read. */
export async function readSessionRecord(directory: string): Promise<SessionRecord | null> {
  try {
    const document: unknown = JSON.parse(await readFile(join(directory, recordFile), 'utf8'));
    const parsed = z.safeParse(SessionRecord, document);
    return parsed.success ? parsed.data : null;
  } catch {
    // Absent, or cut off by a crash: the log itself says what matters.
    return null;
  }
}

/** Replaces the file at once. A disk that refuses is told by the log, which needs it more. */
export async function writeSessionRecord(directory: string, record: SessionRecord): Promise<void> {
  const path = join(directory, recordFile);
  const document = {
    format: 'wirebench-session-record',
    version: 1,
    ...record,
    config: withoutSecrets(record.config),
  };
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch {
    // What is lost can be counted again from the rows.
  }
}
