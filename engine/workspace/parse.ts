import * as z from 'zod/mini';
import type { SavedMessage } from '../../contract/index.js';
import { FolderPath, Description, SavedConnection } from '../../contract/index.js';
import { type Parsed, parseFile, print, problemAt } from './json-file.js';
import { asLines, schemaVersion } from './migrate.js';
import { FileMessage, messageOfFile, printedFields, printedLayout } from './parse-fields.js';
import { printedVariables, variablesProblem } from './parse-variables.js';

const Folder = z.strictObject({ path: FolderPath, description: z.exactOptional(Description) });
/** A folder that was made or described; others are named by the connections in them alone. */
export type Folder = z.output<typeof Folder>;

const Manifest = z.strictObject({
  schema: z.literal(schemaVersion),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  description: z.exactOptional(Description),
  folders: z.array(Folder),
});
export type Manifest = Omit<z.output<typeof Manifest>, 'schema'>;

const ConnectionFile = z.extend(SavedConnection, {
  schema: z.literal(schemaVersion),
  messages: z.array(FileMessage).check(z.maxLength(10_000)),
});

/** Reads `workspace.json`. A problem names the line. */
export function parseManifest(file: string, text: string): Parsed<Manifest> {
  const parsed = parseFile(file, text, 'manifest', Manifest);
  if ('problem' in parsed) return parsed;
  const { schema: _schema, ...manifest } = parsed.value;
  const twice = firstRepeated(manifest.folders.map(({ path }) => path));
  if (twice !== null) {
    const message = `the folder "${manifest.folders[twice]?.path ?? ''}" is listed twice`;
    return problemAt(file, text, ['folders', twice], message);
  }
  return { value: manifest };
}

/** Writes `workspace.json`: keys in one order, a folder a block. */
export function printManifest({ id, name, description, folders }: Manifest): string {
  return print({
    schema: schemaVersion,
    id,
    name,
    ...described(description),
    folders: folders.map((folder) => ({ path: folder.path, ...described(folder.description) })),
  });
}

/** Reads one connection file. A problem names the line. */
export function parseConnection(file: string, text: string): Parsed<SavedConnection> {
  const parsed = parseFile(file, text, 'connection', ConnectionFile);
  if ('problem' in parsed) return parsed;
  const { schema: _schema, messages, ...rest } = parsed.value;
  const connection = { ...rest, messages: messages.map(messageOfFile) };
  for (const list of ['messages', 'filters', 'layouts'] as const) {
    const ids = (connection[list] ?? []).map(({ id }) => id);
    const twice = firstRepeated(ids);
    if (twice !== null) {
      const message = `the id "${ids[twice] ?? ''}" is there twice among the ${list}: give one of them another`;
      return problemAt(file, text, [list, twice, 'id'], message);
    }
  }
  return variablesProblem(file, text, connection.variables ?? []) ?? { value: connection };
}

/** Writes a connection as its file holds it: two spaces, keys in one order, a line end at the end. */
export function printConnection(connection: SavedConnection): string {
  const {
    id,
    name,
    folder,
    order,
    description,
    template,
    config,
    variables,
    messages,
    messageFolders,
    filters,
    layouts,
  } = connection;
  const { protocol, role, address, options } = config;
  return print({
    schema: schemaVersion,
    id,
    name,
    folder,
    order,
    ...described(description),
    ...(template === undefined ? {} : { template }),
    config: { protocol, role, address, options },
    ...(variables === undefined || variables.length === 0 ? {} : { variables: printedVariables(variables) }),
    messages: messages.map(printedMessage),
    ...(messageFolders === undefined || messageFolders.length === 0 ? {} : { messageFolders }),
    ...(filters === undefined || filters.length === 0
      ? {}
      : {
          filters: filters.map((one) => ({
            id: one.id,
            ...(one.name === undefined ? {} : { name: one.name }),
            query: one.query,
            ...(one.colour === undefined ? {} : { colour: one.colour }),
          })),
        }),
    ...(layouts === undefined || layouts.length === 0 ? {} : { layouts: layouts.map(printedLayout) }),
  });
}

/** What says nothing is left out: a file that is not changed stays as it is. */
function printedMessage(one: SavedMessage): object {
  const { id, name, folder, description, mode, kind, body, frame, ending, code, reason, to, repeat } = one;
  return {
    id,
    name,
    ...(folder === undefined || folder === '' ? {} : { folder }),
    ...described(description),
    mode,
    kind,
    ...(printedFields(one) ?? { body: asLines(body) }),
    ...(frame === undefined ? {} : { frame }),
    ...(ending === undefined || ending === 'none' ? {} : { ending }),
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined || reason === '' ? {} : { reason }),
    ...(to === undefined || to === '' ? {} : { to }),
    ...(repeat === undefined ? {} : { repeat }),
  };
}

function described(description: string | undefined): { readonly description?: string | string[] } {
  return description === undefined || description === '' ? {} : { description: asLines(description) };
}

/** Where something stands that has been there before; null where everything is there once. */
function firstRepeated(texts: readonly string[]): number | null {
  const seen = new Set<string>();
  for (const [index, text] of texts.entries()) {
    if (seen.has(text)) return index;
    seen.add(text);
  }
  return null;
}
