import type { JsonNode } from '../../../codec/index.js';

/** One line of a JSON tree: a value, or the bracket that closes one. */
export interface JsonRow {
  readonly node: JsonNode;
  readonly depth: number;
  /** Key as sent, or place in its array. */
  readonly name: string | null;
  readonly inArray: boolean;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

/** Characters of a scalar that one line shows. */
const scalarCharacters = 400;

/** Objects and arrays this deep are open at first. */
const openDepth = 2;
/** …unless they hold more than this. */
const openChildren = 100;

export function isContainer(node: JsonNode): boolean {
  return node.kind === 'object' || node.kind === 'array';
}

/** What is open at first: the top, and below it what fits on a screen. */
export function openAtFirst(root: JsonNode): Set<JsonNode> {
  const open = new Set<JsonNode>();
  const visit = (node: JsonNode, depth: number): void => {
    if (!isContainer(node) || (depth > 0 && (depth > openDepth || node.children.length > openChildren)))
      return;
    open.add(node);
    for (const child of node.children.slice(0, openChildren)) visit(child, depth + 1);
  };
  visit(root, 0);
  return open;
}

/** The lines of a tree, closed branches left out. Iterative: depth comes from the network. */
export function jsonRows(root: JsonNode, open: ReadonlySet<JsonNode>): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  const stack: {
    readonly node: JsonNode;
    readonly depth: number;
    readonly name: string | null;
    readonly inArray: boolean;
  }[] = [{ node: root, depth: 0, name: null, inArray: false }];
  while (true) {
    const next = stack.pop();
    if (next === undefined) return rows;
    const expandable = isContainer(next.node) && next.node.children.length > 0;
    const expanded = expandable && open.has(next.node);
    rows.push({ ...next, expandable, expanded });
    if (!expanded) continue;
    const inArray = next.node.kind === 'array';
    for (let at = next.node.children.length - 1; at >= 0; at--) {
      const node = next.node.children[at];
      if (node === undefined) continue;
      stack.push({ node, depth: next.depth + 1, name: inArray ? String(at) : (node.key ?? ''), inArray });
    }
  }
}

/** What a line says of its value: scalars exactly as sent, containers by what they hold. */
export function valueText(node: JsonNode, text: string): string {
  if (node.kind === 'object') {
    return node.children.length === 0 ? '{}' : `{ ${count(node.children.length, 'key')} }`;
  }
  if (node.kind === 'array') {
    return node.children.length === 0 ? '[]' : `[ ${count(node.children.length, 'item')} ]`;
  }
  const sent = text.slice(node.start, Math.min(node.end, node.start + scalarCharacters));
  return node.end - node.start > scalarCharacters ? `${sent}…` : sent;
}

function count(many: number, word: string): string {
  return `${many} ${word}${many === 1 ? '' : 's'}`;
}

/** Where a value stands, as `$.orders[2].price`; keys that are no names are quoted as sent. */
export function jsonPath(rows: readonly JsonRow[], index: number): string {
  const parts: string[] = [];
  let depth = Number.POSITIVE_INFINITY;
  for (let at = index; at >= 0; at--) {
    const row = rows[at];
    if (row === undefined || row.depth >= depth) continue;
    depth = row.depth;
    if (row.name === null) break;
    parts.unshift(
      row.inArray
        ? `[${row.name}]`
        : /^[A-Za-z_$][\w$]*$/.test(row.name)
          ? `.${row.name}`
          : `["${row.name}"]`,
    );
  }
  return `$${parts.join('')}`;
}
