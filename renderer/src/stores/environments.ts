import { defineStore } from 'pinia';
import { fail, ok } from '../../../contract/index.js';
import type {
  Environment,
  Result,
  StoredEnvironment,
  Variable,
  VariableScope,
} from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { sameJson } from './same.js';
import { useVariablesStore } from './variables.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** A variable as it is being edited. */
export interface VariableEdit {
  readonly name: string;
  /** Null leaves the value of a secret as it is. */
  readonly value: string | null;
  readonly secret: boolean;
  /** Its name in the file, where it has one there. */
  readonly was: string | null;
}

/** What a person does to environments and variables; each answers the first failure. */
export const useEnvironmentsStore = defineStore('environments', () => {
  const host = useHostStore();
  const workspace = useWorkspaceStore();
  const variables = useVariablesStore();

  /** The variables of a scope as its file holds them, and the file's revision. */
  function stored(
    scope: VariableScope,
  ): { readonly variables: readonly Variable[]; readonly revision: string | null } | null {
    if (scope === 'workspace') return workspace.info?.variables ?? null;
    const [kind, id = ''] = scope.split(':');
    if (kind === 'connection') {
      const one = workspace.byId.get(id);
      return one === undefined ? null : { variables: one.connection.variables ?? [], revision: one.revision };
    }
    const found = variables.environments.find((one) => one.environment.id === id);
    return found === undefined ? null : { variables: found.environment.variables, revision: found.revision };
  }

  async function read(scope: VariableScope, name: string): Promise<Result<string | null>> {
    const answer = await host.call('secret.read', { scope, name });
    return answer.ok ? ok(answer.value.value) : answer;
  }

  async function write(scope: VariableScope, name: string, value: string | null): Promise<Result<void>> {
    return host.call('secret.write', { scope, name, value });
  }

  /** A readable id nobody has: it names the file. */
  function freeId(name: string): string {
    const words = name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40);
    // Names of devices on Windows cannot name files there.
    const stem = /^(con|prn|aux|nul|com\d|lpt\d|)$/.test(words) ? `${words}environment` : words;
    const taken = new Set(variables.environments.map(({ environment }) => environment.id));
    for (let number = 1; ; number++) {
      const id = number === 1 ? stem : `${stem}-${number}`;
      if (!taken.has(id)) return id;
    }
  }

  async function save(environment: Environment, base: string | null): Promise<Result<StoredEnvironment>> {
    const answer = await host.call('environment.save', { environment, base });
    if (answer.ok) await workspace.load();
    return answer;
  }

  function add(name: string): Promise<Result<StoredEnvironment>> {
    return save({ id: freeId(name), name, variables: [] }, null);
  }

  async function rename(id: string, name: string): Promise<Result<unknown>> {
    const found = variables.environments.find((one) => one.environment.id === id);
    if (found === undefined || name.trim() === '' || name.trim() === found.environment.name) return ok();
    return save({ ...found.environment, name: name.trim().slice(0, 200) }, found.revision);
  }

  /** A copy with everything in it, the secrets of this machine included. */
  async function duplicate(id: string): Promise<Result<StoredEnvironment>> {
    const found = variables.environments.find((one) => one.environment.id === id);
    if (found === undefined) return gone();
    const name = `${found.environment.name} copy`.slice(0, 200);
    const made = await save({ ...found.environment, id: freeId(name), name }, null);
    if (!made.ok) return made;
    for (const one of found.environment.variables) {
      if (one.secret !== true) continue;
      const value = await read(`environment:${id}`, one.name);
      if (!value.ok) return value;
      const kept = await write(`environment:${made.value.environment.id}`, one.name, value.value);
      if (!kept.ok) return kept;
    }
    await workspace.load();
    return made;
  }

  async function remove(id: string): Promise<Result<void>> {
    const answer = await host.call('environment.remove', { id });
    if (answer.ok) await workspace.load();
    return answer;
  }

  async function restore(id: string): Promise<Result<StoredEnvironment>> {
    const answer = await host.call('environment.restore', { id });
    if (answer.ok) await workspace.load();
    return answer;
  }

  /**
   * Writes the variables of a scope: values of secrets to this machine, everything else to its file.
   * `base` is the revision they were edited from, the one read last unless given; `*` overwrites.
   */
  async function saveVariables(
    scope: VariableScope,
    edits: readonly VariableEdit[],
    base?: string | null,
  ): Promise<Result<unknown>> {
    const before = stored(scope);
    if (before === null) return gone();
    for (const edit of edits.filter((one) => one.secret)) {
      const kept = await keepSecret(scope, edit);
      if (!kept.ok) return kept;
    }
    const next = edits.map(({ name, value, secret }): Variable =>
      secret ? { name, secret: true } : { name, value: value ?? '' },
    );
    // The value of a secret is no change of the file that everybody shares.
    if (base === '*' || !sameJson(next, before.variables)) {
      const answer = await writeFile(scope, next, base === undefined ? before.revision : base);
      if (!answer.ok) return answer;
    }
    const secrets = new Set(edits.flatMap((one) => (one.secret ? [one.name] : [])));
    for (const { name, secret } of before.variables) {
      if (secret === true && !secrets.has(name)) await write(scope, name, null);
    }
    await workspace.load();
    return ok();
  }

  /** Puts a variable that was taken out back in its place, whatever was done to the others since. */
  function putVariable(scope: VariableScope, edit: VariableEdit, index: number): Promise<Result<unknown>> {
    const others = (stored(scope)?.variables ?? []).filter(({ name }) => name !== edit.name);
    const edits = others.map(({ name, value, secret }): VariableEdit => ({
      name,
      value: value ?? null,
      secret: secret === true,
      was: name,
    }));
    return saveVariables(scope, edits.toSpliced(index, 0, edit));
  }

  async function keepSecret(
    scope: VariableScope,
    { name, value, was }: VariableEdit,
  ): Promise<Result<unknown>> {
    if (value !== null) return write(scope, name, value);
    if (was === null || was === name) return ok();
    const held = await read(scope, was);
    return held.ok && held.value !== null ? write(scope, name, held.value) : held;
  }

  function writeFile(
    scope: VariableScope,
    next: readonly Variable[],
    base: string | null,
  ): Promise<Result<unknown>> {
    // Nothing of a reactive list crosses the bridge.
    const list = next.map((one) => ({ ...one }));
    if (scope === 'workspace') return host.call('variables.save', { variables: list, base });
    const [kind, id = ''] = scope.split(':');
    if (kind === 'connection') {
      const one = workspace.byId.get(id);
      if (one === undefined) return Promise.resolve(gone());
      return workspace.save({ ...one.connection, variables: list }, base ?? undefined);
    }
    const found = variables.environments.find((one) => one.environment.id === id);
    if (found === undefined) return Promise.resolve(gone());
    return host.call('environment.save', { environment: { ...found.environment, variables: list }, base });
  }

  return { stored, read, add, rename, duplicate, remove, restore, saveVariables, putVariable };
});

const gone = (): Result<never> => fail('environment.unknown', t('It was removed meanwhile.'));
