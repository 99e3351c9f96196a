import * as z from 'zod/mini';
import { request } from './define.js';
import { SettingsPatch } from './settings.js';
import type { SettingsInfo } from './settings.js';

export const settingsRequests = {
  'settings.read': request<SettingsInfo>()(z.strictObject({})),
  /**
   * Changes the settings that the patch names, null for what holds by default; of one with entries the
   * entries it names. Whatever else is in the file stays as it is. Every page is told by `settings.changed`.
   */
  'settings.set': request<SettingsInfo>()(z.strictObject({ patch: SettingsPatch }), ['settings.*']),
  /** Renames a file that cannot be read, so that settings can be chosen anew; answers its new path. */
  'settings.set-aside': request<{ readonly file: string }>()(z.strictObject({}), ['settings.*']),
} as const;
