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
import type { SessionsPlace } from './capture/write.js';
import type { Imported } from './model.js';
import { importPath } from './path.js';
import { planImport } from './plan.js';
import { readImport } from './read.js';

/** One import: files as they arrive, what was read of them, and what it would do. Nothing is written before `apply`. */
export class Import {
  readonly #files: { readonly path: string; readonly bytes: Uint8Array; filled: number }[];
  #read: Promise<Result<Imported>> | null = null;

  private constructor(files: readonly ImportFile[]) {
    this.#files = files.map(({ path, size }) => ({ path, bytes: new Uint8Array(size), filled: 0 }));
  }

  /** Makes room for files. Fails with `import.too-large` or `import.path`. */
  static begin(files: readonly ImportFile[]): Result<Import> {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (total > importLimits.bytes) {
      const [largest] = [...files].sort((a, b) => b.size - a.size);
      return fail(
        'import.too-large',
        `${files.length === 1 ? (largest?.path ?? 'It') : `These ${files.length} files together`} have ${total} bytes; an import takes ${importLimits.bytes} (${importLimits.bytes >> 20} MiB).`,
        { limit: importLimits.bytes },
      );
    }
    const placed: ImportFile[] = [];
    for (const file of files) {
      const path = importPath(file.path);
      if (!path.ok) return path;
      placed.push({ path: path.value, size: file.size });
    }
    return ok(new Import(placed));
  }

  /** Takes the next bytes of a file; more than were announced are refused. */
  take(index: number, data: Uint8Array): Result<void> {
    const file = this.#files[index];
    if (file === undefined || this.#read !== null) {
      return fail('import.unknown', `This import waits for no bytes of a file ${index}.`);
    }
    if (file.filled + data.length > file.bytes.length) {
      return fail(
        'import.too-large',
        `${file.path} has more bytes than its ${file.bytes.length} that were announced.`,
      );
    }
    file.bytes.set(data, file.filled);
    file.filled += data.length;
    return ok();
  }

  async preview(workspace: Workspace, target: ImportTarget): Promise<Result<ImportPreview>> {
    const read = await this.#imported();
    return read.ok ? ok(planImport(read.value, workspace.info, target).preview) : read;
  }

  async apply(
    workspace: Workspace,
    target: ImportTarget,
    without: readonly string[],
    place: SessionsPlace,
  ): Promise<Result<{ readonly report: Omit<ImportReport, 'undo'>; readonly changes: ImportChanges }>> {
    const read = await this.#imported();
    return read.ok ? applyImport(read.value, workspace, target, new Set(without), place) : read;
  }

  #imported(): Promise<Result<Imported>> {
    return (this.#read ??= this.#readAll());
  }

  async #readAll(): Promise<Result<Imported>> {
    const short = this.#files.find((file) => file.filled < file.bytes.length);
    if (short !== undefined) {
      return fail(
        'import.unreadable',
        `${short.path} arrived with ${short.filled} of its ${short.bytes.length} bytes.`,
      );
    }
    const read = await readImport(this.#files);
    // Their bytes are not needed any more.
    this.#files.length = 0;
    return read;
  }
}

export { undoImport };
