import { BrowserWindow } from 'electron';
import type { Rectangle, WebContents } from 'electron';
import type { PageClient } from '../../contract/serve.js';

/** Where it is kept which windows are open, of the workspace that is. */
interface Kept {
  lastOpen(): Promise<readonly number[]>;
  keepOpen(open: readonly number[]): Promise<unknown>;
}

/** The windows of the desktop and the page in each. */
export class Windows {
  /** Each has a number, under which the workspace keeps its tabs. */
  readonly #numbers = new Map<BrowserWindow, number>();
  /** The app is quitting: windows that go now were open, and come back. */
  #quitting = false;
  readonly #pages = new WeakMap<WebContents, PageClient>();
  readonly #listeners = new Set<(window: BrowserWindow, page: PageClient) => void>();
  readonly #focusListeners = new Set<() => void>();
  #last: BrowserWindow | undefined;
  #lastNumber = 1;

  constructor(
    private readonly create: (number: number, beside: Rectangle | null) => BrowserWindow,
    private readonly kept: () => Kept,
  ) {}

  /** Opens the windows that were open last, the first one at least. */
  async openLast(): Promise<void> {
    const last = await this.kept().lastOpen();
    for (const number of last.length === 0 ? [1] : last) this.open(number);
  }

  /** Opens a window, or brings it forward where it is open. */
  open(number = 1): BrowserWindow {
    const known = [...this.#numbers].find(([, one]) => one === number)?.[0];
    if (known !== undefined) return forward(known);
    const window = this.create(number, this.current?.getNormalBounds() ?? null);
    this.#numbers.set(window, number);
    this.#last ??= window;
    window.on('focus', () => this.#focus(window));
    window.on('closed', () => this.#closed(window));
    this.#keep();
    return window;
  }

  /** The app quits, or does not after all: somebody was asked and chose to stay. */
  quitting(quitting: boolean): void {
    this.#quitting = quitting;
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
    return window === undefined ? this.open(this.#lastNumber) : forward(window);
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

  #closed(window: BrowserWindow): void {
    const number = this.#numbers.get(window);
    this.#numbers.delete(window);
    // The last one to go is the one to come back to.
    if (this.#numbers.size > 0) this.#keep();
    else if (number !== undefined) this.#lastNumber = number;
    this.#focus(this.current);
  }

  #keep(): void {
    if (!this.#quitting) void this.kept().keepOpen([...this.#numbers.values()].sort((a, b) => a - b));
  }

  #focus(window: BrowserWindow | undefined): void {
    this.#last = window;
    for (const listener of this.#focusListeners) listener();
  }
}

function forward(window: BrowserWindow): BrowserWindow {
  if (window.isMinimized()) window.restore();
  window.focus();
  return window;
}
