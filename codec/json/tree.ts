import { fail, ok, type Failed, type Result } from '../result.js';
import { jsonStringValue } from './token.js';
import { walkJson, type JsonContainerKind, type JsonLimits, type JsonScalarKind } from './walk.js';

/**
 * A value as it stands in the text: `text.slice(start, end)` is exactly what was sent, so that big
 * integers, number forms, escapes, key order and repeated keys stay as they are.
 */
export interface JsonNode {
  readonly kind: JsonContainerKind | JsonScalarKind;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** In an object: its key as sent, escapes included, without the quotes. */
  readonly key?: string;
  /** Where the key's opening quote stands. */
  readonly keyStart?: number;
  /** The same key, compared with escapes undone, came before in this object. */
  readonly duplicate?: true;
  readonly children: readonly JsonNode[];
}

export interface JsonTreeLimits extends JsonLimits {
  /** Values in all; 200 000 by default, some tens of megabytes. */
  readonly maxNodes?: number;
}

export const defaultMaxJsonNodes = 200_000;

/** A node while its children come in. */
type Draft = { -readonly [Name in keyof JsonNode]: JsonNode[Name] } & { children: JsonNode[] };
const leaf: JsonNode[] = [];

/** The tree of a JSON text. Fails with `json.syntax`, `json.depth` or `json.size`, with line and column where they apply. */
export function parseJsonTree(text: string, limits: JsonTreeLimits = {}): Result<JsonNode> {
  const { maxNodes = defaultMaxJsonNodes } = limits;
  const open: { node: Draft; keys: Set<string> }[] = [];
  const top: JsonNode[] = [];
  let pendingKey: { key: string; keyStart: number; duplicate: boolean } | null = null;
  let nodes = 0;

  function add(kind: JsonNode['kind'], start: number, end: number, children: JsonNode[]): Draft {
    const node: Draft = { kind, start, end, children };
    if (pendingKey !== null) {
      node.key = pendingKey.key;
      node.keyStart = pendingKey.keyStart;
      if (pendingKey.duplicate) node.duplicate = true;
      pendingKey = null;
    }
    (open.at(-1)?.node.children ?? top).push(node);
    nodes++;
    return node;
  }

  const walked = walkJson(
    text,
    {
      open(kind, start) {
        open.push({ node: add(kind, start, start, []), keys: new Set() });
      },
      close(_kind, end) {
        const closed = open.pop();
        if (closed !== undefined) closed.node.end = end;
      },
      key(start, end) {
        const value = jsonStringValue(text.slice(start, end));
        const keys = open.at(-1)?.keys;
        pendingKey = {
          key: text.slice(start + 1, end - 1),
          keyStart: start,
          duplicate: keys?.has(value) === true,
        };
        keys?.add(value);
      },
      scalar(kind, start, end) {
        add(kind, start, end, leaf);
      },
      stop: (): Failed | null =>
        nodes > maxNodes
          ? fail('json.size', `more than ${maxNodes} values: too many for a tree`, { maxNodes })
          : null,
    },
    limits,
  );
  if (!walked.ok) return walked;
  // A walk that succeeds has seen exactly one value at the top.
  return ok(top[0] as JsonNode);
}
