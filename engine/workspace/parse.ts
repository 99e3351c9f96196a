import * as z from 'zod/mini';
import { SavedConnection } from '../../contract/index.js';
import { type Parsed, parseFile, print, schemaVersion } from './json-file.js';
import { printedVariables, variablesProblem } from './parse-variables.js';

const Manifest = z.strictObject({
  schema: z.literal(schemaVersion),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  folders: z.array(z.string().check(z.maxLength(1_000))),
});
export type Manifest = z.output<typeof Manifest>;

const ConnectionFile = z.extend(SavedConnection, { schema: z.literal(schemaVersion) });

/** Reads `workspace.json`. A problem names the line. */
export function parseManifest(file: string, text: string): Parsed<Manifest> {
  return parseFile(file, text, Manifest);
}

/** Reads one connection file. A problem names the line. */
export function parseConnection(file: string, text: string): Parsed<SavedConnection> {
  const parsed = parseFile(file, text, ConnectionFile);
  if ('problem' in parsed) return parsed;
  const { schema: _schema, ...connection } = parsed.value;
  return variablesProblem(file, text, connection.variables ?? []) ?? { value: connection };
}

/** Writes a connection as its file holds it: two spaces, keys in one order, a line end at the end. */
export function printConnection(connection: SavedConnection): string {
  const { id, name, folder, order, description, config, variables, messages, filters } = connection;
  const { protocol, role, address, options } = config;
  return print({
    schema: schemaVersion,
    id,
    name,
    folder,
    order,
    ...(description === undefined ? {} : { description }),
    config: { protocol, role, address, options },
    ...(variables === undefined || variables.length === 0 ? {} : { variables: printedVariables(variables) }),
    messages: messages.map((one) => ({
      id: one.id,
      name: one.name,
      mode: one.mode,
      kind: one.kind,
      body: one.body,
      ...(one.frame === undefined ? {} : { frame: one.frame }),
    })),
    ...(filters === undefined || filters.length === 0
      ? {}
      : { filters: filters.map(({ id: filter, query }) => ({ id: filter, query })) }),
  });
}
