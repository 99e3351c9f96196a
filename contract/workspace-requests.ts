import * as z from 'zod/mini';
import { request } from './define.js';
import { WindowNumber } from './window-requests.js';
import { Environment, VariableName, VariableScope, Variables, maxVariableLength } from './variables.js';
import type { StoredEnvironment, StoredVariables } from './variables.js';
import { TakenOut, WorkspaceBatch, WorkspaceSelection } from './workspace-batch.js';
import type { AddedBatch } from './workspace-batch.js';
import { Description, FolderPath, Id, SavedConnection } from './workspace.js';
import type { StoredConnection, WorkspaceInfo } from './workspace.js';

const folders = z.array(FolderPath).check(z.maxLength(10_000));

/** The requests about a workspace's files, secrets and window state, part of the contract's one table. */
export const workspaceRequests = {
  'workspace.read': request<WorkspaceInfo>()(z.strictObject({})),
  /** Writes one connection. `base` is the revision it was edited from, null where it is new, `*` to overwrite. */
  'workspace.save': request<StoredConnection>()(
    z.strictObject({ connection: SavedConnection, base: z.nullable(z.string()) }),
    ['workspace.read-only', 'workspace.conflict', 'workspace.write'],
  ),
  /** Puts a connection into the trash, from which `workspace.restore` takes it back. */
  'workspace.remove': request<void>()(z.strictObject({ id: Id }), [
    'workspace.read-only',
    'workspace.unknown',
    'workspace.write',
  ]),
  'workspace.restore': request<StoredConnection>()(z.strictObject({ id: Id }), [
    'workspace.read-only',
    'workspace.unknown',
    'workspace.write',
  ]),
  /**
   * The folders, empty ones included, in order. `base` is the list that it was made from: what another page or another
   * program has added since then stays, and what was taken away stays away.
   */
  'workspace.folders': request<void>()(z.strictObject({ folders, base: folders }), [
    'workspace.read-only',
    'workspace.write',
  ]),
  /**
   * Moves a folder with all that is in it to another path; `folders` is the order of all of them then, `base` what was
   * there before as for `workspace.folders`.
   */
  'workspace.relocate': request<void>()(
    z.strictObject({ from: FolderPath, to: FolderPath, folders, base: folders }),
    ['workspace.read-only', 'workspace.write'],
  ),
  /**
   * Writes the description of a folder, or of the workspace where `folder` is null. `base` is the text it was
   * edited from, null to overwrite.
   */
  'workspace.describe': request<void>()(
    z.strictObject({
      folder: z.nullable(FolderPath),
      description: Description,
      base: z.nullable(Description),
    }),
    ['workspace.read-only', 'workspace.conflict', 'workspace.write'],
  ),
  'workspace.rename': request<void>()(
    z.strictObject({ name: z.string().check(z.minLength(1), z.maxLength(200)) }),
    ['workspace.read-only', 'workspace.write'],
  ),
  /** Adds many things as one change, all of them or none. Ids that are taken are replaced. */
  'workspace.add': request<AddedBatch>()(WorkspaceBatch, [
    'workspace.read-only',
    'workspace.write',
    'secret.locked',
  ]),
  /** Puts many things into the trash as one change, which `workspace.put-back` undoes. */
  'workspace.take-out': request<TakenOut>()(WorkspaceSelection, ['workspace.read-only', 'workspace.write']),
  'workspace.put-back': request<void>()(TakenOut, [
    'workspace.read-only',
    'workspace.unknown',
    'workspace.write',
  ]),
  /** Writes one environment, a file of its own. `base` as of `workspace.save`. */
  'environment.save': request<StoredEnvironment>()(
    z.strictObject({ environment: Environment, base: z.nullable(z.string()) }),
    ['workspace.read-only', 'workspace.conflict', 'workspace.write'],
  ),
  /** Puts an environment into the trash; its secrets stay, for `environment.restore`. */
  'environment.remove': request<void>()(z.strictObject({ id: Id }), [
    'workspace.read-only',
    'environment.unknown',
    'workspace.write',
  ]),
  'environment.restore': request<StoredEnvironment>()(z.strictObject({ id: Id }), [
    'workspace.read-only',
    'workspace.conflict',
    'environment.unknown',
    'workspace.write',
  ]),
  /** Writes the workspace's own variables. Those of a connection are part of it. */
  'variables.save': request<StoredVariables>()(
    z.strictObject({ variables: Variables, base: z.nullable(z.string()) }),
    ['workspace.read-only', 'workspace.conflict', 'workspace.write'],
  ),
  /** The value of a secret, for the person who asks to see it; null where this machine has none. */
  'secret.read': request<{ readonly value: string | null }>()(
    z.strictObject({ scope: VariableScope, name: VariableName }),
    ['secret.locked'],
  ),
  /** Keeps the value of a secret on this machine, outside the shared files; null forgets it. */
  'secret.write': request<void>()(
    z.strictObject({
      scope: VariableScope,
      name: VariableName,
      value: z.nullable(z.string().check(z.maxLength(maxVariableLength))),
    }),
    ['secret.locked', 'secret.write'],
  ),
  /** Opens secrets that are encrypted by a passphrase, for as long as this workspace is open. */
  'secret.unlock': request<void>()(
    z.strictObject({ passphrase: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
    ['secret.locked', 'secret.passphrase'],
  ),
  /**
   * Encrypts secrets by a passphrase from now on, which other hosts of the workspace can open them with; null
   * leaves it to the system's keychain, or to the mode of the file where there is none.
   */
  'secret.protect': request<void>()(
    z.strictObject({ passphrase: z.nullable(z.string().check(z.minLength(1), z.maxLength(4_096))) }),
    ['secret.locked', 'secret.write'],
  ),
  /** Begins without secrets that do not open. Their file is kept: `file` is where, null where none were locked. */
  'secret.set-aside': request<{ readonly file: string | null }>()(z.strictObject({}), ['secret.write']),
  /**
   * What belongs to this person and machine: open tabs, drafts, layout of a window, the first unless told
   * otherwise. Not part of the shared files.
   */
  'state.read': request<unknown>()(z.strictObject({ window: z.exactOptional(WindowNumber) })),
  'state.write': request<void>()(
    z.strictObject({ window: z.exactOptional(WindowNumber), state: z.unknown() }),
    ['state.write', 'state.too-large'],
  ),
} as const;
