import { computed, shallowRef } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';

/** Buckets that Page Up and Page Down go over. */
const leap = 10;

interface PlotKeysOptions {
  /** Buckets of the plot. */
  readonly count: () => number;
  /** Nanoseconds of a bucket. */
  readonly width: () => number;
  readonly select: (from: number, to: number) => void;
}

export interface PlotKeys {
  /** The bucket the keyboard is at; null before the first key. */
  readonly at: Readonly<ShallowRef<number | null>>;
  /** What Enter would show alone, nanoseconds; null where nothing was extended. */
  readonly pending: ComputedRef<{ readonly from: number; readonly to: number } | null>;
  /** Answers whether the key was one of the plot's. */
  press: (key: string, shift: boolean) => boolean;
  /** A click at a time: the first begins a range, the second ends it and shows it alone. */
  point: (ns: number) => void;
  /** Forgets what was extended and not shown; answers whether there was something. */
  drop: () => boolean;
}

/**
 * The plot by keys: arrows, Page Up, Page Down, Home and End go from bucket to bucket, with Shift they extend a range,
 * Enter shows it alone. A plot that grew under the keyboard merges its buckets by two: the place keeps to the time.
 */
export function usePlotKeys({ count, width, select }: PlotKeysOptions): PlotKeys {
  /** Nanoseconds: what stays as buckets merge. */
  const time = shallowRef<number | null>(null);
  const anchor = shallowRef<number | null>(null);
  /** The range was begun by a click: the next one ends it. */
  let pointed = false;
  const bucketOf = (ns: number): number => Math.max(0, Math.min(count() - 1, Math.floor(ns / width())));
  const at = computed(() => (time.value === null ? null : bucketOf(time.value)));
  const pending = computed(() => {
    if (anchor.value === null || at.value === null) return null;
    const ends = [bucketOf(anchor.value), at.value];
    return { from: Math.min(...ends) * width(), to: (Math.max(...ends) + 1) * width() };
  });

  function target(key: string, from: number): number | null {
    if (key === 'ArrowLeft' || key === 'ArrowDown') return from - 1;
    if (key === 'ArrowRight' || key === 'ArrowUp') return from + 1;
    if (key === 'PageDown') return from - leap;
    if (key === 'PageUp') return from + leap;
    if (key === 'Home') return 0;
    return key === 'End' ? count() - 1 : null;
  }

  function forget(): void {
    anchor.value = null;
    pointed = false;
  }

  function show(): void {
    const bucket = at.value ?? 0;
    const { from, to } = pending.value ?? { from: bucket * width(), to: (bucket + 1) * width() };
    forget();
    select(from, to);
  }

  function press(key: string, shift: boolean): boolean {
    if (count() === 0) return false;
    if (key === 'Enter') {
      show();
      return true;
    }
    // The first key begins at the newest: what somebody looks for has mostly just happened.
    const next = target(key, at.value ?? count() - 1);
    if (next === null) return false;
    if (!shift) forget();
    else anchor.value ??= ((at.value ?? count() - 1) + 0.5) * width();
    // The middle of a bucket: a width that is no whole number moves nobody to the neighbour.
    time.value = (Math.max(0, Math.min(count() - 1, next)) + 0.5) * width();
    return true;
  }

  function point(ns: number): void {
    if (count() === 0) return;
    const middle = (bucketOf(ns) + 0.5) * width();
    if (!pointed || anchor.value === null) anchor.value = middle;
    time.value = middle;
    if (pointed) show();
    else pointed = true;
  }

  function drop(): boolean {
    const had = anchor.value !== null;
    forget();
    return had;
  }

  return { at, pending, press, point, drop };
}
