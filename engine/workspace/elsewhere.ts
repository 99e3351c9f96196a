import { randomBytes } from 'node:crypto';
import { cp, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { callsOf, meaningOf, parseTemplate } from '../../codec/index.js';
import type { TemplateScope } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { Result, SavedConnection, TakenOut, WorkspaceSelection } from '../../contract/index.js';
import { diskFailure, errnoOf } from '../files/disk-failure.js';
import { findStateDirectory } from '../state-directory.js';
import { connectionsFolder, manifestFile, readContents } from './directory.js';
import { readEnvironments } from './environments.js';
import { readWhole, writeWhole } from '../files/whole-file.js';
import { parseManifest, printManifest } from './parse.js';
import { openWorkspace } from './open.js';
import type { Workspace } from './workspace.js';

/** What a directory is to somebody who wants a workspace there. */
export type DirectoryKind = 'workspace' | 'empty' | 'missing' | 'other';

/** A manifest is far below this. */
const maxManifestBytes = 32 * 1024 * 1024;
/** Of a person and a machine, or of git: no part of a copy. */
const left = new Set(['.local', '.git']);

/** Looks without changing anything. Fails with `workspaces.unreadable`. */
export async function kindOfDirectory(directory: string): Promise<Result<DirectoryKind>> {
  try {
    const entries = await readdir(directory);
    // The page made its directories before it wrote its first file; a repository may be there already.
    const holds = entries.includes(manifestFile) || entries.includes(connectionsFolder);
    if (holds) return ok('workspace');
    return ok(entries.every((entry) => entry === '.git' || entry === '.local') ? 'empty' : 'other');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return ok('missing');
    return fail('workspaces.unreadable', diskFailure('read', directory, error).message, { directory });
  }
}

/**
 * Whether it is a workspace and not what another tool keeps in a file or a folder of such a name; the page judges a
 * folder that is dropped in the same way. Fails with `workspaces.unreadable`.
 */
export async function isSurelyWorkspace(directory: string): Promise<Result<boolean>> {
  try {
    const entries = await readdir(directory);
    return ok(entries.includes(manifestFile) && entries.includes(connectionsFolder));
  } catch (error) {
    return fail('workspaces.unreadable', diskFailure('read', directory, error).message, { directory });
  }
}

/** The name of a workspace that is not open; null where it cannot be told. */
export async function nameOfWorkspace(directory: string): Promise<string | null> {
  try {
    const bytes = await readWhole(join(directory, manifestFile), maxManifestBytes);
    if (typeof bytes === 'string') return null;
    const parsed = parseManifest(manifestFile, bytes.toString('utf8'));
    return 'value' in parsed ? parsed.value.name : null;
  } catch {
    return null;
  }
}

/** Makes a workspace where nothing is yet. Fails with `workspaces.occupied` or `workspace.write`. */
export async function createWorkspace(directory: string, name: string): Promise<Result<void>> {
  const free = await claim(directory);
  if (!free.ok) return free;
  return writeManifest(directory, name, null);
}

/** Copies the shared files of a workspace, other files in it included, to where nothing is yet. */
export async function duplicateWorkspace(from: string, to: string, name: string): Promise<Result<void>> {
  const inside = relative(resolve(from), resolve(to));
  if (inside === '' || (!inside.startsWith('..') && !inside.startsWith(sep))) {
    return fail('workspaces.occupied', `${to} is inside of ${from}: choose a place beside it`);
  }
  const free = await claim(to);
  if (!free.ok) return free;
  try {
    for (const entry of await readdir(from)) {
      if (left.has(entry) || entry.endsWith('.tmp')) continue;
      // A link would lead out of the copy, or into what it is a copy of.
      await cp(join(from, entry), join(to, entry), {
        recursive: true,
        errorOnExist: true,
        force: false,
        filter: async (path) => !(await lstat(path)).isSymbolicLink(),
      });
    }
  } catch (error) {
    return fail('workspace.write', `Not everything was copied: ${diskFailure('write', to, error).message}`);
  }
  return writeManifest(to, name, from);
}

export interface Transferred {
  readonly name: string;
  readonly added: WorkspaceSelection;
  readonly taken: TakenOut | null;
  readonly secrets: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Copies connections to another workspace, or moves them. What is kept of secrets stays with the workspace
 * it was kept for: the answer names what that was, and which names mean nothing where they went.
 */
export async function transfer(
  workspace: Workspace,
  ids: readonly string[],
  to: string,
  move: boolean,
): Promise<Result<Transferred>> {
  const connections = ids.flatMap((id) => workspace.connection(id) ?? []);
  if (connections.length < ids.length) {
    return fail('workspace.unknown', 'One of these connections is not in this workspace any more.');
  }
  const secrets = secretsOf(workspace, connections);
  const given = await withWorkspace(to, async (target) => {
    const { folders, folderDocs } = workspace.info;
    const paths = new Set(connections.map(({ folder }) => folder));
    const kept = folders.filter((path) => paths.has(path));
    const described = kept.map((path) => {
      const doc = folderDocs.find((one) => one.path === path);
      return doc === undefined ? { path } : { path, description: doc.description };
    });
    const added = await target.addAll({
      connections,
      folders: described,
      environments: [],
      variables: [],
      secrets: [],
    });
    return added.ok ? ok({ name: target.info.name, added: added.value }) : added;
  });
  if (!given.ok) return given;
  const { name, added } = given.value;
  const { kept: _kept, ...selection } = added;
  const taken = move
    ? await workspace.takeOut({ connections: [...ids], folders: [], environments: [], variables: [] })
    : ok(null);
  if (!taken.ok) {
    await withWorkspace(to, (target) => target.takeOut(selection));
    return taken;
  }
  return ok({
    name,
    added: selection,
    taken: taken.value,
    secrets,
    missing: await missingNames(to, connections),
  });
}

/** Undoes a transfer: what was added goes to the trash there, what was taken comes back here. */
export async function takeBack(
  workspace: Workspace,
  to: string,
  added: WorkspaceSelection,
  taken: TakenOut | null,
): Promise<Result<void>> {
  if (taken !== null) {
    const back = await workspace.putBack(taken);
    if (!back.ok) return back;
  }
  const gone = await withWorkspace(to, (target) => target.takeOut(added));
  return gone.ok ? ok() : gone;
}

/** Opens a workspace for as long as something is done in it. Another host may have it open too. */
async function withWorkspace<T>(
  directory: string,
  act: (workspace: Workspace) => Promise<Result<T>>,
): Promise<Result<T>> {
  const state = await findStateDirectory(directory, undefined);
  if (!state.ok) return state;
  const opened = await openWorkspace(directory, { stateDirectory: state.value.directory, sample: false });
  if (!opened.ok) return opened;
  try {
    return await act(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** What of these connections has a secret value here, in words for a person. */
function secretsOf(workspace: Workspace, connections: readonly SavedConnection[]): string[] {
  const ids = new Map(connections.map(({ id, name }) => [`connection:${id}`, name]));
  const variables = workspace.info.secrets.flatMap(({ scope, name }) => {
    const owner = ids.get(scope);
    return owner === undefined ? [] : [`{{${name}}} of ${owner}`];
  });
  const own = workspace.info.connections.flatMap(({ connection }) => {
    if (!ids.has(`connection:${connection.id}`)) return [];
    const { tls, proxy } = connection.config.options;
    return [
      ...(tls?.passphrase ? [`the passphrase of ${connection.name}`] : []),
      ...(proxy?.password ? [`the password of the proxy of ${connection.name}`] : []),
    ];
  });
  return [...variables, ...own];
}

/** Names that connections use and that neither they nor the variables of a workspace say. */
async function missingNames(directory: string, connections: readonly SavedConnection[]): Promise<string[]> {
  const { environments, variables } = await readEnvironments(directory);
  const there = new Set(
    [...variables.variables, ...environments.flatMap(({ environment }) => environment.variables)].map(
      ({ name }) => name,
    ),
  );
  const missing = new Set<string>();
  for (const connection of connections) {
    const own = new Set((connection.variables ?? []).map(({ name }) => name));
    for (const name of namesIn(connection)) if (!own.has(name) && !there.has(name)) missing.add(name);
  }
  return [...missing].sort();
}

const nobody: TemplateScope = new Map();

/** Variables that the texts of a connection name; generators are everywhere. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    if (!value.includes('{{')) return [];
    const parsed = parseTemplate(value);
    if (!parsed.ok) return [];
    return callsOf(parsed.value.parts)
      .filter((call) => meaningOf(call, nobody) === 'unknown')
      .map(({ name }) => name);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

/** Makes the directory where it is missing; refuses one that holds anything. */
async function claim(directory: string): Promise<Result<void>> {
  const kind = await kindOfDirectory(directory);
  if (!kind.ok) return kind;
  if (kind.value === 'workspace') {
    return fail('workspaces.occupied', `${directory} is a workspace already: open it instead`, { directory });
  }
  if (kind.value === 'other') {
    return fail('workspaces.occupied', `${directory} holds other files: choose an empty directory`, {
      directory,
    });
  }
  try {
    await mkdir(directory, { recursive: true });
    return ok();
  } catch (error) {
    return fail('workspace.write', diskFailure('create', directory, error).message);
  }
}

async function writeManifest(directory: string, name: string, from: string | null): Promise<Result<void>> {
  const known = from === null ? null : (await readContents(from)).manifest;
  const manifest = { folders: [], ...known, id: randomBytes(9).toString('base64url'), name };
  if (from !== null && known === null && (await isFile(join(directory, manifestFile)))) {
    // A broken manifest was copied as it is: whoever mends it chooses what it says.
    return ok();
  }
  const written = await writeWhole(join(directory, manifestFile), printManifest(manifest));
  return written.ok ? written : fail('workspace.write', written.error.message, written.error.detail);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
