import * as z from 'zod/mini';
import { request } from './define.js';
import { Environment, VariableName, VariableScope, Variables, maxVariableLength } from './variables.js';
import type { StoredEnvironment, StoredVariables } from './variables.js';
import { Id, SavedConnection } from './workspace.js';
import type { StoredConnection, WorkspaceInfo } from './workspace.js';

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
  /** The folders, empty ones included, in order. */
  'workspace.folders': request<void>()(
    z.strictObject({ folders: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(10_000)) }),
    ['workspace.read-only', 'workspace.write'],
  ),
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
  /** What belongs to this person and machine: open tabs, drafts, layout. Not part of the shared files. */
  'state.read': request<unknown>()(z.strictObject({})),
  'state.write': request<void>()(z.strictObject({ state: z.unknown() }), ['state.write', 'state.too-large']),
} as const;
