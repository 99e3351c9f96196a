/** `children` present makes a folder, also when it is empty. */
export interface TreeNode {
  readonly id: string;
  readonly label: string;
  /** Told with it where it is pointed at; the label where it is absent. */
  readonly title?: string | undefined;
  readonly children?: readonly TreeNode[] | undefined;
  /** False keeps this one from being renamed or moved. */
  readonly renamable?: boolean | undefined;
}

export interface FlatNode<T extends TreeNode> {
  readonly node: T;
  readonly level: number;
  readonly parentId: string | null;
  /** Place among its siblings, from 0. */
  readonly index: number;
  readonly siblings: number;
  readonly expanded: boolean;
}

export interface TreeMove {
  readonly id: string;
  readonly parentId: string | null;
  /** Place among the new siblings, counted without the moved node. */
  readonly index: number;
}

/** The rows of a tree in reading order; closed folders keep their children to themselves. */
export function flatten<T extends TreeNode>(
  nodes: readonly T[],
  expanded: ReadonlySet<string>,
  level = 1,
  parentId: string | null = null,
): FlatNode<T>[] {
  return nodes.flatMap((node, index) => {
    const open = node.children !== undefined && expanded.has(node.id);
    const row: FlatNode<T> = { node, level, parentId, index, siblings: nodes.length, expanded: open };
    // The tree is of one type throughout: a T's children are Ts, which the structural type cannot say.
    const children = (node.children ?? []) as readonly T[];
    return open ? [row, ...flatten(children, expanded, level + 1, node.id)] : [row];
  });
}

export function contains(node: TreeNode, id: string): boolean {
  return node.id === id || (node.children ?? []).some((child) => contains(child, id));
}

/**
 * Where a drop at `ratio` (0 top edge, 1 bottom edge) of the row `over` puts `dragged`: the middle of a folder is
 * inside it, an edge is before or after. Undefined where it may not go (into itself) or would not move.
 */
export function dropMove<T extends TreeNode>(
  dragged: FlatNode<T>,
  over: FlatNode<T>,
  ratio: number,
): TreeMove | undefined {
  if (contains(dragged.node, over.node.id)) return undefined;
  const folder = over.node.children !== undefined;
  if (folder && ((ratio > 0.25 && ratio < 0.75) || (ratio >= 0.75 && over.expanded))) {
    const length = (over.node.children ?? []).filter((child) => child.id !== dragged.node.id).length;
    // Below an open folder's row is its first child's place.
    return { id: dragged.node.id, parentId: over.node.id, index: ratio >= 0.75 ? 0 : length };
  }
  let index = ratio < 0.5 ? over.index : over.index + 1;
  if (dragged.parentId === over.parentId) {
    if (index > dragged.index) index -= 1;
    if (index === dragged.index) return undefined;
  }
  return { id: dragged.node.id, parentId: over.parentId, index };
}

/**
 * Alt+Up/Down: past a sibling, a leaf into a folder beside it; at the end of its folder into the one that follows,
 * else out of it.
 */
export function stepMove<T extends TreeNode>(
  rows: readonly FlatNode<T>[],
  id: string,
  by: 1 | -1,
): TreeMove | undefined {
  const row = rows.find((candidate) => candidate.node.id === id);
  if (!row) return undefined;
  const index = row.index + by;
  const leaf = row.node.children === undefined;
  const beside = rows.find((other) => other.parentId === row.parentId && other.index === index);
  if (leaf && beside?.node.children) return into(id, beside, by);
  if (index >= 0 && index < row.siblings) return { id, parentId: row.parentId, index };
  const parent = rows.find((candidate) => candidate.node.id === row.parentId);
  if (parent === undefined) return undefined;
  const next = rows.find((other) => other.parentId === parent.parentId && other.index === parent.index + by);
  if (leaf && next?.node.children) return into(id, next, by);
  return { id, parentId: parent.parentId, index: by < 0 ? parent.index : parent.index + 1 };
}

/** The end of a folder that is nearest to where a step comes from. */
function into<T extends TreeNode>(id: string, folder: FlatNode<T>, by: 1 | -1): TreeMove {
  return { id, parentId: folder.node.id, index: by < 0 ? (folder.node.children?.length ?? 0) : 0 };
}

/** The next row whose label starts with what was typed, from the current one on and round. */
export function typeahead<T extends TreeNode>(
  rows: readonly FlatNode<T>[],
  current: number,
  typed: string,
): number {
  const wanted = typed.toLowerCase();
  // A longer word may still mean the row it stands on; a first letter means the next one.
  const start = typed.length > 1 ? current : current + 1;
  for (let hop = 0; hop < rows.length; hop++) {
    const index = (Math.max(0, start) + hop) % rows.length;
    if (rows[index]?.node.label.toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
