import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Result, fail, ok } from '../../contract/result.js';
import type {
  AddedBatch,
  Failure,
  SavedConnection,
  StoredConnection,
  TakenOut,
  VariableScope,
  WorkspaceBatch,
  WorkspaceInfo,
  WorkspaceProblem,
  WorkspaceSelection,
} from '../../contract/index.js';
import { diskFailure } from '../files/disk-failure.js';
import { Turns } from '../../contract/turns.js';
import { type BatchPlace, addAll, putBack, takeOut } from './batch.js';
import {
  type ConnectionFile,
  type Contents,
  connectionsFolder,
  type KnownFiles,
  fileNames,
  fingerprint,
  manifestFile,
  readConnection,
  readContents,
} from './directory.js';
import { Environments, environmentsFolder, readEnvironments } from './environments.js';
import type { EnvironmentContents } from './environments.js';
import { copyWhole, revisionOf, writeWhole } from '../files/whole-file.js';
import { writeFailure } from './write-failure.js';
import { type DescriptionChange, type FolderOrder, described, rearranged, relocate } from './folders.js';
import { mayBeHalfWritten, unsettledMs } from './half-written.js';
import { type Manifest, printConnection, printManifest } from './parse.js';
import { sampleConnections, sampleFolders } from './sample.js';
import { secretAnswer } from './secrets.js';
import type { SecretChange, SecretStore } from './secrets.js';
import { watchDirectories } from './watch.js';
import type { WindowState } from './window-state.js';
import { conflictOf } from './conflict.js';
import type { Off, Workspace } from './workspace.js';

/** A workspace's directory and what is known of it; `openWorkspace` makes it. */
export class OpenWorkspace implements Workspace, BatchPlace {
  readonly environments: Environments;
  contents: Contents = { manifest: null, later: false, connections: [], problems: [] };
  readonly trashed = new Map<string, string>();
  private readonly knownFiles: KnownFiles = new Map();
  private readonly listeners = new Set<(outside: boolean) => void>();
  private unwatch: Off = () => undefined;
  private later: NodeJS.Timeout | undefined;
  /** Saves run one after the other, so that a check and its write are not interleaved. */
  private readonly turns = new Turns();

  constructor(
    readonly directory: string,
    private readonly stateDirectory: string,
    private readonly windowState: WindowState,
    readonly secrets: SecretStore,
    private readonly readOnly: string | null,
  ) {
    this.environments = new Environments({
      directory,
      trash: this.trash,
      secrets,
      refusal: () => this.refusal(),
      turns: this.turns,
      tell: (outside) => this.tell(outside),
    });
  }

  async begin(sample: boolean): Promise<void> {
    this.contents = await readContents(this.directory, this.knownFiles);
    await this.environments.reload();
    const untouched = this.contents.connections.length === 0 && this.contents.problems.length === 0;
    if (this.contents.manifest === null && untouched && this.readOnly === null) {
      await this.writeManifest(this.newManifest(sample ? sampleFolders : []));
      for (const connection of sample ? sampleConnections : []) await this.save(connection, null);
      this.contents = await readContents(this.directory, this.knownFiles);
    }
    const places = ['', connectionsFolder, environmentsFolder].map((folder) => join(this.directory, folder));
    this.unwatch = watchDirectories(places, () => {
      void this.turns.take(() => this.follow());
    });
  }

  get shared(): boolean {
    return this.windowState.place > 1;
  }

  get info(): WorkspaceInfo {
    const { manifest, connections } = this.contents;
    const { environments, variables } = this.environments.contents;
    return {
      id: manifest?.id ?? '',
      name: manifest?.name ?? basename(this.directory),
      directory: this.directory,
      readOnly: this.frozen,
      description: manifest?.description ?? '',
      folders: (manifest?.folders ?? []).map(({ path }) => path),
      folderDocs: (manifest?.folders ?? []).flatMap(({ path, description }) =>
        description === undefined ? [] : [{ path, description }],
      ),
      connections: connections.map((one) => this.stored(one)),
      environments,
      variables,
      secrets: this.secrets.known,
      vault: this.secrets.vault,
      problems: [
        ...this.contents.problems,
        ...this.environments.contents.problems,
        ...(this.windowState.problem === null ? [] : [ownProblem('state.json', this.windowState.problem)]),
        ...(this.secrets.problem === null ? [] : [ownProblem('secrets.json', this.secrets.problem)]),
        ...(this.secrets.locked === null ? [] : [ownProblem('secrets.json', this.secrets.locked)]),
      ],
    };
  }

  secret(scope: VariableScope, name: string): Result<string | null> {
    return this.secrets.locked === null
      ? ok(this.secrets.variable(scope, name))
      : fail('secret.locked', this.secrets.locked);
  }

  setSecret(scope: VariableScope, name: string, value: string | null): Promise<Result<void>> {
    return this.setSecrets([{ scope, name, value }]);
  }

  setSecrets(values: readonly SecretChange[]): Promise<Result<void>> {
    return this.turns.take(async () => {
      const kept = await this.secrets.setVariables(values);
      // Locked since: pages hear of that too.
      if (kept.ok || kept.error.code === 'secret.locked') this.tell(false);
      return secretAnswer(kept);
    });
  }

  unlock(passphrase: string): Promise<Result<void>> {
    return this.told(() => this.secrets.unlock(passphrase));
  }

  protectSecrets(passphrase: string | null): Promise<Result<void>> {
    return this.told(async () => secretAnswer(await this.secrets.protect(passphrase)));
  }

  setSecretsAside(): Promise<Result<string | null>> {
    return this.told(async () => secretAnswer(await this.secrets.setAside()));
  }

  secretValues(): readonly string[] {
    return this.secrets.values;
  }

  connection(id: string): SavedConnection | undefined {
    return this.contents.connections.find((one) => one.connection.id === id)?.connection;
  }

  save(connection: SavedConnection, base: string | null): Promise<Result<StoredConnection>> {
    return this.turns.take(async () => {
      const refused = this.refusal();
      if (refused !== null) return { ok: false, error: refused };
      const find = (): ConnectionFile | undefined =>
        this.contents.connections.find((one) => one.connection.id === connection.id);
      // A file that was given another name a moment ago is saved under that one.
      if (!(await this.exists(find()))) await this.refresh();
      const known = find();
      const current = known === undefined ? null : await readConnection(this.directory, known.file, []);
      const conflict =
        base === '*' ? null : conflictOf(connection, base, known, current, await this.exists(known));
      if (conflict !== null) return { ok: false, error: conflict };
      const names = known === undefined ? await fileNames(this.directory) : ok(() => known.file);
      if (!names.ok) return writeFailure(names.error);
      const file = names.value(connection);
      const shared = await this.secrets.conceal(connection);
      if (!shared.ok) return writeFailure(shared.error);
      const text = printConnection(shared.value);
      const written = await writeWhole(join(this.directory, connectionsFolder, file), text);
      if (!written.ok) return writeFailure(written.error);
      const now = { file, revision: revisionOf(text), connection: shared.value };
      this.replace(now);
      this.tell(false);
      return ok(this.stored(now));
    });
  }

  remove(id: string): Promise<Result<void>> {
    return this.turns.take(async () => {
      const refused = this.refusal();
      if (refused !== null) return { ok: false, error: refused };
      const known = this.contents.connections.find((one) => one.connection.id === id);
      if (known === undefined) return unknown(id);
      const path = join(this.directory, connectionsFolder, known.file);
      try {
        await mkdir(this.trash, { recursive: true, mode: 0o700 });
        await copyWhole(path, join(this.trash, `${id}.json`));
        await rm(path);
        this.trashed.set(id, known.file);
      } catch (error) {
        return writeFailure(diskFailure('write', path, error));
      }
      this.drop(id);
      this.tell(false);
      return ok();
    });
  }

  async restore(id: string): Promise<Result<StoredConnection>> {
    if (this.connection(id) !== undefined) return unknown(id);
    const none = { folders: [], environments: [], variables: [] };
    const back = await this.putBack({ ...none, connections: [id] });
    if (!back.ok) return back;
    const one = this.contents.connections.find(({ connection }) => connection.id === id);
    return one === undefined ? unknown(id) : ok(this.stored(one));
  }

  setFolders(folders: readonly string[], base?: readonly string[]): Promise<Result<void>> {
    return this.changeManifest((before) => rearranged(before, { folders, base }));
  }

  addAll(batch: WorkspaceBatch): Promise<Result<AddedBatch>> {
    return this.told(() => addAll(this, batch));
  }

  takeOut(selection: WorkspaceSelection): Promise<Result<TakenOut>> {
    return this.told(() => takeOut(this, selection));
  }

  putBack(taken: TakenOut): Promise<Result<void>> {
    return this.told(() => putBack(this, taken));
  }

  relocate(from: string, to: string, order: FolderOrder): Promise<Result<void>> {
    return this.told(() => relocate(this, from, to, order));
  }

  describe(changes: readonly DescriptionChange[]): Promise<Result<void>> {
    return this.changeManifest((before) => described(before, changes));
  }

  rename(name: string): Promise<Result<void>> {
    return this.changeManifest((before) => ({ ...before, name }));
  }

  async readState(window?: number): Promise<Result<unknown>> {
    return ok(await this.windowState.read(window));
  }

  writeState(state: unknown, window?: number): Promise<Result<void>> {
    return this.windowState.write(state, window);
  }

  get windows(): Workspace['windows'] {
    return this.windowState;
  }

  onChange(listener: (outside: boolean) => void): Off {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.unwatch();
    clearTimeout(this.later);
    this.listeners.clear();
    await this.turns.idle();
    await this.windowState.close();
  }

  /** Reads the files again; tells listeners where they are not what was known. */
  async refresh(): Promise<void> {
    this.adopt(await readContents(this.directory, this.knownFiles), await readEnvironments(this.directory));
  }

  /** As `refresh`, but for a file that is broken and may be half written: what was known holds until it has settled. */
  private async follow(): Promise<void> {
    const contents = await readContents(this.directory, this.knownFiles);
    const others = await readEnvironments(this.directory);
    const known = new Set(this.info.problems.map(({ file }) => file));
    const fresh = [...contents.problems, ...others.problems].filter(({ file }) => !known.has(file));
    if (!(await mayBeHalfWritten(this.directory, fresh))) return this.adopt(contents, others);
    clearTimeout(this.later);
    this.later = setTimeout(() => void this.turns.take(() => this.follow()), unsettledMs / 4);
    this.later.unref();
  }

  private adopt(contents: Contents, others: EnvironmentContents): void {
    const before = fingerprint(this.contents);
    this.contents = contents;
    const changed = this.environments.adopt(others);
    if (changed || fingerprint(contents) !== before) this.tell(true);
  }

  private changeManifest(change: (before: Manifest) => Manifest | Failure): Promise<Result<void>> {
    return this.told(async () => {
      const refused = this.refusal();
      if (refused !== null) return { ok: false, error: refused };
      await this.refresh();
      const before = this.manifest();
      if (!before.ok) return before;
      const next = change(before.value);
      return 'code' in next ? { ok: false, error: next } : this.writeManifest(next);
    });
  }

  /** A change of ours, in its turn; pages hear of it. */
  private told<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.turns.take(async () => {
      const answer = await work();
      if (answer.ok) this.tell(false);
      return answer;
    });
  }

  private async exists(known: ConnectionFile | undefined): Promise<boolean> {
    if (known === undefined) return false;
    return readFile(join(this.directory, connectionsFolder, known.file)).then(
      () => true,
      () => false,
    );
  }

  async writeManifest(manifest: Manifest): Promise<Result<void>> {
    const written = await writeWhole(join(this.directory, manifestFile), printManifest(manifest));
    if (!written.ok) return writeFailure(written.error);
    this.contents = { ...this.contents, manifest };
    return written;
  }

  /** What `workspace.json` holds, or would if there were one; fails where it is broken. */
  manifest(): Result<Manifest> {
    if (this.contents.manifest !== null) return ok(this.contents.manifest);
    const broken = this.contents.problems.some((one) => one.file === manifestFile);
    const message = `${manifestFile} is broken and was left as it is: mend it, then change folders.`;
    return broken ? fail('workspace.write', message) : ok(this.newManifest([]));
  }

  private newManifest(folders: readonly string[]): Manifest {
    return {
      id: randomBytes(9).toString('base64url'),
      name: basename(this.directory) || 'workspace',
      folders: folders.map((path) => ({ path })),
    };
  }

  get trash(): string {
    return join(this.stateDirectory, 'trash');
  }

  /** Why nothing can be written; null where it can. */
  private get frozen(): string | null {
    const later = `${manifestFile} was written by a later Wirebench. Update this one to change it.`;
    return this.readOnly ?? (this.contents.later ? later : null);
  }

  refusal(): Failure | null {
    const why = this.frozen;
    return why === null
      ? null
      : { code: 'workspace.read-only', message: `This workspace cannot be changed: ${why}` };
  }

  private stored(one: ConnectionFile): StoredConnection {
    return { connection: this.secrets.reveal(one.connection), revision: one.revision };
  }

  private replace(now: ConnectionFile): void {
    this.drop(now.connection.id);
    this.contents = { ...this.contents, connections: [...this.contents.connections, now] };
  }

  private drop(id: string): void {
    const connections = this.contents.connections.filter((one) => one.connection.id !== id);
    this.contents = { ...this.contents, connections };
  }

  private tell(outside: boolean): void {
    for (const listener of this.listeners) listener(outside);
  }
}

/** About a file of this person's. */
function ownProblem(file: string, message: string): WorkspaceProblem {
  return { file, line: null, column: null, message };
}

function unknown(id: string): { ok: false; error: Failure } {
  return fail(
    'workspace.unknown',
    `There is no connection "${id}" here: it was removed or restored already.`,
  );
}
