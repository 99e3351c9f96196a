import { computed, effectScope, ref, watchEffect, type ComputedRef, type Ref } from 'vue';

export type ThemeChoice = 'system' | 'dark' | 'light';

export interface Theme {
  choice: Ref<ThemeChoice>;
  resolved: ComputedRef<'dark' | 'light'>;
  /** 1 is 100 %. Values outside 0.5..2 are held at the nearest end. */
  zoom: Ref<number>;
  zoomIn: () => void;
  zoomOut: () => void;
  zoomReset: () => void;
}

/** Steps a reader expects from a browser's own zoom. */
const zoomSteps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const zoomMin = 0.5;
const zoomMax = 2;

let shared: Theme | undefined;

function create(): Theme {
  const choice = ref<ThemeChoice>('system');
  const zoomValue = ref(1);
  const media = window.matchMedia('(prefers-color-scheme: light)');
  const systemLight = ref(media.matches);
  media.addEventListener('change', (event) => (systemLight.value = event.matches));

  const resolved = computed(() =>
    choice.value === 'system' ? (systemLight.value ? 'light' : 'dark') : choice.value,
  );
  const zoom = computed({
    get: () => zoomValue.value,
    set: (value) => {
      if (Number.isFinite(value)) zoomValue.value = Math.min(zoomMax, Math.max(zoomMin, value));
    },
  });
  watchEffect(
    () => {
      const root = document.documentElement;
      root.dataset['theme'] = resolved.value;
      root.style.setProperty('--zoom', String(zoomValue.value));
    },
    { flush: 'sync' },
  );
  return {
    choice,
    resolved,
    zoom,
    zoomIn: () => (zoom.value = zoomSteps.find((step) => step > zoom.value + 0.001) ?? zoomMax),
    zoomOut: () => (zoom.value = zoomSteps.findLast((step) => step < zoom.value - 0.001) ?? zoomMin),
    zoomReset: () => (zoom.value = 1),
  };
}

/** The window's theme and zoom, one state for all callers, written to <html> as data-theme and --zoom. Persisting it is the caller's. */
export function useTheme(): Theme {
  // Detached: the first caller may be a component that goes away while the theme stays.
  shared ??= effectScope(true).run(create);
  if (!shared) throw new Error('a detached scope always runs');
  return shared;
}
