import { rename } from 'node:fs/promises';
import * as z from 'zod/mini';
import { fail } from '../contract/index.js';
import type { Failure, Result } from '../contract/index.js';
import { errnoOf } from './files/disk-failure.js';
import { readWhole, writeWhole } from './files/whole-file.js';

/** A few numbers take less than this; more is no document of ours. */
const mostBytes = 64 << 10;

export interface KeptKind<T> {
  /** Of the file, `wirebench-…`. */
  readonly format: string;
  readonly fields: z.ZodMiniType<T>;
  /** Answered where the file cannot be read, and where it cannot be written. */
  readonly codes: { readonly read: string; readonly write: string };
  /** Begins the sentence about a damaged file: what it holds. */
  readonly what: string;
  /** And goes on with what holds instead. */
  readonly instead: string;
}

/**
 * A small document of this person's state beside the recordings, rather than in the workspace's shared
 * files: recordings are on this disk alone, and somebody else's commit must not change how they are kept.
 */
export class KeptDocument<T> {
  constructor(
    readonly path: string,
    readonly kind: KeptKind<T>,
  ) {}

  /** What was written, null where nothing was. What is damaged is set aside and told. */
  async read(): Promise<{ readonly value: T | null; readonly problem: Failure | null }> {
    const { format, fields, codes, what, instead } = this.kind;
    let bytes: Buffer | string;
    try {
      bytes = await readWhole(this.path, mostBytes);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return { value: null, problem: null };
      bytes = 'cannot be read';
    }
    if (typeof bytes === 'string') {
      const message = `${what} could not be read: ${instead} (${this.path} ${bytes})`;
      return { value: null, problem: { code: codes.read, message } };
    }
    try {
      const Head = z.looseObject({ format: z.literal(format), version: z.literal(1) });
      const document: Record<string, unknown> = z.parse(Head, JSON.parse(bytes.toString('utf8')));
      delete document['format'];
      delete document['version'];
      return { value: z.parse(fields, document), problem: null };
    } catch {
      const aside = `${this.path}.damaged-${Date.now()}`;
      await rename(this.path, aside).catch(() => undefined);
      const message = `${what} could not be read: ${instead}, and their file is ${aside}`;
      return { value: null, problem: { code: codes.read, message } };
    }
  }

  /** The code for it where the disk refuses; the file stays what it was then. */
  async write(value: T): Promise<Result<void>> {
    const document = { format: this.kind.format, version: 1, ...value };
    const written = await writeWhole(this.path, `${JSON.stringify(document, null, 2)}\n`, 0o600);
    return written.ok ? written : fail(this.kind.codes.write, written.error.message, written.error.detail);
  }
}
