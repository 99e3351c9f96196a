import { BrowserWindow } from 'electron';
import type { WebContents } from 'electron';
import type { PageClient } from '../../contract/serve.js';

/** The windows of the desktop and the page in each. */
export class Windows {
  readonly #pages = new WeakMap<WebContents, PageClient>();
  readonly #listeners = new Set<(window: BrowserWindow, page: PageClient) => void>();
  readonly #focusListeners = new Set<() => void>();
  #last: BrowserWindow | undefined;

  constructor(private readonly create: () => BrowserWindow) {}

  /** Opens another window. */
  open(): BrowserWindow {
    const window = this.create();
    this.#last ??= window;
    window.on('focus', () => this.#focus(window));
    window.on('closed', () => this.#focus(this.current));
    return window;
  }

  get all(): readonly BrowserWindow[] {
    return BrowserWindow.getAllWindows();
  }

  /** The window in front, else the one that was in front last; undefined where none is open. */
  get current(): BrowserWindow | undefined {
    const focused = BrowserWindow.getFocusedWindow();
    if (focused !== null) return focused;
    return this.#last?.isDestroyed() === false ? this.#last : BrowserWindow.getAllWindows()[0];
  }

  /** Brings a window forward; opens one where there is none. */
  show(): BrowserWindow {
    const window = this.current;
    if (window === undefined) return this.open();
    if (window.isMinimized()) window.restore();
    window.focus();
    return window;
  }

  /** The page of a window, of the current one unless told otherwise; undefined until it has asked for its port. */
  page(window = this.current): PageClient | undefined {
    return window === undefined ? undefined : this.#pages.get(window.webContents);
  }

  /** Told of each page that comes: a new window's, and that of one that was reloaded. */
  onPage(listener: (window: BrowserWindow, page: PageClient) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Told when another window comes in front, or none is left. */
  onFocus(listener: () => void): () => void {
    this.#focusListeners.add(listener);
    return () => void this.#focusListeners.delete(listener);
  }

  /** A page has its port. */
  attach(contents: WebContents, page: PageClient): void {
    this.#pages.set(contents, page);
    page.onClose(() => {
      if (this.#pages.get(contents) === page) this.#pages.delete(contents);
    });
    const window = BrowserWindow.getAllWindows().find((one) => one.webContents === contents);
    if (window !== undefined) for (const listener of this.#listeners) listener(window, page);
  }

  #focus(window: BrowserWindow | undefined): void {
    this.#last = window;
    for (const listener of this.#focusListeners) listener();
  }
}
