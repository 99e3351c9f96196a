import { fail, ok } from '../contract/index.js';
import type { ImportProgress, Input, Output, Result } from '../contract/index.js';
import { Import, undoImport, workspaceFile } from '../engine/index.js';
import type { Engine, ImportChanges, Workspace } from '../engine/index.js';

/** Imports that can be taken back; the oldest is forgotten for another one. */
const mostUndoable = 20;
/** An answer is one message of at most 32 MiB; a workspace has its room in it. */
const mostExportBytes = 30 * 1024 * 1024;

/** What imports changed, by number, whichever page asked for them: an Undo outlives a reload. */
export class ImportHistory {
  readonly #changes = new Map<number, ImportChanges>();
  #next = 1;

  keep(changes: ImportChanges): number {
    const number = this.#next++;
    this.#changes.set(number, changes);
    const [oldest] = this.#changes.keys();
    if (this.#changes.size > mostUndoable && oldest !== undefined) this.#changes.delete(oldest);
    return number;
  }

  async undo(
    number: number,
    { workspace, shelf }: Pick<Engine, 'workspace' | 'shelf'>,
  ): Promise<Result<void>> {
    const changes = this.#changes.get(number);
    if (changes === undefined)
      return fail('import.unknown', 'This import was taken back already, or is too old to be.');
    // One that is open in a tab stays, and so does everything else: it can be asked again.
    const { failed } = await shelf.remove(changes.sessions);
    const [refused] = failed;
    if (refused !== undefined) {
      await shelf.restore(changes.sessions.filter((id) => !failed.some(({ session }) => session === id)));
      return { ok: false, error: refused.error };
    }
    this.#changes.delete(number);
    return undoImport(changes, workspace);
  }
}

/** The import of one page, from the first byte to what came of it. */
export class PageImport {
  #open: { readonly handle: number; readonly running: Import } | null = null;
  #next = 1;

  constructor(
    private readonly engine: Pick<Engine, 'workspace' | 'shelf' | 'version' | 'info'>,
    private readonly history: ImportHistory,
    /** Program of the thread that reads. */
    private readonly program: URL | null,
    private readonly tell: (progress: ImportProgress) => void,
  ) {}

  async begin({ files }: Input<'import.begin'>): Promise<Result<Output<'import.begin'>>> {
    this.close();
    const handle = this.#next++;
    const begun = await Import.begin(files, {
      stateDirectory: this.engine.info.stateDirectory,
      version: this.engine.version,
      program: this.program,
      told: (file, done, total) => {
        if (this.#open?.handle === handle) this.tell({ import: handle, file, done, total });
      },
    });
    if (!begun.ok) return begun;
    // Another one began while the disk made room for this one.
    this.close();
    this.#open = { handle, running: begun.value };
    return ok({ import: handle });
  }

  async take({ import: handle, file, data }: Input<'import.chunk'>): Promise<Result<void>> {
    const found = this.#find(handle);
    return found.ok ? found.value.take(file, data) : found;
  }

  async preview({
    import: handle,
    target,
  }: Input<'import.preview'>): Promise<Result<Output<'import.preview'>>> {
    const found = this.#find(handle);
    return found.ok ? found.value.preview(this.engine.workspace, target) : found;
  }

  async apply({
    import: handle,
    target,
    without,
  }: Input<'import.apply'>): Promise<Result<Output<'import.apply'>>> {
    const found = this.#find(handle);
    if (!found.ok) return found;
    const applied = await found.value.apply(this.engine.workspace, target, without);
    if (!applied.ok) return applied;
    await this.engine.shelf.added(applied.value.report.sessions);
    this.end(handle);
    return ok({ ...applied.value.report, undo: this.history.keep(applied.value.changes) });
  }

  end(handle: number): void {
    if (this.#open?.handle === handle) this.close();
  }

  /** Gives up whatever is open. */
  close(): void {
    const open = this.#open;
    this.#open = null;
    // Nobody waits for the disk to forget it.
    void open?.running.close();
  }

  #find(handle: number): Result<Import> {
    return this.#open?.handle === handle
      ? ok(this.#open.running)
      : fail('import.unknown', 'This import is over: choose the files again.');
  }
}

/** The workspace, or some of its connections, as one file. */
export function exportWorkspace(
  workspace: Workspace,
  connections: readonly string[] | null,
): Result<Output<'workspace.export'>> {
  const { info } = workspace;
  const data = workspaceFile(info, connections);
  if (data.length > mostExportBytes) {
    const message = `The file would have ${data.length} bytes; ${mostExportBytes} is the most. Export folders one by one.`;
    return fail('workspace.export', message);
  }
  const stem =
    info.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'workspace';
  return ok({ name: `${stem}.wirebench`, data });
}
