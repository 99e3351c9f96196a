import * as z from 'zod/mini';
import { SavedConnection, SavedMessage } from '../../contract/index.js';
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
  const { id, name, folder, order, description, config, variables, messages, messageFolders, filters } =
    connection;
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
    messages: messages.map(printedMessage),
    ...(messageFolders === undefined || messageFolders.length === 0 ? {} : { messageFolders }),
    ...(filters === undefined || filters.length === 0
      ? {}
      : { filters: filters.map(({ id: filter, query }) => ({ id: filter, query })) }),
  });
}

/** What says nothing is left out: a file that is not changed stays as it is. */
function printedMessage(one: SavedMessage): SavedMessage {
  const { id, name, folder, description, mode, kind, body, frame, ending, code, reason, to } = one;
  return {
    id,
    name,
    ...(folder === undefined || folder === '' ? {} : { folder }),
    ...(description === undefined || description === '' ? {} : { description }),
    mode,
    kind,
    body,
    ...(frame === undefined ? {} : { frame }),
    ...(ending === undefined || ending === 'none' ? {} : { ending }),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined || reason === '' ? {} : { reason }),
    ...(to === undefined || to === '' ? {} : { to }),
  };
}
