import { join } from 'node:path';
import type { Failure } from '../../contract/index.js';
import { stateDirectoriesOf } from '../state-directory.js';
import { readEnvironments } from '../workspace/environments.js';
import type { SecretKeys } from '../workspace/secret-file.js';
import { SecretStore } from '../workspace/secrets.js';
import type { Workspace } from '../workspace/index.js';
import type { VariableStore } from './scope.js';

/** The variables of a workspace that is open, as they are at each moment. */
export function storeOf(workspace: Workspace): VariableStore {
  return {
    get workspace() {
      return workspace.environments.contents.variables.variables;
    },
    get environments() {
      return workspace.environments.contents.environments;
    },
    connection: (id) => workspace.connection(id)?.variables ?? [],
    layouts: (id) => workspace.connection(id)?.layouts ?? [],
    secret: (scope, name) => {
      const value = workspace.secret(scope, name);
      return value.ok ? value.value : null;
    },
  };
}

/**
 * The variables of a workspace without opening it: nothing is locked, made or written there. `problems` are
 * the files that could not be read.
 */
export async function readVariables(
  directory: string,
  secrets: SecretKeys = {},
): Promise<{
  readonly store: VariableStore;
  readonly problems: readonly Failure[];
  /** Every value of a secret that opens: what must not be told to anybody. */
  readonly values: readonly string[];
}> {
  const contents = await readEnvironments(directory);
  const stores = await Promise.all(
    stateDirectoriesOf(directory).map((place) => SecretStore.open(join(place, 'secrets.json'), secrets)),
  );
  const problems = contents.problems.map(({ file, line, message }) => ({
    code: 'workspace.broken',
    message: `${file}${line === null ? '' : ` line ${line}`}: ${message}`,
  }));
  const locked = stores.flatMap((one) =>
    one.locked === null ? [] : [{ code: 'secret.locked', message: one.locked }],
  );
  return {
    store: {
      workspace: contents.variables.variables,
      environments: contents.environments,
      connection: () => [],
      layouts: () => [],
      secret: (scope, name) => {
        for (const one of stores) {
          const value = one.variable(scope, name);
          if (value !== null) return value;
        }
        return null;
      },
    },
    problems: [...problems, ...locked],
    values: stores.flatMap(({ values }) => values),
  };
}
