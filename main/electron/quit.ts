import { dialog } from 'electron';
import type { App, BrowserWindow } from 'electron';
import type { Log } from '../log.js';
import type { Workspaces } from '../workspaces.js';
import { t } from './speech.js';

/** Asks before a transfer is cut off, and ends the engine before the process. */
export interface Quit {
  readonly mayClose: (window: BrowserWindow) => boolean;
}

export function quitCleanly(app: App, workspaces: Pick<Workspaces, 'transfers' | 'dispose'>, log: Log): Quit {
  let agreed = false;
  let closed = false;

  const ask = (window: BrowserWindow | null): boolean => {
    const { transfers } = workspaces;
    if (agreed || transfers === 0) return true;
    const question = {
      type: 'warning' as const,
      title: 'Wirebench',
      message: t('{transfers, plural, one {A file is being sent.} other {# files are being sent.}}', {
        transfers,
      }),
      detail: t('Quitting now cuts it off where it is. What was sent so far stays in the log.'),
      buttons: [t('Keep sending'), t('Quit')],
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
    workspaces
      .dispose()
      .catch((error: unknown) => log('Closing the engine failed', error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
  return { mayClose: ask };
}
