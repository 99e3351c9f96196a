import type { Ref } from 'vue';

/** A line of a tree. */
export interface Branch {
  readonly depth: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

export interface BranchesOptions<Row extends Branch, Node> {
  readonly rows: () => readonly Row[];
  readonly nodeOf: (row: Row) => Node;
  readonly open: Ref<ReadonlySet<Node>>;
  readonly active: Ref<number>;
}

/** Opens and closes the lines of a tree, by hand and by the arrows. */
export function useBranches<Row extends Branch, Node>(
  options: BranchesOptions<Row, Node>,
): { readonly toggle: (index: number) => void; readonly onKeydown: (event: KeyboardEvent) => void } {
  const { rows, nodeOf, open, active } = options;

  function set(index: number, expand: boolean): void {
    const row = rows()[index];
    if (row?.expandable !== true) return;
    const next = new Set(open.value);
    if (expand) next.add(nodeOf(row));
    else next.delete(nodeOf(row));
    open.value = next;
  }

  /** A closed line's left arrow goes to what holds it. */
  function onLeft(): void {
    const row = rows()[active.value];
    if (row === undefined) return;
    if (row.expanded) return set(active.value, false);
    const parent = rows().findLastIndex((one, at) => at < active.value && one.depth < row.depth);
    if (parent >= 0) active.value = parent;
  }

  return {
    toggle: (index) => set(index, rows()[index]?.expanded === false),
    onKeydown(event) {
      if (event.key === 'ArrowRight') set(active.value, true);
      else if (event.key === 'ArrowLeft') onLeft();
      else return;
      event.preventDefault();
    },
  };
}
