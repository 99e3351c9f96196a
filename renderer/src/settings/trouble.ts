import { watch } from 'vue';
import { useLayersStore } from '../stores/layers.js';
import { useSettingsStore } from '../stores/settings.js';
import { useToasts } from '../ui/index.js';

/** Tells of a settings file that does not hold, once for each way it is wrong. In the settings it stands by itself. */
export function useSettingsTrouble(): void {
  const settings = useSettingsStore();
  const layers = useLayersStore();
  const toasts = useToasts();
  watch(
    () => [
      settings.info?.problem?.message ?? '',
      ...(settings.info?.faults ?? []).map(({ line, message }) => `Line ${line}: ${message}`),
    ],
    (now, before) => {
      const words = now.filter((one) => one !== '');
      if (
        words.length === 0 ||
        layers.settings ||
        words.join('\n') === (before ?? []).filter(Boolean).join('\n')
      ) {
        return;
      }
      toasts.show({
        tone: 'warn',
        title: 'Not all of settings.json holds',
        text: words.join(' '),
        timeoutMs: 0,
        action: { label: 'Settings', run: () => (layers.settings = true) },
      });
    },
    { immediate: true },
  );
}
