import { randomBytes } from 'node:crypto';
import {
  type Environment,
  type Failure,
  type ImportReport,
  type ImportTarget,
  type Result,
  type SavedConnection,
  type SavedMessage,
  type Variable,
  type VariableScope,
  type WorkspaceBatch,
  fail,
  maxVariables,
  ok,
} from '../../../contract/index.js';
import type { DescriptionChange, Workspace } from '../../workspace/index.js';
import { inTurns } from '../../log/index.js';
import { moveSessions } from './capture/stage.js';
import { withAbove } from './folder-list.js';
import type { Imported, ImportedMessage, ImportedVariable } from './model.js';
import { type ImportPlan, type PlannedConnection, type PlannedEnvironment, planImport } from './plan.js';
import type { PlannedFolder } from './plan-folder.js';

interface VariableChange {
  readonly scope: VariableScope;
  readonly before: Variable | null;
  readonly after: Variable;
}

/** What an import changed, for taking it back. */
export interface ImportChanges {
  /** Recorded sessions that came of captures; whoever keeps the sessions takes them back. */
  readonly sessions: readonly string[];
  readonly connections: readonly string[];
  readonly environments: readonly string[];
  readonly folders: readonly string[];
  /** Of folders that came and of those that were there, and of the workspace. */
  readonly descriptions: readonly DescriptionChange[];
  /** In the workspace and in environments that were there before. */
  readonly variables: readonly VariableChange[];
  readonly secrets: readonly {
    readonly scope: VariableScope;
    readonly name: string;
    readonly before: string | null;
  }[];
}

export interface Applied {
  readonly report: Omit<ImportReport, 'undo'>;
  readonly changes: ImportChanges;
}

/** Where sessions of captures wait, and where sessions are kept. */
export interface SessionPlaces {
  readonly staged: string;
  readonly kept: string;
}

type Secret = WorkspaceBatch['secrets'][number];

/**
 * Writes what was read into the workspace: all of it, or nothing where a write fails. `without` are items
 * of the preview to leave out, with what is inside them.
 */
export async function applyImport(
  imported: Imported,
  workspace: Workspace,
  target: ImportTarget,
  without: ReadonlySet<string>,
  places: SessionPlaces,
): Promise<Result<Applied>> {
  const batch = new Batch(workspace, target, without);
  const plan = await planImport(imported, workspace.info, target);
  await inTurns(batch.fill(plan));
  const tooMany = [...batch.merges].find(([, merge]) => merge.variables.size > maxVariables);
  if (tooMany !== undefined) {
    const message = `There would be ${tooMany[1].variables.size} variables in one place; ${maxVariables} is the most.`;
    return fail('import.too-many', message);
  }
  const before: { scope: VariableScope; name: string; before: string | null }[] = [];
  for (const { scope, name } of batch.secrets) {
    const known = workspace.secret(scope, name);
    if (!known.ok) return known;
    before.push({ scope, name, before: known.value });
  }
  const secrets = batch.secrets.filter((one) => one.value !== '');
  const sessions = plan.sessions.filter((one) => !without.has(one.id)).map((one) => one.from.staged);
  const moved = await moveSessions(sessions, places.staged, places.kept);
  if (!moved.ok) return moved;
  const giveBack = (): Promise<unknown> => moveSessions(sessions, places.kept, places.staged);
  const added = await workspace.addAll({
    connections: batch.connections,
    folders: batch.folders,
    environments: batch.environments,
    variables: [],
    secrets,
  });
  if (!added.ok) {
    await giveBack();
    return added;
  }
  const { connections, environments, folders } = added.value;
  const variables = [...batch.merges.values()].flatMap((merge) => merge.changes);
  const { descriptions } = batch;
  const changes: ImportChanges = {
    ...{ sessions, connections, environments, folders, descriptions, variables, secrets: before },
  };
  const giveUp = async (failed: Result<never>): Promise<Result<never>> => {
    await undoImport(changes, workspace);
    await giveBack();
    return failed;
  };
  const came = new Set(folders);
  const others = descriptions.filter(({ folder }) => folder === null || !came.has(folder));
  const described = others.length === 0 ? ok() : await workspace.describe(others);
  if (!described.ok) return giveUp(described);
  for (const [scope, merge] of batch.merges) {
    const written = await writeVariables(workspace, scope, [...merge.variables.values()], merge.base);
    if (!written.ok) return giveUp(written);
  }
  const report = {
    sessions,
    connections,
    messages: batch.connections.reduce((sum, one) => sum + one.messages.length, 0),
    descriptions:
      descriptions.length + batch.connections.filter((one) => one.description !== undefined).length,
    folders: plan.preview.items.filter(({ id, kind }) => kind === 'folder' && !without.has(id)).length,
    environments: [...environments, ...batch.merges.keys()],
    variables: batch.environments.reduce((sum, one) => sum + one.variables.length, variables.length),
    secrets: secrets.length,
  };
  return ok({ report, changes });
}

interface Merge {
  readonly variables: Map<string, Variable>;
  readonly changes: VariableChange[];
  readonly base: string | null;
}

/** What there is to write, gathered from a plan. */
class Batch {
  readonly connections: SavedConnection[] = [];
  readonly environments: Environment[] = [];
  readonly folders: WorkspaceBatch['folders'] = [];
  readonly descriptions: DescriptionChange[] = [];
  readonly secrets: Secret[] = [];
  /** By scope: variables that come to others that are there. */
  readonly merges = new Map<VariableScope, Merge>();
  readonly #ids: Set<string>;

  constructor(
    private readonly workspace: Workspace,
    private readonly target: ImportTarget,
    private readonly without: ReadonlySet<string>,
  ) {
    this.#ids = new Set(workspace.info.environments.map(({ environment }) => environment.id));
  }

  *fill(plan: ImportPlan): Generator<void, void, void> {
    const wanted = plan.connections.filter((one) => !this.without.has(one.id));
    this.#folders(
      plan.folders,
      wanted.map((one) => one.folder),
    );
    const last = new Map<string, number>();
    for (const { connection } of this.workspace.info.connections) {
      last.set(connection.folder, Math.max(last.get(connection.folder) ?? 0, connection.order));
    }
    for (const one of wanted) {
      const order = Math.floor(last.get(one.folder) ?? 0) + 1;
      last.set(one.folder, order);
      this.#connection(one, order);
      yield;
    }
    for (const one of plan.environments) {
      if (!this.without.has(one.id)) this.#environment(one);
      yield;
    }
  }

  /** In the order of the source: those that something is in, those that something is written about, and the empty ones. */
  #folders(planned: readonly PlannedFolder[], used: readonly string[]): void {
    const chosen = planned.filter(({ id }) => id !== null && !this.without.has(id));
    const needed = new Set([...used, ...chosen.map(({ path }) => path)].flatMap(withAbove));
    needed.delete('');
    const descriptions = new Map<string, string>();
    for (const { path, description, before } of chosen) {
      if (description === null) continue;
      descriptions.set(path, description);
      this.descriptions.push({ folder: path === '' ? null : path, before, after: description });
    }
    const ordered = [...new Set([...planned.map(({ path }) => path).flatMap(withAbove), ...needed])];
    for (const path of ordered) {
      if (!needed.has(path)) continue;
      const description = descriptions.get(path);
      this.folders.push(description === undefined ? { path } : { path, description });
    }
  }

  #connection({ id: item, name, folder, from }: PlannedConnection, order: number): void {
    const headers = from.headers.filter((_, index) => !this.without.has(`${item}.h${index}`));
    const variables = this.#kept(
      from.variables,
      item,
      headers.flatMap((one) => one.variables),
    );
    const messages = from.messages.filter((_, index) => !this.without.has(`${item}.m${index}`));
    const pairs = headers.map((one): [string, string] => [one.name, one.value]);
    const ws = { ...from.options.ws, ...(pairs.length === 0 ? {} : { headers: pairs }) };
    const id = newId();
    this.connections.push({
      id,
      name,
      folder,
      order,
      ...(from.description === '' || this.without.has(`${item}.d`) ? {} : { description: from.description }),
      config: {
        protocol: from.protocol,
        role: from.role,
        address: from.address,
        options: { ...from.options, ...(Object.keys(ws).length === 0 ? {} : { ws }) },
      },
      ...(variables.length === 0 ? {} : { variables: variables.map(shared) }),
      messages: messages.map(savedMessage),
      ...from.own,
    });
    this.#secretsOf(`connection:${id}`, variables);
  }

  #environment({ id: item, name, target, from }: PlannedEnvironment): void {
    const variables = this.#kept(from.variables, item, []);
    if (target === 'new') {
      const id = environmentId(name, this.#ids);
      this.#ids.add(id);
      this.environments.push({ id, name, variables: variables.map(shared).slice(0, maxVariables) });
      this.#secretsOf(`environment:${id}`, variables);
      return;
    }
    const scope: VariableScope = target === 'workspace' ? 'workspace' : `environment:${target}`;
    const stored = storedVariables(this.workspace, scope);
    const merge = this.merges.get(scope) ?? {
      variables: new Map(stored.variables.map((one) => [one.name, one])),
      changes: [],
      base: stored.revision,
    };
    const replace = this.target.clashes === 'replace';
    const taken = variables.filter((one) => {
      const before = merge.variables.get(one.name) ?? null;
      if (before !== null && (!replace || (!one.secret && same(before, shared(one))))) return false;
      merge.variables.set(one.name, shared(one));
      merge.changes.push({ scope, before, after: shared(one) });
      return true;
    });
    if (taken.length > 0) this.merges.set(scope, merge);
    this.#secretsOf(scope, taken);
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

  #secretsOf(scope: VariableScope, variables: readonly ImportedVariable[]): void {
    for (const { name, value, secret } of variables) {
      if (secret && value !== '') this.secrets.push({ scope, name, value });
    }
  }
}

/** Takes back what an import changed, and nothing that was changed since by somebody else. */
export async function undoImport(changes: ImportChanges, workspace: Workspace): Promise<Result<void>> {
  const ours = new Set(changes.connections);
  const inUse = workspace.info.connections
    .map((one) => one.connection)
    .filter((one) => !ours.has(one.id))
    .map((one) => one.folder);
  // What somebody wrote about a folder since is theirs, and keeps it.
  const now = descriptionsOf(workspace);
  const theirs = changes.descriptions.filter(({ folder, after }) => (now.get(folder) ?? after) !== after);
  inUse.push(...theirs.flatMap(({ folder }) => folder ?? []));
  const folders = changes.folders.filter(
    (path) => !inUse.some((folder) => folder === path || folder.startsWith(`${path}/`)),
  );
  const taken = await workspace.takeOut({
    connections: [...changes.connections],
    environments: [...changes.environments],
    folders,
    variables: [],
  });
  if (!taken.ok) return taken;
  const left = descriptionsOf(workspace);
  const back = changes.descriptions
    .filter(({ folder, after }) => left.get(folder) === after)
    .map(({ folder, before, after }) => ({ folder, before: after, after: before ?? '' }));
  const undescribed = back.length === 0 ? ok() : await workspace.describe(back);
  if (!undescribed.ok) return undescribed;
  for (const scope of new Set(changes.variables.map((one) => one.scope))) {
    const stored = storedVariables(workspace, scope);
    // An environment that somebody removed since holds nothing to take back.
    if (stored.revision === null) continue;
    const next = stored.variables.flatMap((one) => {
      const change = changes.variables.find(
        (other) => other.scope === scope && other.after.name === one.name,
      );
      if (change === undefined || !same(change.after, one)) return [one];
      return change.before === null ? [] : [change.before];
    });
    const written = await writeVariables(workspace, scope, next, stored.revision);
    if (!written.ok) return written;
  }
  if (changes.secrets.length === 0) return ok();
  return workspace.setSecrets(changes.secrets.map(({ before, ...one }) => ({ ...one, value: before })));
}

/** What is written about each folder, and about the workspace, which is null. */
function descriptionsOf({ info }: Workspace): ReadonlyMap<string | null, string> {
  return new Map<string | null, string>([
    [null, info.description],
    ...info.folders.map((path): [string, string] => [path, '']),
    ...info.folderDocs.map(({ path, description }): [string, string] => [path, description]),
  ]);
}

function same(one: Variable, other: Variable): boolean {
  return one.name === other.name && one.value === other.value && one.secret === other.secret;
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
): Promise<{ readonly ok: true } | { readonly ok: false; readonly error: Failure }> {
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

function savedMessage({ place: _, length: __, frame, ...message }: ImportedMessage): SavedMessage {
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
