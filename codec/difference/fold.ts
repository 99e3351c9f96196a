import { jsonStringValue } from '../json/token.js';
import type { JsonNode } from '../json/tree.js';
import type { IgnoredPath } from './paths.js';
import { isIgnored } from './paths.js';

/** A member or an element that counts, with what was made of it. */
export interface Folded<T> {
  /** Of a member its name, escapes undone; of an element its index. */
  readonly step: string | number;
  readonly value: T;
}

/** Where a node stands in its parent. */
export function stepOf(parent: JsonNode, child: JsonNode, index: number): string | number {
  return parent.kind === 'object' ? jsonStringValue(`"${child.key ?? ''}"`) : index;
}

/** Makes one value of a tree, from the leaves up and without recursion; what is ignored is left out. */
export function foldJson<T>(
  root: JsonNode,
  ignored: readonly IgnoredPath[],
  make: (node: JsonNode, inside: readonly Folded<T>[]) => T,
): T {
  const place: (string | number)[] = [];
  const open: { readonly node: JsonNode; at: number; readonly inside: Folded<T>[] }[] = [];
  let frame = { node: root, at: 0, inside: [] as Folded<T>[] };
  for (;;) {
    const { node, inside } = frame;
    const child = node.children[frame.at];
    if (child !== undefined) {
      const step = stepOf(node, child, frame.at++);
      place.push(step);
      if (ignored.length > 0 && isIgnored(ignored, place)) place.pop();
      else {
        open.push(frame);
        frame = { node: child, at: 0, inside: [] };
      }
      continue;
    }
    const value = make(node, inside);
    const parent = open.pop();
    if (parent === undefined) return value;
    parent.inside.push({ step: place.pop() ?? 0, value });
    frame = parent;
  }
}

/** Members in the order of their names, repeated ones as they came; elements as they are. */
export function ordered<T>(node: JsonNode, inside: readonly Folded<T>[]): readonly Folded<T>[] {
  if (node.kind !== 'object') return inside;
  // By code units, the same everywhere; the sort is stable.
  return [...inside].sort((a, b) => (a.step < b.step ? -1 : a.step > b.step ? 1 : 0));
}
