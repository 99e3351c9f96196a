import { dialog } from 'electron';
import type { App, BrowserWindow } from 'electron';
import type { Engine } from '../../engine/index.js';
import type { Log } from '../log.js';

/** Asks before a transfer is cut off, and ends the engine before the process. */
export interface Quit {
  readonly mayClose: (window: BrowserWindow) => boolean;
}

export function quitCleanly(app: App, engine: Engine, log: Log): Quit {
  let agreed = false;
  let closed = false;

  const ask = (window: BrowserWindow | null): boolean => {
    const { transfers } = engine;
    if (agreed || transfers === 0) return true;
    const question = {
      type: 'warning' as const,
      title: 'Wirebench',
      message: transfers === 1 ? 'A file is being sent.' : `${transfers} files are being sent.`,
      detail: 'Quitting now cuts it off where it is. What was sent so far stays in the log.',
      buttons: ['Keep sending', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    };
    const answer =
      window === null ? dialog.showMessageBoxSync(question) : dialog.showMessageBoxSync(window, question);
    agreed = answer === 1;
    return agreed;
  };

  app.on('before-quit', (event) => {
    if (!ask(null)) event.preventDefault();
  });
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    engine
      .close()
      .catch((error: unknown) => log('Closing the engine failed', error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
  return { mayClose: ask };
}
