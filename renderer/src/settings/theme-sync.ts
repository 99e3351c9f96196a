import { watch } from 'vue';
import { speak } from '../language/index.js';
import { useSettingsStore } from '../stores/settings.js';
import { useTheme } from '../ui/index.js';

/** The kit draws how the window looks, in the language that was chosen; the settings keep it. */
export function useThemeSync(): void {
  const settings = useSettingsStore();
  const theme = useTheme();
  watch(
    () => settings.values,
    (values) => {
      theme.choice.value = values['appearance.theme'];
      theme.zoom.value = values['appearance.zoom'];
      theme.density.value = values['appearance.density'];
      theme.fontSize.value = values['appearance.fontSize'];
      theme.monoFontSize.value = values['appearance.monoFontSize'];
      theme.editorFont.value = values['editor.fontFamily'];
      theme.editorFontSize.value = values['editor.fontSize'];
      theme.contrast.value = values['appearance.contrast'];
      theme.reducedMotion.value = values['appearance.reducedMotion'];
    },
    { immediate: true },
  );
  watch(
    () => settings.values['language.interface'],
    (language) => void speak(language),
  );
  // What the kit's own steps chose.
  watch(theme.zoom, (zoom) => {
    if (zoom !== settings.values['appearance.zoom']) void settings.set('appearance.zoom', zoom);
  });
}
