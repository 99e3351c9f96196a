import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { ok } from '../../../contract/index.js';
import type { Failure, Result } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** Whose description: of the workspace, of a folder, of a connection. */
export type DocsSubject =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'connection'; readonly id: string };

/** Descriptions in Markdown: what is open, what it says, and how it is written. */
export const useDocsStore = defineStore('docs', () => {
  const host = useHostStore();
  const workspace = useWorkspaceStore();
  const subject = shallowRef<DocsSubject | null>(null);

  function textOf(of: DocsSubject): string {
    const { info } = workspace;
    if (of.kind === 'workspace') return info?.description ?? '';
    if (of.kind === 'folder') {
      return info?.folderDocs.find(({ path }) => path === of.path)?.description ?? '';
    }
    return workspace.byId.get(of.id)?.connection.description ?? '';
  }

  function titleOf(of: DocsSubject): string {
    if (of.kind === 'workspace') return workspace.info?.name ?? t('Workspace');
    return of.kind === 'folder' ? of.path : (workspace.byId.get(of.id)?.connection.name ?? '');
  }

  const stored = computed(() => (subject.value === null ? '' : textOf(subject.value)));
  const title = computed(() => (subject.value === null ? '' : titleOf(subject.value)));
  /** It was removed while it was open. */
  const gone = computed(() => subject.value?.kind === 'connection' && !workspace.byId.has(subject.value.id));

  /** `base` is the text it was edited from; null overwrites whatever is there. */
  async function save(of: DocsSubject, text: string, base: string | null): Promise<Result<void>> {
    if (of.kind === 'connection') return saveConnection(of.id, text, base);
    const folder = of.kind === 'folder' ? of.path : null;
    const answer = await host.call('workspace.describe', { folder, description: text, base });
    await workspace.load();
    return answer;
  }

  async function saveConnection(id: string, text: string, base: string | null): Promise<Result<void>> {
    const known = workspace.byId.get(id);
    if (known === undefined) return { ok: false, error: missing() };
    // The description alone was edited: what else changed in the file meanwhile is kept.
    if (base !== null && (known.connection.description ?? '') !== base)
      return { ok: false, error: changed() };
    const { description: _before, ...rest } = known.connection;
    const next = text === '' ? rest : { ...rest, description: text };
    const answer = await workspace.save(next, base === null ? '*' : known.revision);
    return answer.ok ? ok() : answer;
  }

  return { subject, stored, title, gone, textOf, titleOf, save };
});

const missing = (): Failure => ({
  code: 'workspace.unknown',
  message: t('The connection was removed meanwhile: copy the text, or undo that first.'),
});
const changed = (): Failure => ({
  code: 'workspace.conflict',
  message: t('The description was changed since you opened it. Overwrite it, or take that version.'),
});
