import type { FieldSpan, LayoutField } from './layout.js';

/** One field of one message: of an array there is a node for itself and one for each item. */
export interface FieldNode {
  readonly field: LayoutField;
  /** `items.0.tag`; empty at the top. */
  readonly path: string;
  /** The path without the numbers of items: what a layout knows the field by. */
  readonly row: string;
  readonly parent: FieldNode | null;
  readonly kind: 'field' | 'item' | 'top';
  readonly children: FieldNode[];
  /** In the message; set when it is known. */
  start: number;
  length: number;
  /** Its condition does not hold: it has no bytes. */
  absent: boolean;
  /** A whole number it holds, once known. */
  whole: bigint | null;
}

export function nodeOf(
  field: LayoutField,
  parent: FieldNode | null,
  name: string,
  kind: FieldNode['kind'] = 'field',
): FieldNode {
  const base = parent?.path ?? '';
  const path = base === '' ? name : name === '' ? base : `${base}.${name}`;
  const outer = parent?.row ?? '';
  const row = kind === 'item' ? outer : outer === '' ? name : `${outer}.${name}`;
  const node: FieldNode = {
    field,
    path,
    row,
    parent,
    kind,
    children: [],
    start: 0,
    length: 0,
    absent: false,
    whole: null,
  };
  parent?.children.push(node);
  return node;
}

/** The top of a message, whose children are the fields of the layout. */
export function topNode(fields: readonly LayoutField[]): FieldNode {
  return nodeOf({ name: '', type: 'group', fields }, null, '', 'top');
}

/** Whether names inside a node are names of its children: of an array's own they are numbers. */
function isScope(node: FieldNode): boolean {
  return node.kind !== 'field' || node.field.type !== 'array';
}

/** The path a name leads to from a field, by the layout alone; null where it leads nowhere. */
export function resolvePath(from: FieldNode, reference: string): string | null {
  const names = reference.split('.');
  for (let scope = from.parent; scope !== null; scope = scope.parent) {
    if (!isScope(scope) || !scope.field.fields?.some(({ name }) => name === names[0])) continue;
    let fields: readonly LayoutField[] | undefined = scope.field.fields;
    for (const name of names) {
      const found: LayoutField | undefined = fields?.find((one) => one.name === name);
      if (found === undefined) return null;
      fields = found.type === 'group' || found.type === 'bits' ? found.fields : undefined;
    }
    return scope.path === '' ? reference : `${scope.path}.${reference}`;
  }
  return null;
}

/** The paths of both ends of a span; null where one leads nowhere. */
export function spanPaths(
  from: FieldNode,
  span: FieldSpan,
): { readonly first: string; readonly last: string } | null {
  const first = resolvePath(from, span.from);
  const last = span.to === undefined || span.to === '' ? first : resolvePath(from, span.to);
  return first === null || last === null ? null : { first, last };
}

/** All that is in a node, in the order of the bytes. A message has thousands of them: no generators here. */
export function nodesIn(node: FieldNode, into: FieldNode[] = []): FieldNode[] {
  // No message is deeper than its layout, which is bounded.
  for (const child of node.children) {
    into.push(child);
    nodesIn(child, into);
  }
  return into;
}
