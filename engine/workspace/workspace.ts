import type { Result } from '../../contract/result.js';
import type {
  AddedBatch,
  SavedConnection,
  StoredConnection,
  TakenOut,
  VariableScope,
  WorkspaceBatch,
  WorkspaceInfo,
  WorkspaceSelection,
} from '../../contract/index.js';
import type { DescriptionChange, FolderOrder } from './folders.js';
import type { WindowState } from './window-state.js';
import type { Environments } from './environments.js';
import type { SecretChange } from './secrets.js';

export type Off = () => void;

/** Saved connections as files that can be reviewed, and this host's tabs beside them. */
export interface Workspace {
  readonly info: WorkspaceInfo;
  /** True where another host has this workspace open too. */
  readonly shared: boolean;
  readonly environments: Environments;
  /** Values of secret variables, which are in no file of the workspace. */
  secret(scope: VariableScope, name: string): Result<string | null>;
  setSecret(scope: VariableScope, name: string, value: string | null): Promise<Result<void>>;
  /** Several at once: all of them, or none. */
  setSecrets(values: readonly SecretChange[]): Promise<Result<void>>;
  /** Opens secrets that are locked. `secret.passphrase`, `secret.locked`. */
  unlock(passphrase: string): Promise<Result<void>>;
  /** Encrypts secrets by a passphrase from now on; null leaves it to the keychain, or to the file's mode. `secret.locked`, `secret.write`. */
  protectSecrets(passphrase: string | null): Promise<Result<void>>;
  /** Begins without secrets that do not open, and answers where their file is kept; null where none are locked. `secret.write`. */
  setSecretsAside(): Promise<Result<string | null>>;
  /** Every value of a secret that is kept here, the longest first: for taking them out of what leaves the engine, never for a page. */
  secretValues(): readonly string[];
  /** One of `info.connections`, without a passphrase. */
  connection(id: string): SavedConnection | undefined;
  save(connection: SavedConnection, base: string | null): Promise<Result<StoredConnection>>;
  remove(id: string): Promise<Result<void>>;
  restore(id: string): Promise<Result<StoredConnection>>;
  /** In order; `base` is the list it was made from: what was added or taken away since stays so. */
  setFolders(folders: readonly string[], base?: readonly string[]): Promise<Result<void>>;
  /** Adds connections, folders, environments, variables and values of secrets: all of them or none. */
  addAll(batch: WorkspaceBatch): Promise<Result<AddedBatch>>;
  /** Takes things out as one; `putBack` undoes it. */
  takeOut(selection: WorkspaceSelection): Promise<Result<TakenOut>>;
  putBack(taken: TakenOut): Promise<Result<void>>;
  /** Moves a folder with all that is in it to another path, and puts the folders in this order. */
  relocate(from: string, to: string, order: FolderOrder): Promise<Result<void>>;
  /** Writes descriptions of folders and of the workspace: all of them, or none where one is another than `before` by now. */
  describe(changes: readonly DescriptionChange[]): Promise<Result<void>>;
  rename(name: string): Promise<Result<void>>;
  /** Of a window, the first unless told otherwise. */
  readState(window?: number): Promise<Result<unknown>>;
  writeState(state: unknown, window?: number): Promise<Result<void>>;
  /** What all windows of this host keep. */
  readonly windows: Pick<WindowState, 'list' | 'move' | 'lastOpen' | 'keepOpen' | 'unclosed'>;
  /** `outside` tells an edit made by somebody else from a save made here. */
  onChange(listener: (outside: boolean) => void): Off;
  close(): Promise<void>;
}
