import { watch } from 'vue';
import type { SettingFault } from '../../../contract/index.js';
import { t, told } from '../language/index.js';
import { useBootStore } from '../stores/boot.js';
import { useLayersStore } from '../stores/layers.js';
import { useSettingsStore } from '../stores/settings.js';
import { useToasts } from '../ui/index.js';

/** One that does not hold, and where it stands. */
export function faultText({ line, message }: SettingFault): string {
  return t('Line {line}: {fault}', { line: String(line), fault: told(message) });
}

/** Tells of a settings file that does not hold, once for each way it is wrong. In the settings it stands by itself. */
export function useSettingsTrouble(): void {
  const settings = useSettingsStore();
  const boot = useBootStore();
  const layers = useLayersStore();
  const toasts = useToasts();
  watch(
    () => [
      // Not before the language is known, in which it is told.
      ...(boot.state.kind === 'ready' ? (settings.info?.faults ?? []) : []).map(
        ({ line, message }) => `${line} ${message}`,
      ),
      boot.state.kind === 'ready' ? (settings.info?.problem?.message ?? '') : '',
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
      const { problem, faults = [] } = settings.info ?? {};
      toasts.show({
        tone: 'warn',
        title: () => t('Not all of settings.json holds'),
        text: () => [told(problem?.message) ?? '', ...faults.map(faultText)].filter(Boolean).join(' '),
        timeoutMs: 0,
        action: { label: () => t('Settings'), run: () => (layers.settings = true) },
      });
    },
    { immediate: true },
  );
}
