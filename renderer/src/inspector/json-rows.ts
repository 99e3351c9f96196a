import { isRepeated, keyOf, kindOf } from './json-flat.js';
import type { JsonFlat, JsonKind } from './json-flat.js';
import { t } from '../language/index.js';

/** One line of a JSON tree. */
export interface JsonRow {
  /** The value's number in the tree. */
  readonly node: number;
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

const countOf = (tree: JsonFlat, node: number): number => tree.children[node] ?? 0;

/** What is open at first: the top, and below it what fits on a screen. */
export function openAtFirst(tree: JsonFlat): Set<number> {
  const open = new Set<number>();
  const visit = (node: number, depth: number): void => {
    const children = countOf(tree, node);
    if (children === 0 || (depth > 0 && (depth > openDepth || children > openChildren))) return;
    open.add(node);
    const first = tree.firstChild[node] ?? 0;
    for (let at = 0; at < Math.min(children, openChildren); at++) visit(first + at, depth + 1);
  };
  visit(0, 0);
  return open;
}

/** All that can be opened, from the top, as far as `most` values. */
export function everyOpen(tree: JsonFlat, most: number): Set<number> {
  const open = new Set<number>();
  // Values stand level by level, so the first ones are the upper ones.
  for (let node = 0; node < tree.kind.length && open.size < most; node++) {
    if (countOf(tree, node) > 0) open.add(node);
  }
  return open;
}

/** The lines of a tree, closed branches left out. Iterative: depth comes from the network. */
export function jsonRows(tree: JsonFlat, open: ReadonlySet<number>): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  /** The children of an open value that are still to come. */
  const stack: {
    next: number;
    left: number;
    place: number;
    readonly depth: number;
    readonly inArray: boolean;
  }[] = [];
  const add = (node: number, depth: number, name: string | null, inArray: boolean): void => {
    const children = countOf(tree, node);
    const expanded = children > 0 && open.has(node);
    rows.push({ node, depth, name, inArray, expandable: children > 0, expanded });
    if (!expanded) return;
    const array = kindOf(tree, node) === 'array';
    const next = tree.firstChild[node] ?? 0;
    stack.push({ next, left: children, place: 0, depth: depth + 1, inArray: array });
  };
  add(0, 0, null, false);
  while (true) {
    const top = stack.at(-1);
    if (top === undefined) return rows;
    if (top.left === 0) {
      stack.pop();
      continue;
    }
    const node = top.next++;
    top.left--;
    const place = top.place++;
    add(node, top.depth, top.inArray ? String(place) : keyOf(tree, node), top.inArray);
  }
}

/** What a line says of its value: scalars exactly as sent, containers by what they hold. */
export function valueText(tree: JsonFlat, node: number): string {
  const kind = kindOf(tree, node);
  const children = countOf(tree, node);
  if (kind === 'object')
    return children === 0
      ? '{}'
      : `{ ${t('{count, plural, one {{count} key} other {{count} keys}}', { count: children })} }`;
  if (kind === 'array')
    return children === 0
      ? '[]'
      : `[ ${t('{count, plural, one {{count} item} other {{count} items}}', { count: children })} ]`;
  const start = tree.start[node] ?? 0;
  const end = tree.end[node] ?? 0;
  const sent = tree.text.slice(start, Math.min(end, start + scalarCharacters));
  return end - start > scalarCharacters ? `${sent}…` : sent;
}

/** How a line looks: the kind of its value, and whether its key came before. */
export function lookOf(
  tree: JsonFlat,
  node: number,
): { readonly kind: JsonKind; readonly repeated: boolean } {
  return { kind: kindOf(tree, node), repeated: isRepeated(tree, node) };
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
