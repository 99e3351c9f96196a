import { app, dialog, ipcMain, MessageChannelMain, protocol, safeStorage, session, shell } from 'electron';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOfWindow } from '../contract/index.js';
import { SettingsFile, createEngine } from '../engine/index.js';
import { PointedAt } from './bounds.js';
import { defaultWorkspace } from './data-directory.js';
import { AppMenu } from './electron/app-menu.js';
import { handleAppProtocol, pageUrl, privilegedScheme } from './electron/app-protocol.js';
import { devToolsArgument, syncArgument, workspaceArgument } from './electron/arguments.js';
import { attend } from './electron/attending.js';
import { takeDropped } from './electron/dropped.js';
import { guard } from './electron/guard.js';
import { systemKeychain } from './electron/keychain.js';
import { catchOpenings } from './electron/opening.js';
import { systemFeatures } from './electron/outside.js';
import { handOverPorts } from './electron/port.js';
import { chromiumProxies } from './electron/proxies.js';
import { quitCleanly } from './electron/quit.js';
import { watchTrouble, type DesktopTrouble } from './electron/trouble.js';
import { speakAs } from './electron/speech.js';
import { createUpdates } from './electron/updating.js';
import { openWindow } from './electron/window.js';
import { Windows } from './electron/windows.js';
import { Openings } from './openings.js';
import { beginNetwork } from './network/begin-network.js';
import { openPages } from './pages.js';
import { RecentWorkspaces } from './recent.js';
import { restoredOf } from './restored.js';
import { devOrigin } from './serve/dev-origin.js';
import { readSyncMs } from './sync-flag.js';
import { readVersion } from './version.js';
import { Workspaces } from './workspaces.js';

const version = readVersion(new URL('../../package.json', import.meta.url));
const root = fileURLToPath(new URL('../renderer/', import.meta.url));
const importProgram = new URL('import-worker.js', import.meta.url);
const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));
const mac = process.platform === 'darwin';
/** In development the page comes from the dev server; a package never looks there. */
const server = app.isPackaged ? null : devOrigin(process.env);
const page = server === null ? pageUrl : `${server}/?transport=port`;
const dev = server !== null;
const devTools = dev || devToolsArgument(process.argv);

protocol.registerSchemesAsPrivileged([privilegedScheme]);
if (app.requestSingleInstanceLock()) {
  const trouble = watchTrouble();
  const handOpenings = catchOpenings(app, process.argv, process.cwd());
  void app.whenReady().then(() => start(trouble, handOpenings));
} else app.quit();

async function start(
  { log, note, news, crashed, started }: DesktopTrouble,
  handOpenings: (openings: Openings) => void,
): Promise<void> {
  const sync = readSyncMs(syncArgument(process.argv));
  if (!sync.ok) {
    dialog.showErrorBox('Wirebench cannot start as it was told to', sync.error.message);
    return app.exit(2);
  }
  const syncMs = sync.value ?? undefined;
  const own = defaultWorkspace();
  const settings = await SettingsFile.open(dirname(own));
  await speakAs(settings, () => app.getPreferredSystemLanguages(), log);
  const workspace = resolve(workspaceArgument(process.argv) ?? own);
  const secrets = {
    passphrase: process.env['WIREBENCH_SECRETS_KEY'],
    keychain: systemKeychain(safeStorage, process.platform),
  };
  const recent = new RecentWorkspaces(join(app.getPath('userData'), 'recent.json'));
  const bounds = new PointedAt(async (directory) =>
    (await recent.list()).some((one) => one.directory === directory),
  );
  const proxies = chromiumProxies((name) => session.fromPartition(name));
  const keys = { keychain: secrets.keychain };
  const { network, secrets: appSecrets } = await beginNetwork(settings, proxies, keys);
  const workspaces = await Workspaces.begin(workspace, {
    open: (directory) =>
      createEngine({ workspace: directory, version, sample: true, secrets, syncMs, network }),
    own,
    recent,
    bounds,
    log,
  });
  if (!workspaces.ok) {
    dialog.showErrorBox('Wirebench cannot open its workspace', workspaces.error.message);
    return app.exit(1);
  }
  guard(app, session.defaultSession, page);
  handleAppProtocol(protocol, root);
  const openings = new Openings(bounds);
  const quit = quitCleanly(app, workspaces.value, log);
  const windows = new Windows(
    (number, beside) =>
      openWindow({
        beside,
        page: addressOfWindow(page, number),
        preload,
        stateFile: join(app.getPath('userData'), number === 1 ? 'window.json' : `window-${number}.json`),
        devTools,
        mayClose(window) {
          const may = quit.mayClose(window);
          if (!may) windows.quitting(false);
          return may;
        },
      }),
    () => workspaces.value.engine.workspace.windows,
  );
  app.on('before-quit', ({ defaultPrevented }) => windows.quitting(!defaultPrevented));
  const menu = new AppMenu(windows, { mac, dev, devTools });
  const attending = attend(windows, workspaces.value, settings);
  const onPage = openPages(workspaces.value, {
    version,
    importProgram,
    settings,
    appSecrets,
    openings,
    logFile: join(app.getPath('userData'), 'logs', 'desktop.log'),
    openWindow: (number) => void windows.open(number),
    showFile: (path) => shell.showItemInFolder(path),
    features: {
      ...systemFeatures((directory) => bounds.add(directory)),
      attention: attending,
      menu,
      updates: createUpdates(windows, settings, log),
    },
    pac: true,
    droppedFolders: true,
    runtime: `Electron ${process.versions['electron']} on ${process.platform} ${process.arch}`,
    news,
    log,
    note,
  });
  handOverPorts(ipcMain, {
    createChannel: () => new MessageChannelMain(),
    page,
    onPage: (transport, contents) => windows.attach(contents, onPage(transport)),
    log,
  });

  takeDropped(ipcMain, { page, onFolders: (paths) => void openings.offerDropped(paths), log });

  app.on('second-instance', () => windows.show());
  app.on('activate', () => {
    if (windows.current === undefined) windows.show();
  });
  app.on('window-all-closed', () => {
    if (!attending.staysOpen() && !mac) app.quit();
  });
  // Read before their pages come and write what they show by then.
  const restored = crashed ? await restoredOf(workspaces.value.engine, true) : null;
  await windows.openLast();
  openings.listen(() => {
    windows.show();
    windows.page()?.emit('opening.waiting', {});
  });
  handOpenings(openings);
  started(restored);
}
