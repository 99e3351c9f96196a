import * as z from 'zod/mini';
import { parseJsonTree } from '../../codec/index.js';
import type { JsonNode } from '../../codec/index.js';
import { SavedConnection } from '../../contract/index.js';
import type { WorkspaceProblem } from '../../contract/index.js';

/** Version of the files' shapes; a higher one was written by a later Wirebench and is left alone. */
export const schemaVersion = 1;

const Manifest = z.strictObject({
  schema: z.literal(schemaVersion),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  folders: z.array(z.string().check(z.maxLength(1_000))),
});
export type Manifest = z.output<typeof Manifest>;

const ConnectionFile = z.extend(SavedConnection, { schema: z.literal(schemaVersion) });

export type Parsed<T> = { readonly value: T } | { readonly problem: WorkspaceProblem };

/** Reads `workspace.json`. A problem names the line. */
export function parseManifest(file: string, text: string): Parsed<Manifest> {
  return parse(file, text, Manifest);
}

/** Reads one connection file. A problem names the line. */
export function parseConnection(file: string, text: string): Parsed<SavedConnection> {
  const parsed = parse(file, text, ConnectionFile);
  if ('problem' in parsed) return parsed;
  const { schema: _schema, ...connection } = parsed.value;
  return { value: connection };
}

/** Writes a connection as its file holds it: two spaces, keys in one order, a line end at the end. */
export function printConnection(connection: SavedConnection): string {
  const { id, name, folder, order, description, config, messages } = connection;
  const { protocol, role, address, options } = config;
  return print({
    schema: schemaVersion,
    id,
    name,
    folder,
    order,
    ...(description === undefined ? {} : { description }),
    config: { protocol, role, address, options },
    messages: messages.map((one) => ({
      id: one.id,
      name: one.name,
      mode: one.mode,
      kind: one.kind,
      body: one.body,
    })),
  });
}

export function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parse<Schema extends z.ZodMiniType>(
  file: string,
  text: string,
  schema: Schema,
): Parsed<z.output<Schema>> {
  // Git leaves these behind where two people changed the same lines: say so, rather than what JSON makes of it.
  const marker = /^(<{7}|={7}|>{7})( |$)/mu.exec(text);
  if (marker !== null) {
    return problem(file, text, marker.index, 'an unresolved merge: keep one side and remove the markers');
  }
  const tree = parseJsonTree(text);
  if (!tree.ok) {
    const { line, column } = { line: null, column: null, ...tree.error.detail };
    return {
      problem: {
        file,
        line: typeof line === 'number' ? line : null,
        column: typeof column === 'number' ? column : null,
        message: `not valid JSON: ${tree.error.message}`,
      },
    };
  }
  const value: unknown = JSON.parse(text);
  const version = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof version === 'number' && version > schemaVersion) {
    return problem(file, text, 0, `written by a later Wirebench (schema ${version}); update to read it`);
  }
  const judged = schema.safeParse(value);
  if (judged.success) return { value: judged.data };
  const issue = judged.error.issues[0];
  const path = issue?.path ?? [];
  const node = nodeAt(tree.value, path);
  const where = path.length === 0 ? 'the file' : `"${path.map(String).join('.')}"`;
  return problem(file, text, node.keyStart ?? node.start, `${where} ${wordsFor(issue)}`);
}

function problem(file: string, text: string, offset: number, message: string): { problem: WorkspaceProblem } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { problem: { file, line, column: offset - before.lastIndexOf('\n'), message } };
}

/** The node an issue is about, or the nearest around it where it is about something missing. */
function nodeAt(root: JsonNode, path: readonly PropertyKey[]): JsonNode {
  let node = root;
  for (const step of path) {
    const next =
      node.kind === 'array' ? node.children[Number(step)] : node.children.find((child) => child.key === step);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function wordsFor(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `should be ${issue.expected}`;
    case 'unrecognized_keys':
      return `has a key this version does not know: ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_value':
      return `should be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_big':
      return `should be at most ${issue.maximum}`;
    case 'too_small':
      return `should be at least ${issue.minimum}`;
    default:
      return 'is not what it should be';
  }
}
