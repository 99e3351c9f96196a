import { settingFields } from '../../../contract/index.js';
import type { SettingName } from '../../../contract/index.js';
import type { LayoutState } from './layout.js';
import { useSettingsStore } from './settings.js';

const moved = {
  theme: 'appearance.theme',
  zoom: 'appearance.zoom',
  timeFormat: 'timeline.timeFormat',
} as const satisfies Partial<Record<keyof LayoutState, SettingName>>;

/**
 * Moves what earlier versions kept with each workspace to the app's settings. What is chosen there already
 * stays; where it cannot be written, the layout keeps it for the next start.
 */
export async function moveSettings(layout: LayoutState): Promise<void> {
  const settings = useSettingsStore();
  if (settings.info === null) return;
  const { stored } = settings.info;
  const patch: Record<string, unknown> = {};
  for (const [from, to] of Object.entries(moved)) {
    // Object.entries forgets that these are keys of the layout.
    const judged = settingFields[to].schema.safeParse(layout[from as keyof typeof moved]);
    if (judged.success && judged.data !== settingFields[to].fallback && !stored.includes(to)) {
      patch[to] = judged.data;
    }
  }
  const kept = Object.keys(patch).length === 0 || (await settings.change(patch)).ok;
  if (!kept) return;
  delete layout.theme;
  delete layout.zoom;
  delete layout.timeFormat;
}
