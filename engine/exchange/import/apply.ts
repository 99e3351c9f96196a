import { randomBytes } from 'node:crypto';
import {
  type Failure,
  type ImportReport,
  type ImportTarget,
  type Result,
  type SavedConnection,
  type SavedMessage,
  type Variable,
  type VariableScope,
  fail,
  maxVariables,
  ok,
} from '../../../contract/index.js';
import type { Workspace } from '../../workspace/index.js';
import type { Imported, ImportedMessage, ImportedVariable } from './model.js';
import { type ImportPlan, type PlannedConnection, type PlannedEnvironment, planImport } from './plan.js';

/** What an import changed, for taking it back. */
export interface ImportChanges {
  readonly connections: string[];
  readonly environments: string[];
  readonly folders: string[];
  readonly variables: {
    readonly scope: VariableScope;
    readonly before: Variable | null;
    readonly after: Variable;
  }[];
  readonly secrets: {
    readonly scope: VariableScope;
    readonly name: string;
    readonly before: string | null;
  }[];
}

export interface Applied {
  readonly report: Omit<ImportReport, 'undo'>;
  readonly changes: ImportChanges;
}

/**
 * Writes what was read into the workspace: all of it, or nothing where a write fails. `without` are items
 * of the preview to leave out, with what is inside them.
 */
export async function applyImport(
  imported: Imported,
  workspace: Workspace,
  target: ImportTarget,
  without: ReadonlySet<string>,
): Promise<Result<Applied>> {
  const plan = planImport(imported, workspace.info, target);
  const writing = new Writing(workspace, target, without);
  const failure = await writing.all(plan);
  if (failure === null) return ok(writing.applied());
  await undoImport(writing.changes, workspace);
  return { ok: false, error: failure };
}

class Writing {
  readonly changes: ImportChanges = {
    connections: [],
    environments: [],
    folders: [],
    variables: [],
    secrets: [],
  };
  #messages = 0;
  readonly #touched = new Set<string>();

  constructor(
    private readonly workspace: Workspace,
    private readonly target: ImportTarget,
    private readonly without: ReadonlySet<string>,
  ) {}

  applied(): Applied {
    const { connections, variables, secrets } = this.changes;
    return {
      report: {
        connections: [...connections],
        messages: this.#messages,
        environments: [...this.#touched],
        variables: variables.length,
        secrets: secrets.length,
      },
      changes: this.changes,
    };
  }

  async all(plan: ImportPlan): Promise<Failure | null> {
    const { readOnly } = this.workspace.info;
    if (readOnly !== null)
      return { code: 'workspace.read-only', message: `This workspace cannot be changed: ${readOnly}` };
    const wanted = plan.connections.filter((one) => !this.without.has(one.id));
    const folders = await this.#folders(wanted.map((one) => one.folder));
    if (!folders.ok) return folders.error;
    const last = new Map<string, number>();
    for (const { connection } of this.workspace.info.connections) {
      last.set(connection.folder, Math.max(last.get(connection.folder) ?? 0, connection.order));
    }
    for (const one of wanted) {
      const order = Math.floor(last.get(one.folder) ?? 0) + 1;
      last.set(one.folder, order);
      const failure = await this.#connection(one, order);
      if (failure !== null) return failure;
    }
    for (const one of plan.environments) {
      const failure = this.without.has(one.id) ? null : await this.#environment(one);
      if (failure !== null) return failure;
    }
    return null;
  }

  async #folders(paths: readonly string[]): Promise<Result<void>> {
    const known = this.workspace.info.folders;
    const all = new Set(known);
    for (const path of paths) {
      const steps = path === '' ? [] : path.split('/');
      steps.forEach((_, index) => all.add(steps.slice(0, index + 1).join('/')));
    }
    const added = [...all].filter((path) => !known.includes(path));
    if (added.length === 0) return ok();
    this.changes.folders.push(...added);
    return this.workspace.setFolders([...all]);
  }

  async #connection(
    { id: item, name, folder, from }: PlannedConnection,
    order: number,
  ): Promise<Failure | null> {
    const headers = from.headers.filter((_, index) => !this.without.has(`${item}.h${index}`));
    const variables = this.#kept(from.variables, item, [...headers.flatMap((one) => one.variables)]);
    const messages = from.messages.filter((_, index) => !this.without.has(`${item}.m${index}`));
    const ws = {
      ...from.options.ws,
      ...(headers.length === 0
        ? {}
        : { headers: headers.map((one): [string, string] => [one.name, one.value]) }),
    };
    const connection: SavedConnection = {
      id: newId(),
      name,
      folder,
      order,
      ...(from.description === '' ? {} : { description: from.description }),
      config: {
        protocol: from.protocol,
        role: from.role,
        address: from.address,
        options: { ...from.options, ...(Object.keys(ws).length === 0 ? {} : { ws }) },
      },
      ...(variables.length === 0 ? {} : { variables: variables.map(shared) }),
      messages: messages.map(savedMessage),
    };
    const saved = await this.workspace.save(connection, null);
    if (!saved.ok) return saved.error;
    this.changes.connections.push(connection.id);
    this.#messages += messages.length;
    return this.#secrets(`connection:${connection.id}`, variables);
  }

  async #environment({ id: item, name, target, from }: PlannedEnvironment): Promise<Failure | null> {
    const variables = this.#kept(from.variables, item, []);
    const { environments } = this.workspace;
    if (target === 'new') {
      const taken = new Set(this.workspace.info.environments.map(({ environment }) => environment.id));
      const id = environmentId(name, taken);
      const made = await environments.save(
        { id, name, variables: variables.map(shared).slice(0, maxVariables) },
        null,
      );
      if (!made.ok) return made.error;
      this.changes.environments.push(id);
      this.#touched.add(id);
      for (const one of variables)
        this.changes.variables.push({ scope: `environment:${id}`, before: null, after: shared(one) });
      return this.#secrets(`environment:${id}`, variables);
    }
    const scope = target === 'workspace' ? 'workspace' : `environment:${target}`;
    return this.#merge(scope, variables);
  }

  /** Adds variables to those that are there. */
  async #merge(scope: VariableScope, variables: readonly ImportedVariable[]): Promise<Failure | null> {
    const stored = storedVariables(this.workspace, scope);
    const next = new Map(stored.variables.map((one) => [one.name, one]));
    const taken: ImportedVariable[] = [];
    for (const one of variables) {
      const before = next.get(one.name) ?? null;
      if (
        before !== null &&
        (this.target.clashes === 'keep' || JSON.stringify(before) === JSON.stringify(shared(one)))
      ) {
        if (!(before.secret === true && one.secret && this.target.clashes === 'replace')) continue;
      }
      next.set(one.name, shared(one));
      this.changes.variables.push({ scope, before, after: shared(one) });
      taken.push(one);
    }
    if (next.size > maxVariables) {
      return {
        code: 'import.too-many',
        message: `There would be ${next.size} variables in one place; ${maxVariables} is the most.`,
      };
    }
    const written = await writeVariables(this.workspace, scope, [...next.values()], stored.revision);
    if (!written.ok) return written.error;
    this.#touched.add(scope);
    return this.#secrets(scope, taken);
  }

  /** Those that were not left out, each name once; `others` come too. */
  #kept(
    list: readonly ImportedVariable[],
    item: string,
    others: readonly ImportedVariable[],
  ): ImportedVariable[] {
    const own = list.filter((_, index) => !this.without.has(`${item}.v${index}`));
    return [...new Map([...own, ...others].map((one) => [one.name, one])).values()];
  }

  async #secrets(scope: VariableScope, variables: readonly ImportedVariable[]): Promise<Failure | null> {
    for (const { name, value, secret } of variables) {
      if (!secret || value === '') continue;
      const before = this.workspace.secret(scope, name);
      if (!before.ok) return before.error;
      const kept = await this.workspace.setSecret(scope, name, value);
      if (!kept.ok) return kept.error;
      this.changes.secrets.push({ scope, name, before: before.value });
    }
    return null;
  }
}

/** Takes back what an import changed, and nothing that was changed since by somebody else. */
export async function undoImport(changes: ImportChanges, workspace: Workspace): Promise<Result<void>> {
  let failure: Failure | null = null;
  const note = (result: Result<unknown>, gone: string): void => {
    // What was removed meanwhile need not be removed again.
    if (!result.ok && result.error.code !== gone) failure ??= result.error;
  };
  for (const { scope, name, before } of changes.secrets)
    note(await workspace.setSecret(scope, name, before), '');
  for (const id of changes.connections) note(await workspace.remove(id), 'workspace.unknown');
  for (const id of changes.environments) note(await workspace.environments.remove(id), 'environment.unknown');
  const scopes = new Set(changes.variables.map((one) => one.scope));
  for (const scope of scopes) {
    if (changes.environments.some((id) => scope === `environment:${id}`)) continue;
    const stored = storedVariables(workspace, scope);
    const next = stored.variables.flatMap((one) => {
      const change = changes.variables.find(
        (other) => other.scope === scope && other.after.name === one.name,
      );
      if (change === undefined || JSON.stringify(change.after) !== JSON.stringify(one)) return [one];
      return change.before === null ? [] : [change.before];
    });
    note(await writeVariables(workspace, scope, next, stored.revision), 'environment.unknown');
  }
  const inUse = workspace.info.connections.map((one) => one.connection.folder);
  const left = workspace.info.folders.filter(
    (path) =>
      !changes.folders.includes(path) ||
      inUse.some((folder) => folder === path || folder.startsWith(`${path}/`)),
  );
  if (left.length !== workspace.info.folders.length) note(await workspace.setFolders(left), '');
  return failure === null ? ok() : { ok: false, error: failure };
}

function storedVariables(
  workspace: Workspace,
  scope: VariableScope,
): { readonly variables: readonly Variable[]; readonly revision: string | null } {
  if (scope === 'workspace') return workspace.info.variables;
  const id = scope.slice('environment:'.length);
  const found = workspace.info.environments.find(({ environment }) => environment.id === id);
  return { variables: found?.environment.variables ?? [], revision: found?.revision ?? null };
}

async function writeVariables(
  workspace: Workspace,
  scope: VariableScope,
  variables: readonly Variable[],
  base: string | null,
): Promise<Result<unknown>> {
  if (scope === 'workspace') return workspace.environments.saveVariables(variables, base);
  const id = scope.slice('environment:'.length);
  const found = workspace.info.environments.find(({ environment }) => environment.id === id);
  if (found === undefined)
    return fail('environment.unknown', `There is no environment "${id}" here any more.`);
  return workspace.environments.save({ ...found.environment, variables: [...variables] }, base);
}

/** As its file has it: of a secret the name alone. */
function shared({ name, value, secret }: ImportedVariable): Variable {
  return secret ? { name, secret: true } : { name, value };
}

function savedMessage({ place: _, frame, ...message }: ImportedMessage): SavedMessage {
  return { id: newId(), ...message, ...(frame === undefined ? {} : { frame }) };
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}

/** A readable id nobody has: it names the file. */
function environmentId(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  // Names of devices on Windows cannot name files there.
  const stem = /^(con|prn|aux|nul|com\d|lpt\d|)$/.test(words) ? `${words}environment` : words;
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}
