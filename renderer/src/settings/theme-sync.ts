import { watch } from 'vue';
import { useLayoutStore } from '../stores/layout.js';
import { useTheme } from '../ui/index.js';

/** The kit draws theme and zoom, the layout keeps them across restarts. */
export function useThemeSync(): void {
  const layout = useLayoutStore();
  const theme = useTheme();
  watch(
    () => [layout.state.theme, layout.state.zoom] as const,
    ([choice, zoom]) => {
      theme.choice.value = choice;
      theme.zoom.value = zoom;
    },
    { immediate: true },
  );
  watch(theme.choice, (choice) => (layout.state.theme = choice));
  watch(theme.zoom, (zoom) => (layout.state.zoom = zoom));
}
