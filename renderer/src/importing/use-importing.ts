import { onScopeDispose } from 'vue';
import type { ImportReport } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useImportStore } from '../stores/importing.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { saveFile, useToasts } from '../ui/index.js';
import { summaryText } from './import-text.js';
import { phrase, t, told } from '../language/index.js';

/** Looking around in what came takes longer than reading a toast. */
const undoMs = 30_000;

export interface Importing {
  readonly apply: () => Promise<void>;
}

/** The commands of moving in and out, and what is told of an import. */
export function useImporting(): Importing {
  const store = useImportStore();
  const workspace = useWorkspaceStore();
  const toasts = useToasts();

  async function apply(): Promise<void> {
    const answer = await store.apply();
    if (!answer.ok) return;
    const { connections, messages, environments, variables, secrets, sessions, descriptions, folders } =
      answer.value;
    const counts = {
      connections: connections.length,
      messages,
      environments: environments.length,
      variables,
      sessions: sessions.length,
      descriptions,
      folders,
    };
    const kept = (): string =>
      secrets === 0
        ? ''
        : t(
            '{count, plural, one {One value is a secret of this machine.} other {# values are secrets of this machine.}}',
            { count: secrets },
          );
    toasts.show({
      tone: 'ok',
      title: () => t('Imported'),
      text: () =>
        [t('{summary}.', { summary: summaryText(counts) }), kept()].filter((one) => one !== '').join(' '),
      timeoutMs: undoMs,
      action: { label: () => t('Undo'), run: () => void takeBack(answer.value) },
    });
  }

  async function takeBack(report: ImportReport): Promise<void> {
    const answer = await store.undo(report);
    if (answer.ok) {
      const { closed } = answer.value;
      const tabs = (): string =>
        t(
          '{closed, plural, one {A tab that showed one of its sessions was closed.} other {# tabs that showed its sessions were closed.}}',
          { closed },
        );
      toasts.show({ title: () => t('The import was taken back'), ...(closed === 0 ? {} : { text: tabs }) });
    } else
      toasts.show({
        tone: 'err',
        title: () => t('Not all of the import was taken back'),
        text: () => told(answer.error.message),
      });
  }

  async function save(): Promise<void> {
    const answer = await store.exportWorkspace(null);
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('The workspace was not exported'),
        text: () => told(answer.error.message),
      });
      return;
    }
    saveFile(answer.value.name, answer.value.blob);
    toasts.show({
      title: () => t('Exported the workspace'),
      text: () => t('{file}, without the values of secrets', { file: answer.value.name }),
    });
  }

  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'workspace.import',
        title: phrase(
          'Import from another tool: Postman, Insomnia, Bruno, Packet Sender, command lines, captures…',
        ),
        group: 'Workspace',
        run: () => store.show(),
      },
      {
        id: 'workspace.export-file',
        title: phrase('Export the workspace as one file'),
        group: 'Workspace',
        enabled: () => workspace.info !== null,
        run: () => void save(),
      },
    ]),
  );
  return { apply };
}
