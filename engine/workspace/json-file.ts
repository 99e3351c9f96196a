import type * as z from 'zod/mini';
import { parseJsonTree } from '../../codec/index.js';
import type { JsonNode } from '../../codec/index.js';
import type { WorkspaceProblem } from '../../contract/index.js';
import { migrated, schemaVersion } from './migrate.js';
import type { FileKind } from './migrate.js';

export type Parsed<T> =
  | { readonly value: T }
  /** `later`: nothing is wrong with it but that a later Wirebench wrote it. */
  | { readonly problem: WorkspaceProblem; readonly later?: true };

/** As every file of ours is written: two spaces, a line end at the end. */
export function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A file of ours by its schema, brought to this version's shape. A problem names the line. */
export function parseFile<Schema extends z.ZodMiniType>(
  file: string,
  text: string,
  kind: FileKind,
  schema: Schema,
): Parsed<z.output<Schema>> {
  // Git leaves these behind where two people changed the same lines: say so, rather than what JSON makes of it.
  const marker = /^(<{7}|={7}|>{7}|\|{7})( |\r?$)/mu.exec(text);
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
  const twice = repeatedKey(tree.value);
  if (twice !== null) {
    // A merge that took both sides: whoever reads the file would see one of them and lose the other.
    const message = `the key "${twice.key ?? ''}" is there twice: a merge kept both sides, remove one`;
    return problem(file, text, twice.keyStart ?? twice.start, message);
  }
  // Editors on Windows write a byte order mark; the tree was read behind it.
  const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  const version = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  const schemaNode = nodeAt(tree.value, ['schema']);
  const at = schemaNode.keyStart ?? 0;
  if (typeof version === 'number' && version > schemaVersion) {
    const message = `written by a later Wirebench (schema ${version}); update to read it`;
    return { ...problem(file, text, at, message), later: true };
  }
  const current = typeof version === 'number' ? migrated(kind, value, version) : null;
  if (current === null) {
    return problem(file, text, at, `"schema" should be a version from 1 to ${schemaVersion}`);
  }
  const judged = schema.safeParse(current);
  if (judged.success) return { value: judged.data };
  const issue = judged.error.issues[0];
  const path = issue?.path ?? [];
  const node = nodeAt(tree.value, path);
  const where = path.length === 0 ? 'the file' : `"${path.map(String).join('.')}"`;
  return problem(file, text, node.keyStart ?? node.start, `${where} ${wordsFor(issue)}`);
}

/** A problem of what a path leads to in a text that is JSON. */
export function problemAt(
  file: string,
  text: string,
  path: readonly PropertyKey[],
  message: string,
): { problem: WorkspaceProblem } {
  const tree = parseJsonTree(text);
  const node = tree.ok ? nodeAt(tree.value, path) : null;
  return problem(file, text, node?.keyStart ?? node?.start ?? 0, message);
}

function problem(file: string, text: string, offset: number, message: string): { problem: WorkspaceProblem } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { problem: { file, line, column: offset - before.lastIndexOf('\n'), message } };
}

/** The first key that an object has twice; null where none does. */
function repeatedKey(root: JsonNode): JsonNode | null {
  for (const child of root.children) {
    if (child.duplicate === true) return child;
    const inside = repeatedKey(child);
    if (inside !== null) return inside;
  }
  return null;
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

/** What is wrong, in words that go on after the name of what it is wrong with. */
export function wordsFor(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `should be ${issue.expected}`;
    case 'custom':
      return issue.message;
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
