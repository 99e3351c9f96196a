import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok } from '../../contract/index.js';
import type {
  AddedBatch,
  Environment,
  Failure,
  Result,
  SavedConnection,
  TakenOut,
  Variable,
  WorkspaceBatch,
  WorkspaceSelection,
} from '../../contract/index.js';
import { diskFailure } from '../files/disk-failure.js';
import { inTurns } from '../log/slice.js';
import { connectionsFolder, environmentsFolder, fileNames } from './directory.js';
import { inParallel } from '../in-parallel.js';
import type { ConnectionFile, Contents } from './directory.js';
import { variablesFile } from './environments.js';
import type { Environments } from './environments.js';
import { copyWhole, revisionOf, writeWhole } from '../files/whole-file.js';
import { writeFailure } from './write-failure.js';
import { parseConnection, printConnection } from './parse.js';
import type { Manifest } from './parse.js';
import { printEnvironment, printVariables } from './parse-variables.js';
import type { SecretStore } from './secrets.js';

/** Enough to keep the disk busy. */
const writesAtOnce = 16;

/** What changes of many things need of the workspace they are in. */
export interface BatchPlace {
  readonly directory: string;
  readonly trash: string;
  readonly secrets: SecretStore;
  readonly environments: Environments;
  contents: Contents;
  refusal(): Failure | null;
  /** What the files of connections in the trash were called, by id: undone, they are called so again. */
  readonly trashed: Map<string, string>;
  /** Reads what somebody else may have changed meanwhile. */
  refresh(): Promise<void>;
  manifest(): Result<Manifest>;
  writeManifest(manifest: Manifest): Promise<Result<void>>;
}

/** Adds all of it or nothing. Runs in the workspace's turn. */
export async function addAll(place: BatchPlace, asked: WorkspaceBatch): Promise<Result<AddedBatch>> {
  const begun = await begin(place);
  if (!begun.ok) return begun;
  const { manifest, variables: own } = begun.value;
  const batch = withFreeIds(place, asked, await environmentNames(place.directory));
  const names = await fileNames(place.directory);
  if (!names.ok) return writeFailure(names.error);
  const concealed = await place.secrets.keepAll(batch.connections, batch.secrets);
  if (!concealed.ok)
    return concealed.error.code === 'secret.locked' ? concealed : writeFailure(concealed.error);

  const { files, texts } = await inTurns(printAll(place, concealed.value, names.value));
  const known = new Set(manifest.folders.map(({ path }) => path));
  const folders = batch.folders.filter(({ path }) => path !== '' && !known.has(path) && known.add(path));
  const taken = new Set(own.map(({ name }) => name));
  const variables = batch.variables.filter(({ name }) => !taken.has(name) && taken.add(name));

  for (const environment of batch.environments) {
    const path = join(place.directory, environmentsFolder, `${environment.id}.json`);
    texts.set(path, printEnvironment(environment));
  }
  const written = await writeAll(place, texts);
  if (!written.ok) return written;
  const shared = await writeShared(place, {
    manifest: folders.length === 0 ? null : { ...manifest, folders: [...manifest.folders, ...folders] },
    variables: variables.length === 0 ? null : [...own, ...variables],
  });
  if (!shared.ok) {
    await removeAll(texts.keys());
    return shared;
  }
  place.contents = { ...place.contents, connections: [...place.contents.connections, ...files] };
  await place.environments.reload();
  return ok({
    connections: files.map(({ connection }) => connection.id),
    folders: folders.map(({ path }) => path),
    environments: batch.environments.map(({ id }) => id),
    variables: variables.map(({ name }) => name),
    kept: batch.variables.map(({ name }) => name).filter((name) => own.some((one) => one.name === name)),
  });
}

/** Connections as files, one at a time: thousands of them are megabytes of text. */
function* printAll(
  place: BatchPlace,
  connections: readonly SavedConnection[],
  nameOf: (connection: SavedConnection) => string,
): Generator<void, { readonly files: ConnectionFile[]; readonly texts: Map<string, string> }, void> {
  const files: ConnectionFile[] = [];
  const texts = new Map<string, string>();
  for (const connection of connections) {
    const text = printConnection(connection);
    const file = nameOf(connection);
    files.push({ file, revision: revisionOf(text), connection });
    texts.set(join(place.directory, connectionsFolder, file), text);
    yield;
  }
  return { files, texts };
}

/** Takes things out: files go to the trash. Things that are gone already are passed over. */
export async function takeOut(place: BatchPlace, selection: WorkspaceSelection): Promise<Result<TakenOut>> {
  const begun = await begin(place);
  if (!begun.ok) return begun;
  const { manifest, variables: own } = begun.value;
  const [ids, paths, names] = [
    new Set(selection.connections),
    new Set(selection.folders),
    new Set(selection.variables),
  ];
  const files = place.contents.connections.filter(({ connection }) => ids.has(connection.id));
  const environments = place.environments.contents.environments
    .map(({ environment }) => environment.id)
    .filter((id) => selection.environments.includes(id));
  const folders = manifest.folders.flatMap((folder, index) =>
    paths.has(folder.path) ? [{ ...folder, index }] : [],
  );
  const variables = own.flatMap((variable, index) =>
    names.has(variable.name) ? [{ ...variable, index }] : [],
  );

  const moves = [
    ...files.map(({ file, connection }) => ({
      from: join(place.directory, connectionsFolder, file),
      to: join(place.trash, `${connection.id}.json`),
    })),
    ...environments.map((id) => ({
      from: join(place.directory, environmentsFolder, `${id}.json`),
      to: join(place.trash, `environment-${id}.json`),
    })),
  ];
  const trashed = await moveToTrash(place, moves);
  if (!trashed.ok) return trashed;
  const shared = await writeShared(place, {
    manifest:
      folders.length === 0
        ? null
        : { ...manifest, folders: manifest.folders.filter(({ path }) => !paths.has(path)) },
    variables: variables.length === 0 ? null : own.filter(({ name }) => !names.has(name)),
  });
  if (!shared.ok) {
    await inParallel(moves, writesAtOnce, ({ from, to }) => copyFile(to, from).catch(() => undefined));
    return shared;
  }
  for (const { file, connection } of files) place.trashed.set(connection.id, file);
  const connections = place.contents.connections.filter(({ connection }) => !ids.has(connection.id));
  place.contents = { ...place.contents, connections };
  await place.environments.reload();
  return ok({ connections: files.map(({ connection }) => connection.id), folders, environments, variables });
}

/** Puts back what `takeOut` took, where it was. Fails where something cannot be read back, and changes nothing then. */
export async function putBack(place: BatchPlace, taken: TakenOut): Promise<Result<void>> {
  const begun = await begin(place);
  if (!begun.ok) return begun;
  const { manifest, variables: own } = begun.value;
  const names = await fileNames(place.directory);
  if (!names.ok) return writeFailure(names.error);
  const there = new Set(place.contents.connections.map(({ connection }) => connection.id));
  const texts = new Map<string, string>();
  const files: ConnectionFile[] = [];
  for (const id of taken.connections.filter((one) => !there.has(one))) {
    const read = await readTrashed(join(place.trash, `${id}.json`));
    if (!read.ok) return read;
    const parsed = parseConnection(`trash/${id}.json`, read.value);
    if ('problem' in parsed)
      return fail('workspace.write', `The trash: ${id}.json ${parsed.problem.message}`);
    const file = names.value(parsed.value, place.trashed.get(id));
    files.push({ file, revision: revisionOf(read.value), connection: parsed.value });
    texts.set(join(place.directory, connectionsFolder, file), read.value);
  }
  const known = new Set(place.environments.contents.environments.map(({ environment }) => environment.id));
  for (const id of taken.environments.filter((one) => !known.has(one))) {
    const read = await readTrashed(join(place.trash, `environment-${id}.json`));
    if (!read.ok) return read;
    texts.set(join(place.directory, environmentsFolder, `${id}.json`), read.value);
  }
  const written = await writeAll(place, texts);
  if (!written.ok) return written;
  const shared = await writeShared(place, {
    manifest:
      taken.folders.length === 0
        ? null
        : { ...manifest, folders: inserted(manifest.folders, taken.folders, (one) => one.path) },
    variables: taken.variables.length === 0 ? null : inserted(own, taken.variables, (one) => one.name),
  });
  if (!shared.ok) {
    await removeAll(texts.keys());
    return shared;
  }
  const trashed = [
    ...taken.connections.map((id) => `${id}.json`),
    ...taken.environments.map((id) => `environment-${id}.json`),
  ];
  await removeAll(trashed.map((name) => join(place.trash, name)));
  place.contents = { ...place.contents, connections: [...place.contents.connections, ...files] };
  await place.environments.reload();
  return ok();
}

/** A list with what was taken from it back in its places, as far as they are still free of it. */
function inserted<T>(
  list: readonly T[],
  taken: readonly (T & { readonly index: number })[],
  keyOf: (one: T) => string,
): T[] {
  const next = [...list];
  const keys = new Set(list.map(keyOf));
  for (const { index, ...one } of [...taken].sort((a, b) => a.index - b.index)) {
    // What is left of `T & { index }` without `index` is T, which the type of a rest cannot say.
    const entry = one as unknown as T;
    if (!keys.has(keyOf(entry))) next.splice(Math.min(index, next.length), 0, entry);
  }
  return next;
}

interface Shared {
  /** What they become; null leaves the file alone. */
  readonly manifest: Manifest | null;
  readonly variables: readonly Variable[] | null;
}

/** The two files that everybody's change goes through, last: until then nothing but new files has come. */
async function writeShared(place: BatchPlace, { manifest, variables }: Shared): Promise<Result<void>> {
  const before = place.manifest();
  if (manifest !== null) {
    const written = await place.writeManifest(manifest);
    if (!written.ok) return written;
  }
  if (variables === null) return ok();
  const written = await writeWhole(join(place.directory, variablesFile), printVariables(variables));
  if (written.ok) return written;
  if (manifest !== null && before.ok) await place.writeManifest(before.value);
  return writeFailure(written.error);
}

/** What a change builds on, as the files are now; why it cannot be made where it cannot. */
async function begin(
  place: BatchPlace,
): Promise<Result<{ readonly manifest: Manifest; readonly variables: readonly Variable[] }>> {
  const refused = place.refusal();
  if (refused !== null) return { ok: false, error: refused };
  await place.refresh();
  const manifest = place.manifest();
  if (!manifest.ok) return manifest;
  const { problems, variables } = place.environments.contents;
  if (problems.some(({ file }) => file === variablesFile)) {
    return fail('workspace.write', `${variablesFile} is broken and was left as it is: mend it first.`);
  }
  return ok({ manifest: manifest.value, variables: variables.variables });
}

async function writeAll(place: BatchPlace, texts: ReadonlyMap<string, string>): Promise<Result<void>> {
  try {
    await mkdir(join(place.directory, environmentsFolder), { recursive: true });
  } catch (error) {
    return writeFailure(diskFailure('create', join(place.directory, environmentsFolder), error));
  }
  const answers = await inParallel([...texts], writesAtOnce, ([path, text]) => writeWhole(path, text));
  const failed = answers.find((answer) => !answer.ok);
  if (failed === undefined || failed.ok) return ok();
  await removeAll(texts.keys());
  return writeFailure(failed.error);
}

async function moveToTrash(
  place: BatchPlace,
  moves: readonly { readonly from: string; readonly to: string }[],
): Promise<Result<void>> {
  const done: { readonly from: string; readonly to: string }[] = [];
  try {
    await mkdir(place.trash, { recursive: true, mode: 0o700 });
    await inParallel(moves, writesAtOnce, ({ from, to }) => copyWhole(from, to));
    await inParallel(moves, writesAtOnce, async (move) => {
      await rm(move.from);
      done.push(move);
    });
    return ok();
  } catch (error) {
    // What is gone already comes back: all of it or nothing.
    await inParallel(done, writesAtOnce, ({ from, to }) => copyFile(to, from).catch(() => undefined));
    return writeFailure(diskFailure('write', place.directory, error));
  }
}

async function readTrashed(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(
      'workspace.unknown',
      `It is not in the trash any more: ${diskFailure('read', path, error).message}`,
    );
  }
}

async function removeAll(paths: Iterable<string>): Promise<void> {
  await inParallel([...paths], writesAtOnce, (path) => rm(path, { force: true }).catch(() => undefined));
}

/** Ids that are taken are replaced, in secrets' scopes too: an import made twice is there twice. */
function withFreeIds(place: BatchPlace, batch: WorkspaceBatch, files: Set<string>): WorkspaceBatch {
  const scopes = new Map<string, string>();
  const ids = new Set(place.contents.connections.map(({ connection }) => connection.id));
  const connections = batch.connections.map((connection): SavedConnection => {
    const id = ids.has(connection.id) ? randomBytes(9).toString('base64url') : connection.id;
    ids.add(id);
    scopes.set(`connection:${connection.id}`, `connection:${id}`);
    return id === connection.id ? connection : { ...connection, id };
  });
  const environments = batch.environments.map((environment): Environment => {
    let { id } = environment;
    for (let number = 2; files.has(id.toLowerCase()); number++) {
      id = `${environment.id.slice(0, 58)}-${number}`;
    }
    files.add(id.toLowerCase());
    scopes.set(`environment:${environment.id}`, `environment:${id}`);
    return { ...environment, id };
  });
  const secrets = batch.secrets.map((one) => ({ ...one, scope: scopes.get(one.scope) ?? one.scope }));
  return { ...batch, connections, environments, secrets };
}

/** Ids that files of environments have, of broken ones too. */
async function environmentNames(directory: string): Promise<Set<string>> {
  const files = await readdir(join(directory, environmentsFolder)).catch(() => []);
  return new Set(files.map((file) => file.toLowerCase().replace(/\.json$/, '')));
}
