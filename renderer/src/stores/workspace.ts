import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type {
  Failure,
  Result,
  SavedConnection,
  StoredConnection,
  TakenOut,
  WorkspaceInfo,
  WorkspaceSelection,
} from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { t } from '../language/index.js';
import { Turns } from '../../../contract/turns.js';

type ChangeListener = (before: StoredConnection, after: StoredConnection, ours: boolean) => void;

/** The saved connections, as the workspace's files hold them. */
export const useWorkspaceStore = defineStore('workspace', () => {
  const host = useHostStore();
  const info = shallowRef<WorkspaceInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const byId = computed(
    () => new Map((info.value?.connections ?? []).map((stored) => [stored.connection.id, stored])),
  );

  /** What was taken away, as it was last: a branch that is checked out and left again brings it back. */
  const gone = new Map<string, StoredConnection>();
  const changeListeners = new Set<ChangeListener>();

  async function load(): Promise<void> {
    const answer = await host.call('workspace.read', {});
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    // A host that came back may have another workspace open: what this page knows is not of it.
    if (info.value !== null && info.value.directory !== answer.value.directory) {
      location.reload();
      return;
    }
    const before = byId.value;
    info.value = answer.value;
    for (const stored of answer.value.connections) {
      const { id } = stored.connection;
      tell(before.get(id) ?? gone.get(id), stored, false);
      gone.delete(id);
    }
    for (const [id, stored] of before) if (!byId.value.has(id)) gone.set(id, stored);
  }

  /** Told whenever a connection's file is another one than before; `ours` where this page wrote it. */
  function onChange(listener: ChangeListener): () => void {
    changeListeners.add(listener);
    return () => void changeListeners.delete(listener);
  }

  function tell(before: StoredConnection | undefined, after: StoredConnection, ours: boolean): void {
    if (before === undefined || before.revision === after.revision) return;
    for (const listener of changeListeners) listener(before, after, ours);
  }

  function follow(): () => void {
    const off = host.on('workspace.changed', () => void load());
    const offReturn = host.onReturn(() => void load());
    return () => {
      off();
      offReturn();
    };
  }

  function replace(stored: StoredConnection): void {
    if (info.value === null) return;
    const others = info.value.connections.filter((one) => one.connection.id !== stored.connection.id);
    info.value = { ...info.value, connections: [...others, stored] };
  }

  /** Changes of connections wait for each other: the next is made from what the one before it left. */
  const turns = new Turns();

  /**
   * Writes one connection. `base` is the revision it was edited from; without it the revision last read is used, and
   * `*` overwrites whatever is there. A function is asked when its turn comes.
   */
  function save(
    connection:
      SavedConnection | (() => { readonly connection: SavedConnection; readonly base: string | undefined }),
    base?: string,
  ): Promise<Result<StoredConnection>> {
    return turns.take(() => {
      const now = typeof connection === 'function' ? connection() : { connection, base };
      return write(now.connection, now.base);
    });
  }

  /** Changes a connection as it is when its turn comes. `workspace.unknown` where it is gone by then. */
  function change(
    id: string,
    edit: (connection: SavedConnection) => SavedConnection,
  ): Promise<Result<StoredConnection>> {
    return turns.take(async () => {
      const of = byId.value.get(id);
      if (of === undefined)
        return fail('workspace.unknown', t('The connection is not in the workspace any more.'));
      return write(edit(of.connection), of.revision);
    });
  }

  async function write(connection: SavedConnection, base?: string): Promise<Result<StoredConnection>> {
    const before = byId.value.get(connection.id);
    const answer = await host.call('workspace.save', { connection, base: base ?? before?.revision ?? null });
    if (answer.ok) {
      replace(answer.value);
      tell(before, answer.value, true);
    }
    return answer;
  }

  /** Removes a connection; `restore` takes it back. */
  async function remove(id: string): Promise<Result<void>> {
    const answer = await turns.take(() => host.call('workspace.remove', { id }));
    if (answer.ok && info.value !== null) {
      info.value = {
        ...info.value,
        connections: info.value.connections.filter((one) => one.connection.id !== id),
      };
    }
    return answer;
  }

  async function restore(id: string): Promise<Result<StoredConnection>> {
    const answer = await host.call('workspace.restore', { id });
    if (answer.ok) replace(answer.value);
    return answer;
  }

  /** Takes many things out as one; `undo` puts them back. */
  async function takeOut(
    selection: Partial<WorkspaceSelection>,
  ): Promise<Result<{ readonly taken: TakenOut; readonly undo: () => Promise<Result<void>> }>> {
    const whole = { connections: [], folders: [], environments: [], variables: [], ...selection };
    const answer = await turns.take(() => host.call('workspace.take-out', whole));
    await load();
    if (!answer.ok) return answer;
    const undo = async (): Promise<Result<void>> => {
      const back = await host.call('workspace.put-back', answer.value);
      await load();
      return back;
    };
    return ok({ taken: answer.value, undo });
  }

  /** Moves a folder with all that is in it; `folders` is the order of all of them then. */
  async function relocate(from: string, to: string, folders: readonly string[]): Promise<Result<void>> {
    const answer = await host.call('workspace.relocate', {
      from,
      to,
      folders: [...folders],
      base: [...(info.value?.folders ?? [])],
    });
    await load();
    return answer;
  }

  /** Opens secrets that are encrypted. Passphrases of connections come with it, which no revision tells of. */
  async function unlock(passphrase: string): Promise<Result<void>> {
    const answer = await host.call('secret.unlock', { passphrase });
    if (!answer.ok) return answer;
    const before = byId.value;
    await load();
    for (const after of info.value?.connections ?? []) {
      const known = before.get(after.connection.id);
      if (known?.revision !== after.revision) continue;
      for (const listener of changeListeners) listener(known, after, false);
    }
    return ok();
  }

  /** Encrypts secrets by a passphrase from now on; null leaves it to the host. */
  async function protectSecrets(passphrase: string | null): Promise<Result<void>> {
    const answer = await host.call('secret.protect', { passphrase });
    await load();
    return answer;
  }

  /** Begins without secrets that are locked; answers where their file is kept. */
  async function setSecretsAside(): Promise<Result<{ readonly file: string | null }>> {
    const answer = await host.call('secret.set-aside', {});
    await load();
    return answer;
  }

  async function rename(name: string): Promise<Result<void>> {
    const answer = await host.call('workspace.rename', { name });
    if (answer.ok && info.value !== null) info.value = { ...info.value, name };
    return answer;
  }

  async function setFolders(folders: readonly string[]): Promise<Result<void>> {
    if (info.value === null) return fail('workspace.unknown', t('The workspace has not been read yet.'));
    const base = [...info.value.folders];
    const answer = await host.call('workspace.folders', { folders: [...folders], base });
    // Somebody else may have changed them meanwhile: what there is now is the host's to say.
    if (answer.ok) await load();
    return answer.ok ? ok() : answer;
  }

  /** The sort key that puts a connection last in a folder. */
  function lastOrder(folder: string): number {
    const orders = (info.value?.connections ?? [])
      .filter((one) => one.connection.folder === folder)
      .map((one) => one.connection.order);
    return orders.length === 0 ? 1 : Math.max(...orders) + 1;
  }

  return {
    info,
    failure,
    byId,
    load,
    follow,
    onChange,
    save,
    change,
    remove,
    restore,
    takeOut,
    relocate,
    rename,
    unlock,
    protectSecrets,
    setSecretsAside,
    setFolders,
    lastOrder,
  };
});
