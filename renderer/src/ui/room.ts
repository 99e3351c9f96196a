import { computed, effectScope, ref, watchEffect, type ComputedRef } from 'vue';
import { useTheme } from './theme.js';

export interface Room {
  /** Panes stand one below another, and the window is scrolled through: there is no room for them side by side. */
  column: ComputedRef<boolean>;
}

/** px before zoom that panes need beside each other: the least of the sidebar, and of what stands beside it. */
const columnBelow = 820;

let shared: Room | undefined;

function create(): Room {
  const { zoom } = useTheme();
  const size = ref({ width: window.innerWidth, height: window.innerHeight });
  window.addEventListener(
    'resize',
    () => (size.value = { width: window.innerWidth, height: window.innerHeight }),
  );
  const column = computed(() => size.value.width / zoom.value < columnBelow);
  watchEffect(
    () => {
      const root = document.documentElement;
      root.dataset['layout'] = column.value ? 'column' : 'panes';
      root.style.setProperty('--window-width', `${size.value.width / zoom.value}px`);
      root.style.setProperty('--window-height', `${size.value.height / zoom.value}px`);
    },
    { flush: 'sync' },
  );
  return { column };
}

/**
 * What the window has room for, written to <html> as `data-layout` and in its own px, which viewport units are not
 * where the page is zoomed. One state for all callers.
 */
export function useRoom(): Room {
  // Detached: the first caller may be a component that goes away while the window stays.
  shared ??= effectScope(true).run(create);
  if (!shared) throw new Error('a detached scope always runs');
  return shared;
}
