import { EventEmitter } from 'node:events';

/** What the app set up, for the specs to ask. */
export const facts = {
  /** @type {any[]} */
  schemes: [],
  /** @type {any} */
  menu: undefined,
  /** Context menus that were shown. */
  popups: /** @type {any[]} */ ([]),
  /** @type {string[]} */
  dialogs: [],
  /** Addresses that were opened outside. */
  opened: /** @type {string[]} */ ([]),
  /** What the person chooses in a dialog for directories; null cancels it. */
  directory: /** @type {string | null} */ (null),
  /** The file the person chooses to save as; null cancels the dialog. */
  saveAs: /** @type {string | null} */ (null),
  /** What the last dialog for saving was asked with. */
  saveQuestion: /** @type {any} */ (null),
  /** Dialogs that hold nothing up. @type {{ message: string, detail: string, buttons: string[] }[]} */
  questions: [],
  /** What the crash reporter was started with. @type {any} */
  crashReporter: null,
  relaunches: 0,
  /** @type {{ title: string, body: string }[]} */
  notifications: [],
  badge: 0,
  /** What keeps the machine awake. @type {string[]} */
  blockers: [],
  /** @type {{ tip: string, items: string[] } | null} */
  tray: null,
  /** What was asked of the network through Electron. @type {{ url: string, headers: object }[]} */
  network: [],
  /** What the next dialog answers. */
  dialogAnswer: 0,
  /** @type {string[]} */
  foreignRequests: [],
};

export const ipcMain = new EventEmitter();

/** @type {{ request?: Function, check?: Function, device?: Function, download?: Function }} */
export const permissions = {};

/** @type {((request: Request) => Promise<Response>) | undefined} */
let appHandler;
export const setAppHandler = (/** @type {typeof appHandler} */ handler) => {
  if (appHandler) throw new Error('app:// is handled already');
  appHandler = handler;
};
export const answerApp = (/** @type {Request} */ request) => {
  if (!appHandler) throw new Error('Nobody handles app://');
  return appHandler(request);
};
