import { defaultSettings, fail, ok, settingFields } from '../../../contract/index.js';
import type { SettingName, Settings, SettingsInfo, SettingsPatch } from '../../../contract/index.js';
import type { TestAnswers } from './test-host.js';

/** The settings of a host in memory, kept as the host keeps them. */
export class KeptSettings {
  info: SettingsInfo;
  /** Changes are refused. */
  refuses = false;

  constructor(part: Partial<Settings> = {}, told: Partial<SettingsInfo> = {}) {
    this.info = {
      values: { ...defaultSettings, ...part },
      file: '/data/settings.json',
      // The names of a part are names of settings.
      stored: Object.keys(part) as SettingName[],
      faults: [],
      unknown: [],
      problem: null,
      ...told,
    };
  }

  /** For `openTestHost`. */
  readonly answers = {
    'settings.read': () => ok(this.info),
    'settings.set': ({ patch }: { patch: SettingsPatch }) => {
      if (this.refuses) return fail('settings.write', 'The disk is full.');
      const values: Record<string, unknown> = { ...this.info.values };
      for (const [key, change] of Object.entries(patch)) {
        const name = key as SettingName;
        const entries = Object.entries({ ...(values[name] as object), ...(change as object) });
        const kept = Object.fromEntries(entries.filter(([, value]) => value !== null));
        values[name] = 'entry' in settingFields[name] ? kept : change;
        if (change === null) values[name] = settingFields[name].fallback;
      }
      const stored = Object.keys(values).filter(
        (name) => values[name] !== defaultSettings[name as SettingName],
      );
      const faults = this.info.faults.filter(({ name }) => !Object.hasOwn(patch, name));
      this.info = { ...this.info, values: values as Settings, stored: stored as SettingName[], faults };
      return ok(this.info);
    },
    'settings.set-aside': () => {
      this.info = { ...this.info, problem: null };
      return ok({ file: '/data/settings.json.damaged-1' });
    },
  } satisfies TestAnswers;
}
