import { computed, onBeforeUnmount, onMounted, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { hexLayout } from './hex-layout.js';
import type { HexLayout } from './hex-layout.js';
import { offsetDigits } from './hex-text.js';
import { useTheme } from './theme.js';

export interface HexShape {
  /** Digits of an offset. */
  readonly digits: ComputedRef<number>;
  readonly layout: ComputedRef<HexLayout>;
  readonly perRow: ComputedRef<number>;
}

/** How bytes are laid out in the room there is for them, as that changes. */
export function useHexLayout(options: {
  readonly root: Readonly<Ref<HTMLElement | null>>;
  /** Offsets there are. */
  readonly count: () => number;
  readonly columns?: () => 8 | 16 | 'auto';
}): HexShape {
  const theme = useTheme();
  const width = ref(0);
  const digits = computed(() => offsetDigits(options.count()));
  const layout = computed(() =>
    hexLayout(width.value, digits.value, options.columns?.() ?? 'auto', theme.monoFontSize.value),
  );
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    const measure = (): void => void (width.value = options.root.value?.clientWidth ?? 0);
    measure();
    observer = new ResizeObserver(measure);
    if (options.root.value) observer.observe(options.root.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return { digits, layout, perRow: computed(() => layout.value.columns) };
}
