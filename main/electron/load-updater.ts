import type { Updater, UpdatesOptions } from './updates.js';

/** electron-updater, of this system's kind: loaded when somebody asks, and then kept. */
export const loadUpdater = async (): Promise<Updater> => (await library()).autoUpdater;

export const cancellation: UpdatesOptions['cancellation'] = async () =>
  new (await library()).CancellationToken();

async function library() {
  // A CommonJS module: its names are there as they are on `module.exports`, getters included.
  const loaded = await import('electron-updater');
  return 'default' in loaded ? (loaded.default as typeof loaded) : loaded;
}
