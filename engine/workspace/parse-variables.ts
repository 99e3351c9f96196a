import * as z from 'zod/mini';
import { Environment, Variables } from '../../contract/index.js';
import type { Variable } from '../../contract/index.js';
import { type Parsed, parseFile, problemAt, print } from './json-file.js';
import { schemaVersion } from './migrate.js';

const EnvironmentFile = z.extend(Environment, { schema: z.literal(schemaVersion) });
const VariablesFile = z.strictObject({ schema: z.literal(schemaVersion), variables: Variables });

/** Reads one environment file. A problem names the line. */
export function parseEnvironment(file: string, text: string): Parsed<Environment> {
  const parsed = parseFile(file, text, 'environment', EnvironmentFile);
  if ('problem' in parsed) return parsed;
  const { schema: _schema, ...environment } = parsed.value;
  return variablesProblem(file, text, environment.variables) ?? { value: environment };
}

/** Reads `variables.json`. A problem names the line. */
export function parseVariables(file: string, text: string): Parsed<Variable[]> {
  const parsed = parseFile(file, text, 'variables', VariablesFile);
  if ('problem' in parsed) return parsed;
  const { variables } = parsed.value;
  return variablesProblem(file, text, variables) ?? { value: variables };
}

export function printEnvironment({ id, name, variables }: Environment): string {
  return print({ schema: schemaVersion, id, name, variables: printedVariables(variables) });
}

export function printVariables(variables: readonly Variable[]): string {
  return print({ schema: schemaVersion, variables: printedVariables(variables) });
}

/** As files hold them: a secret is a name, and its value stays on each person's machine. */
export function printedVariables(variables: readonly Variable[]): Variable[] {
  return variables.map(({ name, value, secret }) =>
    secret === true ? { name, secret } : { name, value: value ?? '' },
  );
}

/** What a bad merge leaves behind and no schema sees: a name listed twice, a secret with a value. */
export function variablesProblem(
  file: string,
  text: string,
  variables: readonly Variable[],
): Extract<Parsed<never>, { problem: unknown }> | null {
  const seen = new Set<string>();
  for (const [index, { name, value, secret }] of variables.entries()) {
    if (seen.has(name)) {
      return problemAt(file, text, ['variables', index, 'name'], `the variable "${name}" is listed twice`);
    }
    seen.add(name);
    if (secret === true && value !== undefined) {
      const message = `"${name}" is a secret, but its value is written here: take it out, and treat it as known`;
      return problemAt(file, text, ['variables', index, 'value'], message);
    }
    if (secret !== true && value === undefined) {
      return problemAt(file, text, ['variables', index, 'name'], `the variable "${name}" has no "value"`);
    }
  }
  return null;
}
