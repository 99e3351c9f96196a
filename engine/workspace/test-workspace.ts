import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SavedConnection } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import { openWorkspace } from './index.js';
import type { Workspace } from './index.js';

export interface TestWorkspace {
  /** Its directory inside the bench's; the bench's own unless told otherwise. */
  readonly at?: string;
  readonly sample?: boolean;
  /** Where what is personal lies, inside the bench's directory. */
  readonly state?: string;
  readonly passphrase?: string | undefined;
}

/** A temporary directory and workspaces opened in it, all gone after `close`. */
export class WorkspaceBench {
  readonly #open: Workspace[] = [];

  private constructor(readonly directory: string) {}

  static async make(): Promise<WorkspaceBench> {
    return new WorkspaceBench(await mkdtemp(join(tmpdir(), 'wirebench-workspace-')));
  }

  async open(one: TestWorkspace = {}): Promise<Workspace> {
    const { at = '', sample = false, state = '.local', passphrase } = one;
    const options = { stateDirectory: join(this.directory, state), sample, secrets: { passphrase } };
    const workspace = valueOf(await openWorkspace(join(this.directory, at), options));
    this.#open.push(workspace);
    return workspace;
  }

  async close(): Promise<void> {
    for (const workspace of this.#open) await workspace.close();
    // A test may have made it read-only.
    await chmod(this.directory, 0o700);
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A connection as a person would save it. */
export const orderStream: SavedConnection = {
  id: 'order-stream',
  name: 'Order stream',
  folder: 'Orders',
  order: 1,
  config: {
    protocol: 'ws',
    role: 'client',
    address: 'ws://Example.test/Path',
    options: { ws: { deflate: false } },
  },
  messages: [{ id: 'm1', name: 'subscribe', mode: 'json', kind: 'text', body: '{"op":"subscribe"}' }],
};

/** Resolves when the workspace tells of an edit that somebody else made. */
export function outsideChange(workspace: Workspace): Promise<void> {
  return new Promise((resolve) => {
    const off = workspace.onChange((outside) => {
      if (!outside) return;
      off();
      resolve();
    });
  });
}
