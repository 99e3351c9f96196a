import { ok } from '../../contract/index.js';
import type { workspaceRequests } from '../../contract/workspace-requests.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** The state of windows is a matter of `windows.ts`. */
type Names = Exclude<keyof typeof workspaceRequests, 'state.read' | 'state.write'>;

/** The open workspace: connections, folders, environments, secrets. */
export function workspaceHandlers({ engine: { workspace } }: Pick<House, 'engine'>): Handling<Names> {
  return {
    'workspace.read': () => ok(workspace.info),
    'workspace.save': ({ connection, base }) => workspace.save(connection, base),
    'workspace.remove': ({ id }) => workspace.remove(id),
    'workspace.restore': ({ id }) => workspace.restore(id),
    'workspace.folders': ({ folders, base }) => workspace.setFolders(folders, base),
    'workspace.relocate': ({ from, to, folders, base }) => workspace.relocate(from, to, { folders, base }),
    'workspace.describe': ({ folder, description, base }) =>
      workspace.describe([{ folder, before: base, after: description }]),
    'workspace.rename': ({ name }) => workspace.rename(name),
    'workspace.add': (batch) => workspace.addAll(batch),
    'workspace.take-out': (selection) => workspace.takeOut(selection),
    'workspace.put-back': (taken) => workspace.putBack(taken),

    'environment.save': ({ environment, base }) => workspace.environments.save(environment, base),
    'environment.remove': ({ id }) => workspace.environments.remove(id),
    'environment.restore': ({ id }) => workspace.environments.restore(id),
    'variables.save': ({ variables, base }) => workspace.environments.saveVariables(variables, base),

    'secret.read': ({ scope, name }) => {
      const value = workspace.secret(scope, name);
      return value.ok ? ok({ value: value.value }) : value;
    },
    'secret.write': ({ scope, name, value }) => workspace.setSecret(scope, name, value),
    'secret.unlock': ({ passphrase }) => workspace.unlock(passphrase),
    'secret.protect': ({ passphrase }) => workspace.protectSecrets(passphrase),
    'secret.set-aside': async () => {
      const aside = await workspace.setSecretsAside();
      return aside.ok ? ok({ file: aside.value }) : aside;
    },
  };
}
