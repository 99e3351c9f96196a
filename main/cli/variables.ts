import { resolve } from 'node:path';
import { fail, ok } from '../../contract/result.js';
import type { Failure, Result } from '../../contract/result.js';
import { readVariables } from '../../engine/index.js';
import type { EngineOptions } from '../../engine/index.js';
import { passphraseOf } from '../passphrase.js';
import type { PassphrasePrompt } from '../passphrase.js';
import type { RunCommand } from './options.js';

export interface GivenVariables {
  /** Id of the environment; null for none. */
  readonly environment: string | null;
  readonly variables: NonNullable<EngineOptions['variables']>;
  /** Files that could not be read: said, and the rest is used. */
  readonly problems: readonly Failure[];
  /** Values of secrets: they go where they are sent, and are printed nowhere. */
  readonly secrets: readonly string[];
}

/** The variables a command line asks for. Failure: `options.invalid`, naming the environments there are. */
export async function variablesOf(
  command: Pick<RunCommand, 'workspace' | 'environment' | 'variables' | 'askPassphrase' | 'passphraseFile'>,
  prompt: PassphrasePrompt,
): Promise<Result<GivenVariables>> {
  const run = command.variables;
  if (command.workspace === null) {
    return ok({ environment: null, variables: { run, directory: process.cwd() }, problems: [], secrets: [] });
  }
  const directory = resolve(command.workspace);
  const passphrase = await passphraseOf(command, prompt, process.env);
  if (!passphrase.ok) return passphrase;
  const {
    store,
    problems,
    values: secrets,
  } = await readVariables(directory, { passphrase: passphrase.value });
  const variables = { store, run, directory };
  const asked = command.environment;
  if (asked === null) return ok({ environment: null, variables, problems, secrets });
  const known = store.environments.map(({ environment }) => environment);
  const found = known.find(({ id }) => id === asked) ?? known.find(({ name }) => name === asked);
  if (found !== undefined) return ok({ environment: found.id, variables, problems, secrets });
  const names = known.length === 0 ? 'there is none' : `there is ${known.map(({ id }) => id).join(', ')}`;
  const broken = problems.map(({ message }) => ` ${message}.`).join('');
  return fail(
    'options.invalid',
    `--env ${JSON.stringify(asked)}: ${directory} has no such environment: ${names}.${broken}`,
  );
}
