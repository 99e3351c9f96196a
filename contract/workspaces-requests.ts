import * as z from 'zod/mini';
import { request } from './define.js';
import { TakenOut, WorkspaceSelection } from './workspace-batch.js';
import { Id } from './workspace.js';
import type { TransferReport, WorkspacesInfo } from './workspaces.js';

const directory = z.string().check(z.minLength(1), z.maxLength(4_096));
const name = z.string().check(z.minLength(1), z.maxLength(200));
const entering = ['workspaces.*', 'state.*', 'workspace.write'] as const;

export const workspacesRequests = {
  'workspaces.list': request<WorkspacesInfo>()(z.strictObject({})),
  /**
   * Opens another workspace in this host; pages are told by `workspace.switched` and begin anew. Sessions that
   * are active end by it: unless `endSessions`, the answer is `workspaces.busy` while there are any.
   */
  'workspaces.open': request<void>()(z.strictObject({ directory, endSessions: z.boolean() }), entering),
  /** Makes a workspace in a directory that is empty or not there yet. It is not opened. */
  'workspaces.create': request<{ readonly directory: string }>()(
    z.strictObject({ directory, name }),
    entering,
  ),
  /** Copies the open one, without secrets and sessions, to a directory that is empty or not there yet. */
  'workspaces.duplicate': request<{ readonly directory: string }>()(
    z.strictObject({ directory, name }),
    entering,
  ),
  /** Leaves the open one for the one before it, or for this person's own. */
  'workspaces.close': request<void>()(z.strictObject({ endSessions: z.boolean() }), entering),
  /** Takes one off the list of recent ones; its files stay. */
  'workspaces.forget': request<void>()(z.strictObject({ directory })),
  /** The system's own dialog for a directory; null where the person chose none. */
  'workspaces.choose': request<{ readonly directory: string | null }>()(
    z.strictObject({ purpose: z.enum(['open', 'create']) }),
    ['host.unsupported'],
  ),
  /** Copies or moves connections, messages and all, to another workspace. Values of secrets stay behind. */
  'workspaces.transfer': request<TransferReport>()(
    z.strictObject({
      connections: z.array(Id).check(z.minLength(1), z.maxLength(10_000)),
      to: directory,
      move: z.boolean(),
    }),
    [...entering, 'workspace.*'],
  ),
  /** Undoes a transfer. */
  'workspaces.take-back': request<void>()(
    z.strictObject({ to: directory, added: WorkspaceSelection, taken: z.nullable(TakenOut) }),
    [...entering, 'workspace.*'],
  ),
  /** Opens an address of http or https outside, for a person who clicked it. */
  'link.open': request<void>()(z.strictObject({ url: z.string().check(z.maxLength(8_192)) }), [
    'host.unsupported',
    'link.refused',
  ]),
} as const;
