import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ImportFile,
  type ImportPreview,
  type ImportReport,
  type ImportTarget,
  type Result,
  fail,
  importLimits,
  ok,
} from '../../../contract/index.js';
import type { Workspace } from '../../workspace/index.js';
import { type ImportChanges, applyImport, undoImport } from './apply.js';
import { headBytes } from './given-file.js';
import type { Imported } from './model.js';
import { importPath } from './path.js';
import { planImport } from './plan.js';
import { captureOf, tooLong } from './read.js';
import { Spool } from './spool.js';
import { type ReadingThread, startReading } from './thread.js';

/** Where an import works, and what it needs of the host. */
export interface ImportPlace {
  /** Sessions are in it, and what an import holds until it is over. */
  readonly stateDirectory: string;
  /** Version of the app. */
  readonly version: string;
  /** Program of the thread that reads; null reads in this one. */
  readonly program: URL | null;
  /** The file that is being read, and bytes of all that were. */
  told?(file: string, done: number, total: number): void;
}

/** Bytes a thread may hold outside its heap. */
const mostThreadBytes = 1024 * 1024 * 1024;

/** One import: files as they arrive, what was read of them, and what it would do. Nothing is written before `apply`. */
export class Import {
  readonly #sizes = new Map<number, number>();
  #reading: ReadingThread | null = null;
  #closed: Promise<void> | null = null;

  private constructor(
    private readonly spool: Spool,
    private readonly place: ImportPlace,
    private readonly total: number,
  ) {}

  /** Makes room for files on the disk. Fails with `import.too-large`, `import.path` or `import.disk`. */
  static async begin(files: readonly ImportFile[], place: ImportPlace): Promise<Result<Import>> {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (total > importLimits.captureBytes) {
      const [largest] = [...files].sort((a, b) => b.size - a.size);
      return tooLong(largest ?? { path: 'It', size: total }, importLimits.captureBytes, 'all files together');
    }
    const placed: ImportFile[] = [];
    for (const file of files) {
      const path = importPath(file.path);
      if (!path.ok) return path;
      placed.push({ path: path.value, size: file.size });
    }
    const spool = await Spool.create(join(place.stateDirectory, 'imports'), placed);
    return spool.ok ? ok(new Import(spool.value, place, total)) : spool;
  }

  /** Takes the next bytes of a file; more than were announced are refused, and what is too long for its kind. */
  async take(index: number, data: Uint8Array): Promise<Result<void>> {
    const file = this.spool.files[index];
    if (file === undefined || this.#reading !== null || this.#closed !== null) {
      return fail('import.unknown', `This import waits for no bytes of a file ${index}.`);
    }
    if (this.spool.filled(index) === 0 && data.length > 0) {
      // Known by its first bytes: what is too long need not be uploaded to be told so.
      const format = captureOf(file.path, data.subarray(0, headBytes));
      if (format === undefined) this.#sizes.set(index, file.size);
      else if (file.size > importLimits[format.most])
        return tooLong(file, importLimits[format.most], format.title);
      const documents = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
      if (documents > importLimits.bytes)
        return tooLong(file, importLimits.bytes, 'all files but captures together');
    }
    return this.spool.take(index, data);
  }

  async preview(workspace: Workspace, target: ImportTarget): Promise<Result<ImportPreview>> {
    const read = await this.#imported();
    return read.ok ? ok((await planImport(read.value, workspace.info, target)).preview) : read;
  }

  async apply(
    workspace: Workspace,
    target: ImportTarget,
    without: readonly string[],
  ): Promise<Result<{ readonly report: Omit<ImportReport, 'undo'>; readonly changes: ImportChanges }>> {
    const read = await this.#imported();
    if (!read.ok) return read;
    const kept = join(this.place.stateDirectory, 'sessions');
    // Where nothing was recorded yet there is no place for sessions either.
    if (read.value.sessions.length > 0) await mkdir(kept, { recursive: true });
    const places = { staged: this.spool.sessions, kept };
    return applyImport(read.value, workspace, target, new Set(without), places);
  }

  /** Gives it up, or lets go of what an import that is over does not need any more. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#reading?.stop();
    await this.spool.close();
  }

  #imported(): Promise<Result<Imported>> {
    if (this.#closed !== null)
      return Promise.resolve(fail('import.unknown', 'This import is over: choose the files again.'));
    this.#reading ??= this.#start();
    return this.#reading.result;
  }

  #start(): ReadingThread {
    const { spool, place, total } = this;
    const short = spool.files.find((file, index) => spool.filled(index) < file.size);
    if (short !== undefined) {
      const filled = spool.filled(spool.files.indexOf(short));
      const why = `${short.path} arrived with ${filled} of its ${short.size} ${short.size === 1 ? 'byte' : 'bytes'}.`;
      return { result: Promise.resolve(fail('import.unreadable', why)), stop: () => Promise.resolve() };
    }
    return startReading(
      {
        spool: spool.path,
        files: spool.files,
        sessions: spool.sessions,
        version: place.version,
        mostBytes: mostThreadBytes,
      },
      { program: place.program, told: (file, done) => place.told?.(file, Math.min(done, total), total) },
    );
  }
}

export { undoImport };
