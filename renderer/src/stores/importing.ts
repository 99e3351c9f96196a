import { defineStore } from 'pinia';
import { computed, nextTick, shallowRef } from 'vue';
import { fail, importLimits, ok } from '../../../contract/index.js';
import type { Failure, ImportPreview, ImportReport, ImportTarget, Result } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** Bytes that are read piece by piece: a `Blob`, or a file that is with the host. */
export interface ImportBytes {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file to import, with its folders in the path. */
export interface ImportInput {
  readonly path: string;
  readonly file: ImportBytes;
}

export type ImportStage = 'choose' | 'reading' | 'preview' | 'writing';

/** One import of this page: what was chosen, what the host read of it, and what shall come where. */
export const useImportStore = defineStore('importing', () => {
  const host = useHostStore();
  const workspace = useWorkspaceStore();
  const tabs = useTabsStore();

  const open = shallowRef(false);
  const stage = shallowRef<ImportStage>('choose');
  const failure = shallowRef<Failure | null>(null);
  /** Share of the bytes that the host has, then of those it has read; null where it is not known. */
  const progress = shallowRef<number | null>(null);
  /** The file that the host reads; null while it still gets them. */
  const readingFile = shallowRef<string | null>(null);
  const preview = shallowRef<ImportPreview | null>(null);
  const target = shallowRef<ImportTarget>({ folder: '', environments: {}, clashes: 'keep' });
  /** Items that are left out, without those inside them. */
  const without = shallowRef<ReadonlySet<string>>(new Set());
  let handle: number | null = null;
  /** Counts imports: what answers to an older one is not shown. */
  let turn = 0;

  // As long as the page: a store is never left.
  host.on('import.changed', (news) => {
    if (news.import !== handle || stage.value !== 'reading') return;
    readingFile.value = news.file;
    progress.value = news.done / Math.max(1, news.total);
  });

  const counts = computed(() => {
    const items = preview.value?.items ?? [];
    const parents = new Map(items.map((item) => [item.id, item.parent]));
    const comes = (id: string): boolean => {
      const parent = parents.get(id) ?? null;
      return !without.value.has(id) && (parent === null || !without.value.has(parent));
    };
    const count = (kind: string): number =>
      items.filter((item) => item.kind === kind && comes(item.id)).length;
    return {
      connections: count('connection'),
      messages: count('message'),
      environments: count('environment'),
      variables: count('variable'),
      sessions: count('session'),
      descriptions: count('description'),
      folders: count('folder'),
    };
  });

  function reset(): void {
    if (handle !== null) void host.call('import.end', { import: handle });
    handle = null;
    turn++;
    stage.value = 'choose';
    readingFile.value = null;
    failure.value = null;
    preview.value = null;
    without.value = new Set();
    target.value = { folder: '', environments: {}, clashes: 'keep' };
  }

  function show(): void {
    reset();
    open.value = true;
  }

  function close(): void {
    open.value = false;
    reset();
  }

  /** Uploads files to the host and shows what it read; the dialog opens with it. */
  async function take(inputs: readonly ImportInput[]): Promise<void> {
    reset();
    open.value = true;
    const mine = turn;
    const current = (): boolean => mine === turn;
    stage.value = 'reading';
    progress.value = 0;
    const read = await upload(inputs, current);
    if (!current()) return;
    const answer = read.ok
      ? await host.call('import.preview', { import: read.value, target: target.value })
      : read;
    if (!current()) return;
    if (answer.ok) {
      preview.value = answer.value;
      stage.value = 'preview';
    } else refuse(answer.error);
  }

  /** As a file that somebody typed. */
  function takeText(text: string): Promise<void> {
    return take([{ path: t('pasted text'), file: new Blob([text]) }]);
  }

  function refuse(error: Failure): void {
    failure.value = error;
    stage.value = 'choose';
  }

  async function upload(inputs: readonly ImportInput[], current: () => boolean): Promise<Result<number>> {
    if (inputs.length === 0) return fail('import.unrecognised', t('There is no file in what was dropped.'));
    const workspace = workspaceIn(inputs);
    if (workspace !== null) {
      return fail(
        'import.workspace',
        host.info?.capabilities.droppedFolders === true
          ? t(
              '{workspace} is a workspace, which is opened and not imported: Workspace, then Open a workspace. Nothing was read.',
              { workspace },
            )
          : t(
              '{workspace} is a workspace, which is opened and not imported. A browser hands over copies of files and never where a folder is: choose Workspace, then Open a workspace, and write its path. Nothing was read.',
              { workspace },
            ),
      );
    }
    if (inputs.length > importLimits.files) {
      return fail(
        'import.too-large',
        t('There are {count} files; an import takes {most}.', {
          count: String(inputs.length),
          most: String(importLimits.files),
        }),
      );
    }
    const files = inputs.map(({ path, file }) => ({ path: path.slice(0, 4_096), size: file.size }));
    const begun = await host.call('import.begin', { files });
    if (!begun.ok) return begun;
    handle = begun.value.import;
    const total = Math.max(
      1,
      files.reduce((sum, one) => sum + one.size, 0),
    );
    let sent = 0;
    for (const [index, { path, file }] of inputs.entries()) {
      for (let at = 0; at < file.size; at += importLimits.chunkBytes) {
        let data: Uint8Array<ArrayBuffer>;
        try {
          data = new Uint8Array(await file.slice(at, at + importLimits.chunkBytes).arrayBuffer());
        } catch {
          return fail(
            'import.unreadable',
            t('{name} can no longer be read. Choose it again.', { name: path }),
          );
        }
        if (!current()) return fail('import.unknown', t('This import is over.'));
        const taken = await host.call('import.chunk', { import: begun.value.import, file: index, data });
        if (!taken.ok) return taken;
        sent += data.length;
        progress.value = sent / total;
      }
    }
    progress.value = null;
    return ok(begun.value.import);
  }

  /** Another place for what comes: the host tells anew what clashes there. */
  async function retarget(next: Partial<ImportTarget>): Promise<void> {
    if (handle === null) return;
    target.value = { ...target.value, ...next };
    const mine = turn;
    const answer = await host.call('import.preview', { import: handle, target: target.value });
    if (mine !== turn) return;
    if (answer.ok) preview.value = answer.value;
    else refuse(answer.error);
  }

  function leaveOut(ids: readonly string[], out: boolean): void {
    const next = new Set(without.value);
    for (const id of ids) {
      if (out) next.add(id);
      else next.delete(id);
    }
    without.value = next;
  }

  /** Writes it. The dialog closes; the report is for whoever tells of it. */
  async function apply(): Promise<Result<ImportReport>> {
    if (handle === null) return fail('import.unknown', t('This import is over: choose the files again.'));
    stage.value = 'writing';
    failure.value = null;
    const input = { import: handle, target: target.value, without: [...without.value] };
    const answer = await host.call('import.apply', input);
    if (answer.ok) {
      handle = null;
      close();
      await workspace.load();
    } else {
      failure.value = answer.error;
      stage.value = 'preview';
    }
    return answer;
  }

  /** Takes an import back. Sessions of it that are open in tabs of this page are closed for it, and counted. */
  async function undo({
    undo: number,
    sessions,
  }: ImportReport): Promise<Result<{ readonly closed: number }>> {
    const ours = new Set(sessions);
    const shown = tabs.tabs.filter((tab) => tab.session !== null && ours.has(tab.session));
    for (const tab of shown) tabs.close(tab.id);
    // What showed them tells the host that it lets go of them before the host is asked to remove them.
    if (shown.length > 0) await nextTick();
    const answer = await host.call('import.undo', { undo: number });
    if (!answer.ok) for (let left = shown.length; left > 0; left--) tabs.reopen();
    await workspace.load();
    return answer.ok ? ok({ closed: shown.length }) : answer;
  }

  /** The workspace, or these connections, as one file. */
  async function exportWorkspace(
    connections: readonly string[] | null,
  ): Promise<Result<{ readonly name: string; readonly blob: Blob }>> {
    const wanted = connections === null ? null : [...connections];
    const answer = await host.call('workspace.export', { connections: wanted });
    if (!answer.ok) return answer;
    // The message's buffer is never shared memory, so the bytes can be a part of a Blob.
    const data = answer.value.data as Uint8Array<ArrayBuffer>;
    return ok({ name: answer.value.name, blob: new Blob([data], { type: 'application/json' }) });
  }

  return {
    open,
    stage,
    failure,
    progress,
    readingFile,
    preview,
    target,
    without,
    counts,
    show,
    close,
    take,
    takeText,
    retarget,
    leaveOut,
    apply,
    undo,
    exportWorkspace,
  };
});

/** The folder that was dropped, where it is a workspace of ours: its manifest beside the folder of its connections. */
function workspaceIn(inputs: readonly ImportInput[]): string | null {
  const manifest = inputs.find(({ path }) => /^[^/]+\/workspace\.json$/.test(path));
  const folder = manifest?.path.slice(0, manifest.path.indexOf('/'));
  if (folder === undefined) return null;
  return inputs.some(({ path }) => path.startsWith(`${folder}/connections/`)) ? folder : null;
}
