import { parseJsonTree } from '../../../codec/index.js';
import type { JsonNode } from '../../../codec/index.js';
import { ok } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';

const kinds = ['object', 'array', 'string', 'number', 'true', 'false', 'null'] as const;
export type JsonKind = (typeof kinds)[number];

/**
 * The tree of a JSON text as columns: a value is a number, 0 the top, and the children of one stand in a
 * row. Handed from a worker to the page it costs nothing, whatever it holds.
 */
export interface JsonFlat {
  readonly text: string;
  /** Places in `kinds`, with `repeated` set where the key came before in its object. */
  readonly kind: Uint8Array<ArrayBuffer>;
  readonly start: Uint32Array<ArrayBuffer>;
  /** Exclusive. */
  readonly end: Uint32Array<ArrayBuffer>;
  /** Where the key's opening quote stands. */
  readonly keyStart: Uint32Array<ArrayBuffer>;
  readonly keyLength: Uint32Array<ArrayBuffer>;
  readonly firstChild: Uint32Array<ArrayBuffer>;
  readonly children: Uint32Array<ArrayBuffer>;
}

const repeated = 0x80;

/** Values of the largest tree: some 250 bytes each while it is read. */
export const maxTreeValues = 1_000_000;

/** Reads a JSON text into columns; the failures are those of `parseJsonTree`. */
export function flatJson(text: string): Result<JsonFlat> {
  const tree = parseJsonTree(text, { maxNodes: maxTreeValues });
  return tree.ok ? ok(flatten(text, tree.value)) : tree;
}

/** Level by level, so that the children of a value stand side by side, however deep they are. */
function flatten(text: string, root: JsonNode): JsonFlat {
  const nodes: JsonNode[] = [root];
  const first: number[] = [];
  for (let at = 0; at < nodes.length; at++) {
    first.push(nodes.length);
    for (const child of nodes[at]?.children ?? []) nodes.push(child);
  }
  const column = (of: (node: JsonNode) => number): Uint32Array<ArrayBuffer> => Uint32Array.from(nodes, of);
  return {
    text,
    kind: Uint8Array.from(
      nodes,
      (node) => kinds.indexOf(node.kind) | (node.duplicate === true ? repeated : 0),
    ),
    start: column((node) => node.start),
    end: column((node) => node.end),
    keyStart: column((node) => node.keyStart ?? 0),
    keyLength: column((node) => node.key?.length ?? 0),
    firstChild: Uint32Array.from(first),
    children: column((node) => node.children.length),
  };
}

export function kindOf(tree: JsonFlat, node: number): JsonKind {
  return kinds[(tree.kind[node] ?? 0) & ~repeated] ?? 'null';
}

export function isRepeated(tree: JsonFlat, node: number): boolean {
  return ((tree.kind[node] ?? 0) & repeated) !== 0;
}

/** The key as sent, escapes included, without its quotes. */
export function keyOf(tree: JsonFlat, node: number): string {
  const from = (tree.keyStart[node] ?? 0) + 1;
  return tree.text.slice(from, from + (tree.keyLength[node] ?? 0));
}

/** The value exactly as sent. */
export function sentText(tree: JsonFlat, node: number): string {
  return tree.text.slice(tree.start[node], tree.end[node]);
}

/** The buffers of a tree, for handing it over. */
export function buffersOf(tree: JsonFlat): ArrayBuffer[] {
  const { kind, start, end, keyStart, keyLength, firstChild, children } = tree;
  return [kind, start, end, keyStart, keyLength, firstChild, children].map((column) => column.buffer);
}
