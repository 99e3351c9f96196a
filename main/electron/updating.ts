import { app, BrowserWindow } from 'electron';
import type { SettingsFile } from '../../engine/index.js';
import type { Log } from '../log.js';
import { cancellation, loadUpdater } from './load-updater.js';
import { updatesElsewhere } from './update-owner.js';
import { Updates } from './updates.js';
import type { Windows } from './windows.js';

const dayMs = 24 * 60 * 60 * 1000;

/** Newer versions of this installation, told to the pages of all windows. */
export function createUpdates(windows: Windows, settings: SettingsFile, log: Log): Updates {
  const { platform, env, execPath, resourcesPath } = process;
  const updates = new Updates({
    elsewhere: updatesElsewhere({
      platform,
      env,
      packaged: app.isPackaged,
      execPath,
      resourcesPath,
      mas: process.mas,
      windowsStore: process.windowsStore,
    }),
    // Squirrel of a Mac installs by quitting now, or not at all.
    onQuit: platform !== 'darwin',
    load: loadUpdater,
    cancellation,
    tell: (state) => {
      for (const window of BrowserWindow.getAllWindows()) windows.page(window)?.emit('update.changed', state);
    },
    log,
  });
  /** Only where a person has asked for it once and for all. */
  const check = (): void => {
    if (settings.values['desktop.checkUpdates']) updates.check();
  };
  check();
  setInterval(check, dayMs).unref();
  return updates;
}
