import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maxMarks } from '../../contract/marks.js';
import type { MarkChange, MarksChanged, SessionMarks } from '../../contract/marks.js';
import { type Failure, type Result, fail, ok } from '../../contract/result.js';
import { readBounded } from '../files/bounded-file.js';
import { appendOwn } from '../files/own-file.js';
import { Turns } from '../../contract/turns.js';
import { writeWhole } from '../files/whole-file.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { Listeners } from './listeners.js';
import { markLine, marksFile, marksHead, maxMarksBytes, maxMarksFileBytes, readMarks } from './marks-file.js';

/** What views and exports ask of marks. */
export interface MarkReader {
  readonly size: number;
  has(seq: number): boolean;
  /** Null where the row is not marked; a mark without a comment answers ''. */
  commentOf(seq: number): string | null;
  /** Numbers of the marked rows, ascending. Not to be changed. */
  seqs(): Float64Array;
  /** Called after each change; answers its own `off`. */
  onChange(listener: () => void): () => void;
  /** Of a set that is still being found: whether it has been, when it has, and how to give it up. */
  readonly done?: boolean;
  settled?(): Promise<void>;
  close?(): void;
}

/** A file with this much more than the marks there are is written anew. */
const slackBytes = 1 << 20;

/**
 * The marks and comments of a session, in a file of their own beside its rows. A change is a line that
 * is on the disk before it is answered, so `kill -9` at any byte loses at most what nobody was told of.
 */
export class Marks implements MarkReader {
  /** What was wrong with the file; it was set aside, or it is left alone and changes are refused. */
  problem: Failure | null = null;
  #entries = new Map<number, string>();
  /** Bytes of the lines that the marks there are would take. */
  #liveBytes = 0;
  /** Length of the file as we know it; 0 where there is none. */
  #fileBytes = 0;
  #refusal: Failure | null = null;
  // Of the clock, so that marks read again after a while never repeat a revision.
  #revision = Date.now();
  #sorted: Float64Array | null = null;
  readonly #turns = new Turns();
  readonly #path: string;
  readonly #changes = new Listeners<undefined>();

  /** Of a session that begins: there is no file yet. */
  constructor(readonly directory: string) {
    this.#path = join(directory, marksFile);
  }

  /** Of a session on disk. It never fails: what is wrong is in `problem`. */
  static async open(directory: string): Promise<Marks> {
    const marks = new Marks(directory);
    await marks.#load();
    return marks;
  }

  get size(): number {
    return this.#entries.size;
  }

  get revision(): number {
    return this.#revision;
  }

  has(seq: number): boolean {
    return this.#entries.has(seq);
  }

  commentOf(seq: number): string | null {
    return this.#entries.get(seq) ?? null;
  }

  seqs(): Float64Array {
    this.#sorted ??= Float64Array.from(this.#entries.keys()).sort();
    return this.#sorted;
  }

  all(): SessionMarks {
    const comments = [...this.#entries].filter(([, comment]) => comment !== '').sort(([a], [b]) => a - b);
    // A copy: what is answered is not what changes later.
    return { revision: this.#revision, seqs: this.seqs().slice(), comments };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.add(listener);
  }

  /**
   * Makes all of the changes or none, one call after the other. `marks.full` past 100 000 marks or 8 MiB
   * of them, `marks.version` where a newer version wrote the file, `marks.write` where the disk refuses.
   */
  change(changes: readonly MarkChange[]): Promise<Result<MarksChanged>> {
    return this.#turns.take(() => this.#change(changes));
  }

  async #change(changes: readonly MarkChange[]): Promise<Result<MarksChanged>> {
    await this.#reloadIfMoved();
    if (this.#refusal !== null) return { ok: false, error: this.#refusal };
    const before = this.#revision;
    const next = new Map<number, string | null>();
    for (const { seq, marked, comment } of changes) {
      const now = next.has(seq) ? (next.get(seq) ?? null) : this.commentOf(seq);
      next.set(seq, marked ? (comment ?? now ?? '') : null);
    }
    for (const [seq, comment] of next) if (comment === this.commentOf(seq)) next.delete(seq);
    if (next.size === 0) return ok({ before, revision: before });
    let { size } = this;
    let liveBytes = this.#liveBytes;
    for (const [seq, comment] of next) {
      const now = this.commentOf(seq);
      size += (comment === null ? 0 : 1) - (now === null ? 0 : 1);
      liveBytes += bytesOf(seq, comment) - bytesOf(seq, now);
    }
    if (size > maxMarks || liveBytes > maxMarksBytes) {
      return fail(
        'marks.full',
        `A session has room for ${maxMarks} marks and 8 MiB of comments: remove some`,
      );
    }
    const written = await this.#write(next, liveBytes);
    if (!written.ok) return written;
    for (const [seq, comment] of next) put(this.#entries, seq, comment);
    this.#liveBytes = liveBytes;
    this.#moved();
    return ok({ before, revision: this.#revision });
  }

  #moved(): void {
    this.#revision = Math.max(this.#revision + 1, Date.now());
    this.#sorted = null;
    this.#changes.tell(undefined);
  }

  /** Another process can have marked the same session, or somebody removed the file: the file is the truth. */
  async #reloadIfMoved(): Promise<void> {
    const length = await stat(this.#path).then(
      ({ size }) => size,
      () => 0,
    );
    if (length === this.#fileBytes) return;
    await this.#load();
    this.#moved();
  }

  async #load(): Promise<void> {
    let file: Uint8Array | null;
    this.#refusal = null;
    try {
      file = await readBounded(this.#path, maxMarksFileBytes);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') return this.#refuse(diskFailure('read', this.#path, error));
      return this.#take(new Map(), 0);
    }
    const read = file === null ? tooLarge : readMarks(file);
    if (read.newer) {
      const message = `${this.#path} was written by a newer Wirebench: its marks are not shown, and it is left as it is`;
      return this.#refuse({ code: 'marks.version', message, detail: { path: this.#path } });
    }
    this.#take(read.entries, read.bytes);
    if (read.broken !== null) await this.#setAside(read.broken);
  }

  #refuse(why: Failure): void {
    this.problem = this.#refusal = why;
  }

  #take(entries: Map<number, string>, fileBytes: number): void {
    this.#entries = entries;
    this.#sorted = null;
    this.#fileBytes = fileBytes;
    this.#liveBytes = 0;
    for (const [seq, comment] of entries) this.#liveBytes += bytesOf(seq, comment);
  }

  /** A file that is not as we wrote it keeps its bytes under another name; what could be read goes on. */
  async #setAside(why: string): Promise<void> {
    const aside = join(this.directory, `marks.broken-${new Date().toISOString().replace(/\D/g, '')}.jsonl`);
    const kept =
      this.size === 1
        ? 'the 1 mark that could be read is kept'
        : `the ${this.size} marks that could be read are kept`;
    try {
      await rename(this.#path, aside);
    } catch (error) {
      return this.#refuse(diskFailure('set aside the broken', this.#path, error));
    }
    this.#fileBytes = 0;
    const message = `${this.#path} is broken, ${why}: it was set aside as ${aside}, ${kept}`;
    this.problem = { code: 'marks.damaged', message, detail: { path: this.#path, aside } };
    if (this.size === 0) return;
    const written = await this.#writeAnew(this.#entries);
    if (!written.ok) this.#refuse(written.error);
  }

  async #write(next: ReadonlyMap<number, string | null>, liveBytes: number): Promise<Result<void>> {
    const lines = [...next].map(([seq, comment]) => markLine(seq, comment)).join('');
    const bytes = Buffer.from(this.#fileBytes === 0 ? marksHead + lines : lines);
    if (this.#fileBytes + bytes.length <= slackBytes + 4 * liveBytes) return this.#append(bytes);
    const entries = new Map(this.#entries);
    for (const [seq, comment] of next) put(entries, seq, comment);
    return this.#writeAnew(entries);
  }

  async #append(bytes: Uint8Array): Promise<Result<void>> {
    try {
      const file = await open(this.#path, appendOwn, 0o600);
      try {
        // What a crash or a full disk left of a line must not become the beginning of the next.
        await file.truncate(this.#fileBytes);
        try {
          await file.writeFile(bytes);
          await file.datasync();
        } catch (error) {
          await file.truncate(this.#fileBytes).catch(() => undefined);
          throw error;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      return this.#cannotWrite(error);
    }
    this.#fileBytes += bytes.length;
    return ok();
  }

  /** Beside its place, then renamed: a reader sees the old file or the new one. */
  async #writeAnew(entries: ReadonlyMap<number, string>): Promise<Result<void>> {
    const lines = [...entries].map(([seq, comment]) => markLine(seq, comment));
    const bytes = Buffer.from(marksHead + lines.join(''));
    const written = await writeWhole(this.#path, bytes, 0o600);
    if (!written.ok) return fail('marks.write', written.error.message, written.error.detail);
    this.#fileBytes = bytes.length;
    return ok();
  }

  #cannotWrite(error: unknown): Result<never> {
    const { message, detail } = diskFailure('write', this.#path, error);
    return fail('marks.write', message, detail);
  }
}

const tooLarge = {
  entries: new Map<number, string>(),
  bytes: 0,
  broken: `it has more than ${maxMarksFileBytes} bytes`,
  newer: false,
};

function put(entries: Map<number, string>, seq: number, comment: string | null): void {
  if (comment === null) entries.delete(seq);
  else entries.set(seq, comment);
}

function bytesOf(seq: number, comment: string | null): number {
  return comment === null ? 0 : Buffer.byteLength(markLine(seq, comment));
}
