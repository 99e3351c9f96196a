import { computed, nextTick, onScopeDispose, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { linesShown, lineTops, topShowing } from './line-window.js';

/** A table of which only the lines in sight are drawn: where they are, which ones, and how to get to one. */
export function useLines(options: {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** Stays at the top of the scroller and covers what is behind it; null where there is none. */
  readonly above: Readonly<Ref<HTMLElement | null>>;
  readonly count: ComputedRef<number>;
  /** Indexes of lines that say what is wrong with them. */
  readonly faults: ComputedRef<ReadonlySet<number>>;
  /** The line the keyboard is on, -1 for none. */
  readonly kept: ComputedRef<number>;
}) {
  const { scroller } = options;
  const top = ref(0);
  const height = ref(0);
  const tops = computed(() => lineTops(options.count.value, options.faults.value));
  const shown = computed(() =>
    linesShown(tops.value, { top: top.value, height: height.value, kept: options.kept.value }),
  );
  const total = computed(() => tops.value.at(-1) ?? 0);
  const room = (): number =>
    Math.max(0, (scroller.value?.clientHeight ?? 0) - (options.above.value?.offsetHeight ?? 0));
  const measure = (): void => {
    top.value = scroller.value?.scrollTop ?? 0;
    height.value = room();
  };
  const observer = new ResizeObserver(measure);
  watch(
    scroller,
    (element) => {
      observer.disconnect();
      if (element !== null) observer.observe(element);
    },
    { immediate: true },
  );
  onScopeDispose(() => observer.disconnect());

  /** Scrolls a line into sight, and draws it. */
  async function show(index: number): Promise<void> {
    const element = scroller.value;
    if (element === null) return;
    element.scrollTop = topShowing(tops.value, index, {
      top: element.scrollTop,
      height: room(),
    });
    measure();
    await nextTick();
  }

  return { shown, total, topOf: (index: number): number => tops.value[index] ?? 0, measure, show };
}
