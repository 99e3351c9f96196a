import { watch } from 'vue';
import { useSettingsStore } from '../stores/settings.js';
import { useTheme } from '../ui/index.js';

/** The kit draws theme and zoom, the settings keep them. */
export function useThemeSync(): void {
  const settings = useSettingsStore();
  const theme = useTheme();
  watch(
    () => [settings.values['appearance.theme'], settings.values['appearance.zoom']] as const,
    ([choice, zoom]) => {
      theme.choice.value = choice;
      theme.zoom.value = zoom;
    },
    { immediate: true },
  );
  // What the kit's own steps chose.
  watch(theme.zoom, (zoom) => {
    if (zoom !== settings.values['appearance.zoom']) void settings.set('appearance.zoom', zoom);
  });
}
