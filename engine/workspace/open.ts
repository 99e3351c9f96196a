import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, ok } from '../../contract/result.js';
import { diskFailure } from '../files/disk-failure.js';
import { writeRefusal } from './directory.js';
import { OpenWorkspace } from './open-workspace.js';
import type { SecretKeys } from './secret-file.js';
import { SecretStore } from './secrets.js';
import { WindowState } from './window-state.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceOptions {
  /** Where tabs, trash and secrets of this person are kept; made where it is missing. */
  readonly stateDirectory: string;
  /** Fill a directory that has no workspace yet with the sample. */
  readonly sample: boolean;
  /** Encrypt what is kept of secrets; without any they lie open in a file for their owner alone. */
  readonly secrets?: SecretKeys | undefined;
}

/**
 * Opens the workspace of a directory, which is made where it is missing. Broken files are reported
 * in `info.problems` and left as they are; a directory that cannot be written opens read-only.
 */
export async function openWorkspace(
  directory: string,
  options: WorkspaceOptions,
): Promise<Result<Workspace>> {
  try {
    await mkdir(directory, { recursive: true });
    await mkdir(options.stateDirectory, { recursive: true, mode: 0o700 });
    // What is personal stays out of a repository that the workspace may be part of.
    await writeFile(join(options.stateDirectory, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined);
  } catch (error) {
    return { ok: false, error: diskFailure('create', directory, error) };
  }
  const windowState = await WindowState.open(options.stateDirectory);
  if (!windowState.ok) return windowState;
  const secrets = await SecretStore.open(join(options.stateDirectory, 'secrets.json'), options.secrets);
  const readOnly = await writeRefusal(directory);
  const workspace = new OpenWorkspace(
    directory,
    options.stateDirectory,
    windowState.value,
    secrets,
    readOnly,
  );
  await workspace.begin(options.sample);
  return ok(workspace);
}
