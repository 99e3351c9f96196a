import { join, resolve } from 'node:path';
import { ok } from '../contract/index.js';
import type { Result } from '../contract/index.js';
import { Composing } from './composing.js';
import type { EngineOptions } from './engine-options.js';
import type { Engine } from './engine.js';
import { OpenEngine } from './open-engine.js';
import { PastSessions } from './past-sessions.js';
import { Retention } from './retention.js';
import { findStateDirectory } from './state-directory.js';
import { SyncSetting } from './sync-setting.js';
import { storeOf } from './variables/store.js';
import { Variables } from './variables/variables.js';
import { openWorkspace } from './workspace/index.js';

const mostSessions = 200;

/** Opens a workspace and its sessions; what a crash left open is ended. Fails with `state.write` or as the workspace does. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const directory = resolve(options.workspace);
  const state = await findStateDirectory(directory, options.state);
  if (!state.ok) return state;
  const stateDirectory = state.value.directory;
  const workspace = await openWorkspace(directory, {
    stateDirectory,
    sample: options.sample ?? false,
    secrets: options.secrets,
  });
  if (!workspace.ok) return workspace;
  const past = new PastSessions(join(stateDirectory, 'sessions'));
  const recovered = await past.recover();
  const retention = new Retention(stateDirectory);
  const sync = new SyncSetting(stateDirectory, options.syncMs);
  const read = [state.value.problem, await retention.read(), await sync.read()];
  const begun = read.filter((problem) => problem !== null);
  const problems = [...begun, ...recovered];
  const places = { directory, stateDirectory, problems };
  const variables = new Variables(
    options.variables?.store ?? storeOf(workspace.value),
    { directory: resolve(options.variables?.directory ?? directory), closed: [stateDirectory] },
    options.variables?.run,
  );
  const composing = new Composing(variables);
  const kept = { past, retention, sync, network: options.network };
  const most = options.maxSessions ?? mostSessions;
  return ok(new OpenEngine(places, workspace.value, composing, kept, options.version, most));
}
