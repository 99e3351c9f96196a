import { ok } from '../../contract/index.js';
import type { settingsRequests } from '../../contract/settings-requests.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** The settings of the app. */
export function settingsHandlers({
  settings,
}: Pick<House, 'settings'>): Handling<keyof typeof settingsRequests> {
  return {
    'settings.read': () => ok(settings.info),
    'settings.set': ({ patch }) => settings.set(patch),
    'settings.set-aside': async () => {
      const aside = await settings.setAside();
      return aside.ok ? ok({ file: aside.value }) : aside;
    },
  };
}
