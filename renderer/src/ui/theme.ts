import { computed, effectScope, ref, watchEffect, type ComputedRef, type Ref } from 'vue';

export type ThemeChoice = 'system' | 'dark' | 'light';

export type Density = 'comfortable' | 'compact';
/** What the system asks for, or what a person chose whatever it asks for. */
export type Wish = 'system' | 'on' | 'off';

export interface Theme {
  choice: Ref<ThemeChoice>;
  resolved: ComputedRef<'dark' | 'light'>;
  /** 1 is 100 %. Values outside 0.5..2 are held at the nearest end. */
  zoom: Ref<number>;
  density: Ref<Density>;
  /** Height of a row of the timeline and of lists, pixels before zoom: what --row says to CSS. */
  rowPx: ComputedRef<number>;
  /** The same of trees and of lists of two lines: --tree-row, --session-row. */
  treeRowPx: ComputedRef<number>;
  /** Pixels of the window's text, and of bytes and code. */
  fontSize: Ref<number>;
  monoFontSize: Ref<number>;
  /** Of the message editor: names of fonts, '' for the one of bytes and code, and pixels. */
  editorFont: Ref<string>;
  editorFontSize: Ref<number>;
  contrast: Ref<Wish>;
  reducedMotion: Ref<Wish>;
  zoomIn: () => void;
  zoomOut: () => void;
  zoomReset: () => void;
}

/** Steps a reader expects from a browser's own zoom. */
const zoomSteps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const zoomMin = 0.5;
const zoomMax = 2;
const rowHeights = { comfortable: 24, compact: 20 } as const;
const treeRowHeights = { comfortable: 26, compact: 22 } as const;
const sessionRowHeights = { comfortable: 42, compact: 36 } as const;
/** The other sizes of text beside the usual one: smallest, small, large. */
const steps = { xs: -2, sm: -1, md: 0, lg: 2 } as const;

let shared: Theme | undefined;

/** Whether the system asks for something, as it changes its mind. */
function asks(query: string): Ref<boolean> {
  const media = window.matchMedia(query);
  const matches = ref(media.matches);
  media.addEventListener('change', (event) => (matches.value = event.matches));
  return matches;
}

const generic = /^(?:ui-)?(?:monospace|serif|sans-serif|rounded)$|^(?:system-ui|cursive|fantasy)$/;

/** Names of fonts as CSS takes them, each a string of its own: none of them can break the list. */
function families(names: string): string {
  const own = names
    .split(',')
    .map((name) => name.replace(/["'\\\n]/g, '').trim())
    .filter((name) => name !== '')
    .map((name) => (generic.test(name) ? name : `"${name}"`));
  return [...own, 'var(--font-mono)'].join(', ');
}

const granted = (wish: Wish, system: boolean): boolean => (wish === 'system' ? system : wish === 'on');

function create(): Theme {
  const choice = ref<ThemeChoice>('system');
  const zoomValue = ref(1);
  const density = ref<Density>('comfortable');
  const rowPx = computed(() => rowHeights[density.value]);
  const treeRowPx = computed(() => treeRowHeights[density.value]);
  const fontSize = ref(13);
  const editorFont = ref('');
  const editorFontSize = ref(13);
  const monoFontSize = ref(12);
  const contrast = ref<Wish>('system');
  const reducedMotion = ref<Wish>('system');
  const systemLight = asks('(prefers-color-scheme: light)');
  const systemContrast = asks('(prefers-contrast: more)');
  const systemMotion = asks('(prefers-reduced-motion: reduce)');

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
      root.dataset['density'] = density.value;
      root.dataset['contrast'] = granted(contrast.value, systemContrast.value) ? 'more' : 'normal';
      root.dataset['motion'] = granted(reducedMotion.value, systemMotion.value) ? 'reduced' : 'full';
      root.style.setProperty('--zoom', String(zoomValue.value));
      root.style.setProperty('--row', `${rowPx.value}px`);
      root.style.setProperty('--tree-row', `${treeRowPx.value}px`);
      root.style.setProperty('--session-row', `${sessionRowHeights[density.value]}px`);
      root.style.setProperty('--editor-font', families(editorFont.value));
      root.style.setProperty('--editor-size', `${editorFontSize.value}px`);
      root.style.setProperty('--mono-size', `${monoFontSize.value}px`);
      for (const [name, step] of Object.entries(steps)) {
        root.style.setProperty(`--text-${name}`, `${fontSize.value + step}px`);
      }
    },
    { flush: 'sync' },
  );
  return {
    choice,
    resolved,
    zoom,
    density,
    rowPx,
    treeRowPx,
    fontSize,
    monoFontSize,
    editorFont,
    editorFontSize,
    contrast,
    reducedMotion,
    zoomIn: () => (zoom.value = zoomSteps.find((step) => step > zoom.value + 0.001) ?? zoomMax),
    zoomOut: () => (zoom.value = zoomSteps.findLast((step) => step < zoom.value - 0.001) ?? zoomMin),
    zoomReset: () => (zoom.value = 1),
  };
}

/** How the window looks, one state for all callers, written to <html> as attributes and custom properties. Persisting it is the caller's. */
export function useTheme(): Theme {
  // Detached: the first caller may be a component that goes away while the theme stays.
  shared ??= effectScope(true).run(create);
  if (!shared) throw new Error('a detached scope always runs');
  return shared;
}
