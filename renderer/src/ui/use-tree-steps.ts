import { nextTick } from 'vue';
import type { Ref } from 'vue';
import { stepMove, type FlatNode, type TreeMove, type TreeNode } from './tree-model.js';

/** Steps that wait at most; a key that is held down asks for more than anybody wants. */
const mostWaiting = 32;

/**
 * Moving rows by key. Each step waits for the owner's answer to the one before it and is reckoned from where that one
 * left the row, so that a key pressed twice moves it twice. `take` does one move and is kept once it is seen in `rows`.
 */
export function useTreeSteps<T extends TreeNode>(
  rows: Readonly<Ref<readonly FlatNode<T>[]>>,
  take: (to: TreeMove) => unknown,
): (id: string, by: 1 | -1) => void {
  const waiting: { readonly id: string; readonly by: 1 | -1 }[] = [];
  let busy = false;

  async function go(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
        const to = stepMove(rows.value, step.id, step.by);
        if (to === undefined) continue;
        await take(to);
        // The owner hands its new order down when it is drawn.
        await nextTick();
      }
    } finally {
      busy = false;
    }
  }

  return (id, by) => {
    if (waiting.length < mostWaiting) waiting.push({ id, by });
    void go();
  };
}
