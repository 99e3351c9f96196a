import { app, BrowserWindow, crashReporter, dialog, shell } from 'electron';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Restored } from '../../contract/restored.js';
import { troubleText } from '../../contract/trouble.js';
import { HostNews } from '../host-news.js';
import { LogFile } from '../log-file.js';
import { hostLog } from '../log.js';
import type { HostLog } from '../log.js';
import { tellOfCrash } from '../restored.js';
import { outliveReaders, watchUnhandled } from '../unhandled.js';
import { dumpsSince, LastRun } from './last-run.js';
import { TroubleDialog } from './trouble-dialog.js';

export interface DesktopTrouble extends HostLog {
  readonly news: HostNews;
  /** The run before did not end properly: what comes back is to be said. */
  readonly crashed: boolean;
  /** From now on what nobody handles is told instead of ending the app; `restored` is told after a crash. */
  readonly started: (restored: Restored | null) => void;
}

/**
 * What the desktop does where something fails: dumps of processes that crash are written here and sent to nobody,
 * failures come into the log and before the person. Called before the app is ready, by the one instance.
 */
export function watchTrouble(): DesktopTrouble {
  crashReporter.start({ uploadToServer: false });
  const file = new LogFile(join(app.getPath('userData'), 'logs', 'desktop.log'));
  const { log, note } = hostLog(file);
  const news = new HostNews();
  const lastRun = new LastRun(join(app.getPath('userData'), 'running.json'));
  const dialogs = new TroubleDialog({
    ask: async (question) => (await dialog.showMessageBox(question)).response,
    showLog: () => shell.showItemInFolder(file.file),
    restart: () => {
      app.relaunch();
      app.quit();
    },
    tellPages: (message) => news.tell({ code: 'host.unhandled', message }),
    logFile: file.file,
  });
  outliveReaders(process.stdout, process.stderr);
  const unhandled = watchUnhandled(process, {
    log,
    tell: (trouble, times) => void dialogs.tell(trouble, times),
    fatal: (trouble) => {
      dialog.showErrorBox(
        'Wirebench cannot start',
        `${troubleText(trouble)}\n\nThe log notes it: ${file.file}`,
      );
      app.exit(1);
    },
  });
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log(`A window's page ended: ${reason}, ${exitCode}`);
    news.tellNext({
      code: 'page.crashed',
      message: `The page of this window ended (${reason}) and was loaded anew. Sessions and recordings went on; text that was typed in the last moment may be missing.`,
    });
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log(`A process of ${name ?? type} ended: ${reason}, ${exitCode}`);
  });
  app.on('quit', () => lastRun.end());
  // Windows ends whoever is left when its session does, and `quit` never comes.
  app.on('browser-window-created', (_event, window) => window.on('session-end', () => lastRun.end()));
  return {
    log,
    note,
    news,
    crashed: lastRun.crashed !== null,
    started(restored) {
      unhandled.started();
      if (restored !== null) tellOfCrash(restored, news);
      if (lastRun.crashed !== null) void askAboutDumps(lastRun.crashed);
    },
  };
}

/** What becomes of the dumps of the run before: the person decides, nothing is sent. */
async function askAboutDumps(startedAt: number): Promise<void> {
  const dumps = dumpsSince(app.getPath('crashDumps'), startedAt);
  const [newest] = dumps;
  if (newest === undefined) return;
  const question = {
    type: 'warning' as const,
    title: 'Wirebench',
    message: dumps.length === 1 ? 'A crash left a dump.' : `A crash left ${dumps.length} dumps.`,
    detail: `${newest}\n\nA dump holds parts of the memory, possibly what was sent and received and secrets too. It is on this machine alone and is sent to nobody. It helps whoever looks into the crash.`,
    buttons: ['Keep it', 'Show it', 'Delete it'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const window = BrowserWindow.getAllWindows()[0];
  const { response } = await (window === undefined
    ? dialog.showMessageBox(question)
    : dialog.showMessageBox(window, question));
  if (response === 1) shell.showItemInFolder(newest);
  if (response === 2) for (const dump of dumps) rmSync(dump, { force: true });
}
