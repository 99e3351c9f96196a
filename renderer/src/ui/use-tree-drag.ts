import { ref } from 'vue';
import type { Ref } from 'vue';
import { dropMove, type FlatNode, type TreeMove, type TreeNode } from './tree-model.js';

export interface TreeDrag<T extends TreeNode> {
  /** The id of what is dragged. */
  readonly dragged: Ref<string | undefined>;
  /** Where it would go if it were let go now. */
  readonly drop: Ref<
    | { readonly over: string; readonly where: 'before' | 'inside' | 'after'; readonly move: TreeMove }
    | undefined
  >;
  readonly onDragstart: (event: DragEvent, row: FlatNode<T>) => void;
  readonly onDragover: (event: DragEvent, row: FlatNode<T>) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly endDrag: () => void;
}

/** Moving rows of a tree with the mouse; `move` is asked for once the row is let go. */
export function useTreeDrag<T extends TreeNode>(
  rows: Readonly<Ref<readonly FlatNode<T>[]>>,
  move: (to: TreeMove) => void,
): TreeDrag<T> {
  const dragged = ref<string>();
  const drop: TreeDrag<T>['drop'] = ref();

  function onDragstart(event: DragEvent, row: FlatNode<T>): void {
    dragged.value = row.node.id;
    event.dataTransfer?.setData('text/plain', row.node.label);
  }

  function onDragover(event: DragEvent, row: FlatNode<T>): void {
    const from = rows.value.find((candidate) => candidate.node.id === dragged.value);
    if (!from || !(event.currentTarget instanceof HTMLElement)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const ratio = box.height > 0 ? (event.clientY - box.top) / box.height : 0.5;
    const to = dropMove(from, row, ratio);
    drop.value = undefined;
    if (!to) return;
    event.preventDefault();
    const where = to.parentId === row.node.id ? 'inside' : ratio < 0.5 ? 'before' : 'after';
    drop.value = { over: row.node.id, where, move: to };
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    if (drop.value) move(drop.value.move);
    endDrag();
  }

  function endDrag(): void {
    dragged.value = undefined;
    drop.value = undefined;
  }

  return { dragged, drop, onDragstart, onDragover, onDrop, endDrag };
}
