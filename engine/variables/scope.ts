import type { TemplateScope, TemplateVariable } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { Layout, Result, StoredEnvironment, Variable } from '../../contract/index.js';

/** Where variables are looked up: a workspace that is open, or the files of one that is not. */
export interface VariableStore {
  readonly workspace: readonly Variable[];
  readonly environments: readonly StoredEnvironment[];
  /** Of a saved connection; none of one that is unknown. */
  connection(id: string): readonly Variable[];
  /** Layouts of messages of a saved connection; none of one that is unknown. */
  layouts(connection: string): readonly Layout[];
  /** Null where this machine has no value. */
  secret(scope: string, name: string): string | null;
}

/** Which scopes hold for one connection, one message. */
export interface VariableChoice {
  /** Id of the environment; null for none. */
  readonly environment: string | null;
  /** Id of the saved connection; null for none. */
  readonly connection: string | null;
}

/**
 * What names mean: workspace, then environment, then connection, then those given to this run; the later
 * one wins. Fails with `environment.unknown`.
 */
export function scopeOf(
  store: VariableStore,
  choice: VariableChoice,
  run: Readonly<Record<string, string>> = {},
): Result<TemplateScope> {
  const scope = new Map<string, TemplateVariable>();
  const add = (where: string, variables: readonly Variable[]): void => {
    for (const { name, value, secret } of variables) {
      const one =
        secret === true
          ? { value: store.secret(where, name), secret: true }
          : { value: value ?? '', secret: false };
      scope.set(name, one);
    }
  };
  add('workspace', store.workspace);
  if (choice.environment !== null) {
    const found = store.environments.find(({ environment }) => environment.id === choice.environment);
    if (found === undefined) {
      return fail(
        'environment.unknown',
        `There is no environment "${choice.environment}" any more: choose another`,
      );
    }
    add(`environment:${choice.environment}`, found.environment.variables);
  }
  if (choice.connection !== null) {
    add(`connection:${choice.connection}`, store.connection(choice.connection));
  }
  for (const [name, value] of Object.entries(run)) scope.set(name, { value, secret: false });
  return ok(scope);
}
