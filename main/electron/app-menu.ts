import { Menu } from 'electron';
import type { BaseWindow, BrowserWindow } from 'electron';
import type { MenuCommand } from '../../contract/index.js';
import type { PageClient } from '../../contract/serve.js';
import { menuTemplate } from './menu.js';
import { onLanguage } from './speech.js';
import type { MenuOptions } from './menu.js';
import type { Windows } from './windows.js';

/** The menu bar: what the page of the window in front can do, kept as that page tells it. */
export class AppMenu {
  readonly #told = new WeakMap<PageClient, readonly MenuCommand[]>();
  #shown: readonly MenuCommand[] = [];

  constructor(
    private readonly windows: Windows,
    private readonly options: Pick<MenuOptions, 'mac' | 'dev' | 'devTools'>,
  ) {
    this.#build([]);
    windows.onFocus(() => this.#refresh());
    // A page that was reloaded has to say it anew; what the one before could do is not to be chosen meanwhile.
    windows.onPage(() => this.#refresh());
    onLanguage(() => this.#build(this.#shown));
  }

  /** A page says what it can do now. */
  tell(client: PageClient, commands: readonly MenuCommand[]): void {
    this.#told.set(client, commands);
    if (this.windows.page() === client) this.#refresh();
  }

  #refresh(): void {
    const page = this.windows.page();
    const commands = (page === undefined ? undefined : this.#told.get(page)) ?? [];
    if (sameButEnabled(commands, this.#shown)) this.#enable(commands);
    else this.#build(commands);
    this.#shown = commands;
  }

  /** Rebuilding would close a menu that is open. */
  #enable(commands: readonly MenuCommand[]): void {
    const menu = Menu.getApplicationMenu();
    for (const { id, enabled } of commands) {
      const item = menu?.getMenuItemById(id) ?? null;
      if (item !== null && item.enabled !== enabled) item.enabled = enabled;
    }
  }

  #build(commands: readonly MenuCommand[]): void {
    const run = (command: string, window: BaseWindow | undefined, byKey: boolean) =>
      this.windows.page(this.#windowOf(window))?.emit('menu.run', { command, byKey });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ ...this.options, commands, run })));
  }

  #windowOf(window: BaseWindow | undefined): BrowserWindow | undefined {
    return this.windows.all.find((one) => one === window) ?? this.windows.current;
  }
}

function sameButEnabled(a: readonly MenuCommand[], b: readonly MenuCommand[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((one, at) => {
    const other = b[at];
    if (other === undefined) return false;
    return (
      one.id === other.id &&
      one.title === other.title &&
      one.group === other.group &&
      one.shortcut === other.shortcut
    );
  });
}
