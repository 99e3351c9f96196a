import type { FilterNode } from '../../codec/index.js';
import { RowKind, type RowKindName } from '../../contract/row.js';
import type { FilterSpec } from '../../contract/session.js';

/** A filter as columns and a literal, which scans are quickest with, and what is left of the query. */
export interface SplitFilter {
  readonly spec: Omit<FilterSpec, 'query'>;
  readonly rest: FilterNode | null;
}

/**
 * Takes from a query what all of its rows must have and a filter can say without it: one literal, direction,
 * peer, kinds, marks. What is left is asked of the rows that pass those.
 */
export function splitQuery({ query: _query, ...given }: FilterSpec, node: FilterNode | null): SplitFilter {
  let spec: Omit<FilterSpec, 'query'> = given;
  const rest: FilterNode[] = [];
  for (const one of node === null ? [] : node.op === 'and' ? node.of : [node]) {
    const taken = take(spec, one);
    if (taken === null) rest.push(one);
    else spec = taken;
  }
  const only = rest[0];
  return { spec, rest: rest.length > 1 ? { op: 'and', of: rest } : (only ?? null) };
}

/** The filter with one part of the query in it; null where it cannot say that. */
function take(spec: FilterSpec, node: FilterNode): FilterSpec | null {
  switch (node.op) {
    case 'text':
      return (spec.text ?? '') === '' ? { ...spec, text: node.value } : null;
    case 'dir': {
      const { directions } = spec;
      return { ...spec, directions: node.values.filter((one) => directions?.includes(one) ?? true) };
    }
    case 'peer': {
      const [peer] = node.values;
      return node.values.length === 1 && peer !== undefined && spec.peer == null ? { ...spec, peer } : null;
    }
    case 'kind': {
      const { kinds } = spec;
      return { ...spec, kinds: node.values.filter(isKind).filter((kind) => kinds?.includes(kind) ?? true) };
    }
    case 'is':
      return node.value === 'marked' ? { ...spec, marked: true } : null;
    default:
      return null;
  }
}

function isKind(name: string): name is RowKindName {
  return Object.hasOwn(RowKind, name);
}
