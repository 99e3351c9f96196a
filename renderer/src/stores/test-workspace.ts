import { fail, ok } from '../../../contract/index.js';
import type { SavedConnection, StoredConnection, WorkspaceInfo } from '../../../contract/index.js';
import { openTestHost, testSession } from './test-host.js';
import type { TestAnswers, TestHost } from './test-host.js';
import { KeptSettings } from './test-settings.js';

/** An empty workspace, but for what is told. */
export function testWorkspace(part: Partial<WorkspaceInfo> = {}): WorkspaceInfo {
  return {
    id: 'w',
    name: 'w',
    directory: '/w',
    readOnly: null,
    description: '',
    folders: [],
    folderDocs: [],
    connections: [],
    environments: [],
    variables: { variables: [], revision: null },
    secrets: [],
    vault: { kind: 'file', locked: null },
    problems: [],
    ...part,
  };
}

/** A workspace in memory that keeps connections and folders as the host does, and refuses what is made from an older file. */
export class KeptWorkspace {
  /** By id, each at revision `r1` until it is saved. */
  readonly stored = new Map<string, StoredConnection>();
  folders: readonly string[] = [];
  /** The window that was left. */
  state: unknown = null;
  #revisions = 1;

  constructor(connections: readonly SavedConnection[] = []) {
    for (const connection of connections) this.stored.set(connection.id, { connection, revision: 'r1' });
  }

  /** For `openTestHost`. */
  readonly answers = {
    'workspace.read': () =>
      ok(testWorkspace({ folders: this.folders, connections: [...this.stored.values()] })),
    'workspace.save': ({ connection, base }: { connection: SavedConnection; base: string | null }) => {
      const now = this.stored.get(connection.id)?.revision ?? null;
      if (base !== '*' && base !== now) return fail('workspace.conflict', 'changed meanwhile');
      return ok(this.#keep(connection));
    },
    'workspace.remove': ({ id }: { id: string }) => ok(void this.stored.delete(id)),
    'workspace.relocate': ({ from, to, folders }: { from: string; to: string; folders: string[] }) => {
      for (const { connection } of [...this.stored.values()]) {
        const inside = connection.folder === from || connection.folder.startsWith(`${from}/`);
        const folder = inside ? to + connection.folder.slice(from.length) : connection.folder;
        this.#keep({ ...connection, folder });
      }
      return ok(void (this.folders = folders));
    },
    'workspace.folders': ({ folders }: { folders: string[] }) => ok(void (this.folders = folders)),
    'state.read': () => ok(this.state),
  } satisfies TestAnswers;

  /** The file of a connection by now. */
  file(id: string): StoredConnection {
    const found = this.stored.get(id);
    if (found === undefined) throw new Error(`no connection ${id}`);
    return found;
  }

  #keep(connection: SavedConnection): StoredConnection {
    const next = { connection, revision: `r${++this.#revisions}` };
    this.stored.set(connection.id, next);
    return next;
  }
}

/** A window on a host whose workspace has these connections and whose sessions start; `ownWindow` as the desktop has one. */
export function openTestWindow(
  connections: readonly SavedConnection[] = [],
  ownWindow = false,
): { readonly host: TestHost; readonly workspace: KeptWorkspace } {
  const workspace = new KeptWorkspace(connections);
  const host = openTestHost({
    ...workspace.answers,
    ...new KeptSettings().answers,
    'host.info': () =>
      ok({
        contract: 1,
        version: '0',
        capabilities: { ownWindow, namedPipes: false, nativeDialogs: false, openLinks: false },
        runtime: '',
        interfaces: [],
      }),
    'session.list': () => ok([]),
    'session.start': ({ config }: { config: SavedConnection['config'] }) =>
      ok(testSession({ state: 'connecting', config })),
    'session.watch': () => ok(),
    'session.stop': () => ok(),
  });
  return { host, workspace };
}
