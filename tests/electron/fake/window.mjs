import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { browserContext, fromPage, toPage } from './browser.mjs';
import { preloadWorld } from './preload-world.mjs';
import { ipcMain } from './state.mjs';

const binding = '__toMain';

/** An event that can be refused, as Electron's. */
export function preventable(/** @type {object} */ facts = {}) {
  return {
    ...facts,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

/** The page a browser begins with is the first window's alone. */
const taken = new WeakSet();

class WebContents extends EventEmitter {
  /** @type {(details: { url: string }) => { action: string }} */
  windowOpenHandler = () => ({ action: 'allow' });
  /** @type {import('playwright-core').Page | undefined} */
  page;
  /** @type {import('playwright-core').CDPSession | undefined} */
  #cdp;
  #world = 0;
  #nextPort = 1;
  /** @type {Map<number, import('./message-channel.mjs').MessagePortMain>} */
  #ports = new Map();
  mainFrame = this.#frame(() => fromPage(this.page?.url() ?? ''), null);

  /** A frame as ipcMain's events show it, of another address where one is given. */
  #frame(/** @type {() => string} */ url, /** @type {object | null} */ parent) {
    /** @type {(channel: string, message: unknown, ports: any[]) => void} */
    const postMessage = (channel, message, ports) => this.#post(channel, message, ports);
    return {
      get url() {
        return url();
      },
      parent,
      postMessage,
    };
  }

  setWindowOpenHandler(/** @type {WebContents['windowOpenHandler']} */ handler) {
    this.windowOpenHandler = handler;
  }

  reload() {
    void this.page?.reload();
  }

  /** @param {string} preload */
  async attach(preload) {
    const context = await browserContext();
    const blank = context.pages().find((page) => page.url() === 'about:blank' && !taken.has(page));
    if (blank !== undefined) taken.add(blank);
    this.page = blank ?? (await context.newPage());
    const cdp = await context.newCDPSession(this.page);
    this.#cdp = cdp;
    cdp.on('Runtime.executionContextCreated', ({ context: { id, name } }) => {
      if (name === 'preload') this.#world = id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === binding) this.#receive(JSON.parse(payload));
    });
    await cdp.send('Runtime.enable');
    await cdp.send('Page.enable');
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: 'preload' });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: 'preload',
      source: preloadWorld(readFileSync(preload, 'utf8'), binding),
    });
    // A document that goes takes its ports along.
    this.page.on('framenavigated', (frame) => {
      if (frame === this.page?.mainFrame()) this.#dropPorts();
    });
    this.page.on('close', () => this.#dropPorts());
  }

  #dropPorts() {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #receive(/** @type {any} */ message) {
    if (message.kind === 'ipc') {
      const event = { sender: this, senderFrame: this.mainFrame, ports: [] };
      ipcMain.emit(message.channel, event, ...message.args);
    } else if (message.kind === 'port-data') {
      this.#ports.get(message.port)?.postMessage(new Uint8Array(Buffer.from(message.data, 'base64')));
    } else if (message.kind === 'port-close') {
      this.#ports.get(message.port)?.close();
    } else throw new Error(`The page posted ${message.type} through its port`);
  }

  #post(/** @type {string} */ channel, /** @type {unknown} */ message, /** @type {any[]} */ ports = []) {
    const ids = ports.map((port) => {
      const id = this.#nextPort++;
      this.#ports.set(id, port);
      port.on('message', ({ data }) => {
        void this.#tell({ kind: 'port-data', port: id, data: Buffer.from(data).toString('base64') });
      });
      port.on('close', () => void this.#tell({ kind: 'port-close', port: id }));
      port.start();
      return id;
    });
    void this.#tell({ kind: 'ipc', channel, args: [message], ports: ids });
  }

  /** @param {object} message */
  async #tell(message) {
    await this.#cdp
      ?.send('Runtime.evaluate', {
        contextId: this.#world,
        expression: `__fromMain(${JSON.stringify(message)})`,
      })
      // The document may have gone meanwhile.
      .catch(() => undefined);
  }

  /** A person drops these from outside, in the middle of the window. @param {string[]} paths */
  async drop(paths) {
    await this.#tell({
      kind: 'paths',
      paths: Object.fromEntries(paths.map((path) => [basename(path), path])),
    });
    const { width = 0, height = 0 } = this.page?.viewportSize() ?? {};
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop']))
      await this.#cdp?.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  }

  /** Plays a frame that is not our page: asks for a port as the preload does. True where it got one. */
  askAs(/** @type {{ url: string, top: boolean }} */ { url, top }) {
    let handed = false;
    const frame = { ...this.#frame(() => url, top ? null : this.mainFrame), url };
    frame.postMessage = () => {
      handed = true;
    };
    const sender = top ? Object.assign(Object.create(this), { mainFrame: frame }) : this;
    ipcMain.emit('wirebench:port', { sender, senderFrame: frame, ports: [] });
    ipcMain.emit('wirebench:port', { sender, senderFrame: null, ports: [] });
    return handed;
  }
}

/** @type {Set<BrowserWindow>} */
const windows = new Set();

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...windows];
  /** @type {BrowserWindow | null} */
  static front = null;
  /** Whether another program is in front. */
  static away = false;
  static getFocusedWindow = () => (BrowserWindow.away ? null : BrowserWindow.front);
  webContents = new WebContents();
  shown = false;
  maximized = false;
  focused = 0;
  destroyed = false;

  /** @param {any} options */
  constructor(options) {
    super();
    this.options = options;
    windows.add(this);
    BrowserWindow.onCreated(this);
  }

  /** @type {(window: BrowserWindow) => void} */
  static onCreated = () => {};
  static onAllClosed = () => {};

  /** @param {string} url */
  async loadURL(url) {
    await this.webContents.attach(this.options.webPreferences.preload);
    await this.webContents.page?.goto(toPage(url));
    this.emit('ready-to-show');
    process.send?.({ ready: true });
  }

  maximize = () => void (this.maximized = true);
  show = () => {
    this.shown = true;
    this.#bringForward();
  };
  isMaximized = () => this.maximized;
  isMinimized = () => false;
  isDestroyed = () => this.destroyed;
  focus = () => {
    this.focused++;
    this.#bringForward();
  };
  #bringForward() {
    BrowserWindow.front = this;
    this.emit('focus');
  }
  getNormalBounds() {
    const { x = 10, y = 20, width, height } = this.options;
    return { x, y, width, height };
  }

  /** True where the window agreed to go. */
  async close() {
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroyed = true;
    windows.delete(this);
    if (BrowserWindow.front === this) BrowserWindow.front = [...windows].at(-1) ?? null;
    await this.webContents.page?.close();
    this.emit('closed');
    if (windows.size === 0) BrowserWindow.onAllClosed();
    return true;
  }
}
