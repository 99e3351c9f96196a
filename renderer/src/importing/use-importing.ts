import { onScopeDispose } from 'vue';
import type { ImportReport } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useImportStore } from '../stores/importing.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { saveFile, useToasts } from '../ui/index.js';
import { summaryText } from './import-text.js';
import { phrase } from '../language/index.js';

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
    const kept =
      secrets === 0
        ? ''
        : ` ${secrets === 1 ? 'One value is a secret' : `${secrets} values are secrets`} of this machine.`;
    toasts.show({
      tone: 'ok',
      title: 'Imported',
      text: `${summaryText(counts)}.${kept}`,
      timeoutMs: undoMs,
      action: { label: 'Undo', run: () => void takeBack(answer.value) },
    });
  }

  async function takeBack(report: ImportReport): Promise<void> {
    const answer = await store.undo(report);
    if (answer.ok) {
      const { closed } = answer.value;
      const tabs =
        closed === 1
          ? 'A tab that showed one of its sessions was closed.'
          : `${closed} tabs that showed its sessions were closed.`;
      toasts.show({ title: 'The import was taken back', ...(closed === 0 ? {} : { text: tabs }) });
    } else
      toasts.show({ tone: 'err', title: 'Not all of the import was taken back', text: answer.error.message });
  }

  async function save(): Promise<void> {
    const answer = await store.exportWorkspace(null);
    if (!answer.ok) {
      toasts.show({ tone: 'err', title: 'The workspace was not exported', text: answer.error.message });
      return;
    }
    saveFile(answer.value.name, answer.value.blob);
    toasts.show({
      title: 'Exported the workspace',
      text: `${answer.value.name}, without the values of secrets`,
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
