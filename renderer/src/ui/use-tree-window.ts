import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { useTheme } from './theme.js';
import type { FlatNode, TreeNode } from './tree-model.js';

/** Trees of fewer rows are drawn whole: there is nothing to gain. */
const wholeUpTo = 60;
/** Rows drawn beyond what shows, either way: what lies above a tree may grow without a word. */
const overscan = 12;

export interface TreeWindow<T extends TreeNode> {
  /** Rows that are in the document, with their place among all. */
  readonly drawn: ComputedRef<readonly { readonly row: FlatNode<T>; readonly index: number }[]>;
  /** px of a row, and of all. */
  readonly rowHeight: ComputedRef<number>;
  readonly height: ComputedRef<number>;
  /** Draws a row wherever it is, with the next tick, so that it can have the focus. */
  readonly reach: (id: string | undefined) => void;
}

/**
 * Which rows of a long tree are drawn: those that show, whatever scrolls them (the tree itself, or a pane it shares
 * with others), and those named by `pinned`, which hold the focus, a name being typed, or are dragged.
 */
export function useTreeWindow<T extends TreeNode>(
  rows: Readonly<Ref<readonly FlatNode<T>[]>>,
  frame: Readonly<Ref<HTMLElement | null>>,
  pinned: () => readonly (string | null | undefined)[],
): TreeWindow<T> {
  // Rows of a tree are all of one height.
  const { treeRowPx: rowHeight } = useTheme();
  const shown = shallowRef({ from: 0, to: 2 * overscan });
  const reached = shallowRef<string>();
  const height = computed(() => rows.value.length * rowHeight.value);
  const drawn = computed(() => {
    const all = rows.value;
    const pins = new Set([reached.value, ...pinned()]);
    const { from, to } = all.length <= wholeUpTo ? { from: 0, to: all.length } : shown.value;
    return all.flatMap((row, index) =>
      (index >= from && index < to) || pins.has(row.node.id) ? [{ row, index }] : [],
    );
  });

  /** What cuts the tree off: every box around it that does not let its content stand out. */
  let clips: readonly Element[] = [];
  let observer: ResizeObserver | undefined;

  function measure(): void {
    const element = frame.value;
    if (element === null || rows.value.length <= wholeUpTo) return;
    const box = element.getBoundingClientRect();
    const edges = clips.map((clip) => clip.getBoundingClientRect());
    const top = Math.max(box.top, 0, ...edges.map((edge) => edge.top));
    const bottom = Math.min(box.bottom, window.innerHeight, ...edges.map((edge) => edge.bottom));
    // Zoomed, a row is larger on screen than in the style sheet.
    const rowPx = box.height > 0 ? box.height / rows.value.length : rowHeight.value;
    const from = Math.floor((top - box.top) / rowPx) - overscan;
    const to = Math.ceil((Math.max(top, bottom) - box.top) / rowPx) + overscan;
    if (from !== shown.value.from || to !== shown.value.to) shown.value = { from, to };
  }

  function onScroll({ target }: Event): void {
    if (target instanceof Node && frame.value !== null && target.contains(frame.value)) measure();
  }

  onMounted(() => {
    const around: Element[] = [];
    for (let at = frame.value?.parentElement; at; at = at.parentElement) around.push(at);
    clips = around.filter((one) => getComputedStyle(one).overflowY !== 'visible');
    observer = new ResizeObserver(measure);
    for (const clip of clips) observer.observe(clip);
    // Scrolling does not bubble.
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    measure();
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    document.removeEventListener('scroll', onScroll, { capture: true });
  });
  watch(() => rows.value.length, measure, { flush: 'post' });

  return { drawn, height, rowHeight, reach: (id) => void (reached.value = id) };
}
