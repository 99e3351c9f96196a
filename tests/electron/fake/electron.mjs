/*
 * A stand-in for the module `electron`: as much of it as the desktop host uses, its windows pages of a real
 * Chromium. It shows that the host sets everything up and that bytes travel through the real preload and the
 * real page. It does not show that Electron enforces what it is told: only Electron can.
 */
import { EventEmitter } from 'node:events';
import { Module } from 'node:module';
import { browserContext, decideNavigation } from './browser.mjs';
import { MessageChannelMain } from './message-channel.mjs';
import { net } from './net.mjs';
import { nativeImage, Notification, powerSaveBlocker, Tray, trays } from './system.mjs';
import { facts, ipcMain, permissions, setAppHandler } from './state.mjs';
import { BrowserWindow, preventable } from './window.mjs';

export { BrowserWindow, ipcMain, MessageChannelMain, nativeImage, Notification, powerSaveBlocker, Tray };

// A packaged app has no script of its own among its arguments.
process.argv.splice(1, 1);
Object.assign(process, { resourcesPath: process.env['FAKE_RESOURCES'] ?? process.cwd() });

let ready = false;
let exiting = false;

class App extends EventEmitter {
  isPackaged = true;
  requestSingleInstanceLock = () => process.env['FAKE_SECOND'] === undefined;
  getPath = (/** @type {string} */ name) => {
    if (name === 'crashDumps') return `${process.env['FAKE_USER_DATA']}/Crashpad`;
    if (name !== 'userData') throw new Error(`The stand-in knows no path ${name}`);
    return process.env['FAKE_USER_DATA'];
  };
  setBadgeCount = (/** @type {number} */ count) => {
    facts.badge = count;
    return true;
  };
  getVersion = () => '0.1.0';
  getPreferredSystemLanguages = () => ['en-US'];
  getName = () => 'Wirebench';
  relaunch = () => void facts.relaunches++;
  whenReady = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    ready = true;
  };
  exit = (/** @type {number} */ code = 0) => process.exit(code);
  quit = () => void this.#quit();

  async #quit() {
    if (exiting) return;
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    for (const window of BrowserWindow.getAllWindows()) {
      if (!(await window.close())) return;
    }
    const last = preventable();
    this.emit('will-quit', last);
    if (last.defaultPrevented) return;
    exiting = true;
    if (facts.schemes.length > 0) await (await browserContext()).close();
    this.emit('quit', {}, 0);
    process.exit(0);
  }
}
export const app = new App();

BrowserWindow.onCreated = (window) => {
  app.emit('web-contents-created', {}, window.webContents);
  app.emit('browser-window-created', {}, window);
};
BrowserWindow.onAllClosed = () => app.emit('window-all-closed');
decideNavigation((url, isMainFrame) => {
  const [window] = BrowserWindow.getAllWindows();
  return ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])].every((name) => {
    const event = preventable({ url, isMainFrame });
    window?.webContents.emit(name, event);
    return !event.defaultPrevented;
  });
});

export const protocol = {
  registerSchemesAsPrivileged(/** @type {any[]} */ schemes) {
    if (ready) throw new Error('Schemes are registered before the app is ready');
    if (facts.schemes.length > 0) throw new Error('Schemes are registered once');
    facts.schemes.push(...schemes);
  },
  handle(/** @type {string} */ scheme, /** @type {(request: Request) => Promise<Response>} */ handler) {
    if (!ready) throw new Error('Protocols are handled once the app is ready');
    if (scheme !== 'app') throw new Error(`The stand-in plays app:// alone, not ${scheme}`);
    setAppHandler(handler);
  },
};

export const session = {
  fromPartition: (/** @type {string} */ name) => ({ name }),
  get defaultSession() {
    if (!ready) throw new Error('There is no session before the app is ready');
    return {
      setPermissionRequestHandler: (/** @type {Function} */ handler) => void (permissions.request = handler),
      setPermissionCheckHandler: (/** @type {Function} */ handler) => void (permissions.check = handler),
      setDevicePermissionHandler: (/** @type {Function} */ handler) => void (permissions.device = handler),
      on: (/** @type {string} */ name, /** @type {Function} */ listener) => {
        if (name !== 'will-download') throw new Error(`The stand-in's session has no event ${name}`);
        permissions.download = listener;
      },
    };
  },
};

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
};
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const nativeTheme = { shouldUseDarkColors: true };
/** Every item of a template, those of its submenus too. */
const itemsOf = (/** @type {any[]} */ template) =>
  /** @type {any[]} */ (template.flatMap((item) => [item, ...itemsOf(item.submenu ?? [])]));
/** The items of a template are those of its menu: what is changed of them later shows. */
class FakeMenu {
  /** @param {any[]} template */
  constructor(template) {
    this.template = template;
  }
  getMenuItemById = (/** @type {string} */ id) =>
    itemsOf(this.template).find((item) => item.id === id) ?? null;
  popup = (/** @type {any} */ { x, y, sourceType }) =>
    void facts.popups.push({ template: this.template, x, y, sourceType });
}
/** @type {FakeMenu | null} */
let applicationMenu = null;
export const Menu = {
  buildFromTemplate: (/** @type {any[]} */ template) => new FakeMenu(template),
  setApplicationMenu: (/** @type {FakeMenu} */ menu) => {
    applicationMenu = menu;
    facts.menu = menu.template;
  },
  getApplicationMenu: () => applicationMenu,
};
export const dialog = {
  showMessageBoxSync: (/** @type {any[]} */ ...args) => {
    facts.dialogs.push(args.at(-1).message);
    return facts.dialogAnswer;
  },
  showMessageBox: async (/** @type {any[]} */ ...args) => {
    const { message, detail, buttons } = args.at(-1);
    facts.questions.push({ message, detail, buttons });
    return { response: await new Promise((resolve) => waiting.push(resolve)) };
  },
  showOpenDialog: async (/** @type {any[]} */ ...args) => {
    facts.dialogs.push(args.at(-1).title);
    const { directory } = facts;
    return directory === null
      ? { canceled: true, filePaths: [] }
      : { canceled: false, filePaths: [directory] };
  },
  showSaveDialog: async (/** @type {any[]} */ ...args) => {
    facts.saveQuestion = args.at(-1);
    const { saveAs } = facts;
    return saveAs === null ? { canceled: true, filePath: '' } : { canceled: false, filePath: saveAs };
  },
  showErrorBox: (/** @type {string} */ title, /** @type {string} */ text) => {
    process.send?.({ error: `${title}: ${text}` });
  },
};

/** Whoever waits for an answer to a dialog that holds nothing up. @type {((button: number) => void)[]} */
const waiting = [];

export const crashReporter = {
  start: (/** @type {object} */ options) => {
    if (ready) throw new Error('The crash reporter starts before the app is ready');
    facts.crashReporter = options;
  },
};

export const shell = {
  showItemInFolder: (/** @type {string} */ path) => void facts.opened.push(path),
  openExternal: async (/** @type {string} */ url) => void facts.opened.push(url),
};

/** A keychain that turns bits: what it does not hide is whether it was asked. */
const turned = (/** @type {Buffer} */ bytes) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
export const safeStorage = {
  isEncryptionAvailable: () => process.env['FAKE_KEYCHAIN'] !== 'none',
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (/** @type {string} */ text) => turned(Buffer.from(text)),
  decryptString: (/** @type {Buffer} */ bytes) => turned(bytes).toString(),
};

/** Electron's own updater, of which electron-updater uses the events. */
export const autoUpdater = new EventEmitter();

// Libraries that are CommonJS ask for electron by require, which the loader of register.mjs does not see.
const loader = /** @type {any} */ (Module);
const load = loader._load;
loader._load = (/** @type {string} */ name, /** @type {unknown[]} */ ...rest) =>
  name === 'electron' ? { app, autoUpdater, net, session } : load(name, ...rest);

/** What a spec may ask or do, by name. */
const commands = {
  window() {
    const [window] = BrowserWindow.getAllWindows();
    const { webPreferences, ...options } = window?.options ?? {};
    return {
      count: BrowserWindow.getAllWindows().length,
      webPreferences,
      options,
      shown: window?.shown,
      focused: window?.focused,
    };
  },
  facts: () => facts,
  async permission(
    /** @type {{ permission: string, url: string, isMainFrame: boolean }} */ { permission, url, isMainFrame },
  ) {
    const asked = await new Promise((resolve) =>
      permissions.request?.(null, permission, resolve, { requestingUrl: url, isMainFrame }),
    );
    const checked = permissions.check?.(null, permission, url, { isMainFrame });
    return { asked, checked, device: permissions.device?.({}) };
  },
  download(/** @type {{ url: string, gesture: boolean }} */ { url, gesture }) {
    const event = preventable();
    permissions.download?.(event, { getURL: () => url, hasUserGesture: () => gesture });
    return event.defaultPrevented;
  },
  contents(/** @type {{ event: string, facts: object }} */ { event: name, facts: given }) {
    const event = preventable(given);
    BrowserWindow.getAllWindows()[0]?.webContents.emit(name, event);
    return event.defaultPrevented;
  },
  /** The page's process ends as a crash ends it. */
  crashPage(/** @type {string} */ reason) {
    const [window] = BrowserWindow.getAllWindows();
    const details = { reason, exitCode: 5 };
    app.emit('render-process-gone', {}, window?.webContents, details);
    window?.webContents.emit('render-process-gone', {}, details);
  },
  /** Something fails outside of every call. */
  fail(/** @type {string} */ message) {
    setImmediate(() => {
      throw new RangeError(message);
    });
  },
  answerQuestion: (/** @type {number} */ button) => waiting.shift()?.(button),
  windowOpen: (/** @type {string} */ url) =>
    BrowserWindow.getAllWindows()[0]?.webContents.windowOpenHandler({ url }),
  askForPort: (/** @type {{ url: string, top: boolean }} */ frame) =>
    BrowserWindow.getAllWindows()[0]?.webContents.askAs(frame),
  secondInstance: (/** @type {{ argv: string[], directory: string } | undefined} */ given) =>
    app.emit('second-instance', {}, given?.argv ?? [], given?.directory ?? ''),
  openUrl: (/** @type {string} */ url) => app.emit('open-url', preventable(), url),
  /** All at once, as a page of elsewhere may. */
  openUrls(/** @type {string[]} */ urls) {
    for (const url of urls) app.emit('open-url', preventable(), url);
  },
  openFile: (/** @type {string} */ path) => app.emit('open-file', preventable(), path),
  drop: (/** @type {string[]} */ paths) => BrowserWindow.getAllWindows()[0]?.webContents.drop(paths),
  answerDialogs: (/** @type {number} */ answer) => void (facts.dialogAnswer = answer),
  saveAs: (/** @type {string | null} */ path) => void (facts.saveAs = path),
  chooseDirectory: (/** @type {string | null} */ directory) => void (facts.directory = directory),
  contextMenu(/** @type {object} */ params) {
    BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, params);
  },
  /** Chooses what a menu shows under an id, or under a label; false where it is greyed or not there. */
  clickMenu(/** @type {{ id?: string, label?: string, byKey?: boolean }} */ { id, label, byKey = false }) {
    const item = itemsOf(facts.menu).find((one) => (id === undefined ? one.label === label : one.id === id));
    if (item === undefined || item.enabled === false) return false;
    item.click?.(item, BrowserWindow.getFocusedWindow() ?? undefined, { triggeredByAccelerator: byKey });
    return true;
  },
  quit: () => app.quit(),
  quitByTray: () => [...trays][0]?.press('Quit'),
  openByTray: () => [...trays][0]?.press('Open Wirebench'),
  /** Another program comes to the front, or this one again. */
  async lookAway() {
    BrowserWindow.away = true;
    await BrowserWindow.getAllWindows()[0]?.webContents.page?.evaluate(() =>
      dispatchEvent(new Event('blur')),
    );
  },
  async lookHere() {
    BrowserWindow.away = false;
    await BrowserWindow.getAllWindows()[0]?.webContents.page?.evaluate(() =>
      dispatchEvent(new Event('focus')),
    );
  },
  /** Closes the first window, or the one whose address has this in it. */
  closeWindow: (/** @type {string | undefined} */ search) =>
    BrowserWindow.getAllWindows()
      .find((window) => search === undefined || window.webContents.mainFrame.url.includes(search))
      ?.close(),
  windows: () =>
    BrowserWindow.getAllWindows().map((window) => ({
      url: window.webContents.mainFrame.url,
      front: window === BrowserWindow.getFocusedWindow(),
      options: window.options,
    })),
};

process.on(
  'message',
  (/** @type {{ id: number, name: keyof typeof commands, input: any }} */ { id, name, input }) => {
    Promise.resolve()
      .then(() => commands[name](input))
      .then(
        (value) => process.send?.({ id, value }),
        (error) => process.send?.({ id, error: String(error) }),
      );
  },
);
