import { fail, maxWindows, ok } from '../contract/index.js';
import type { Input, Output, Result, WindowsInfo } from '../contract/index.js';
import type { PageClient } from '../contract/serve.js';
import type { Workspace } from '../engine/index.js';
import { Throttle } from './throttle.js';

/** Between two words about the windows, milliseconds: a tab that is renamed is written with each letter. */
const newsMs = 250;

/** Which window each page is, and tabs between them: for the pages of one workspace. */
export class PageWindows {
  /** Pages by window. A browser may show one twice: both write it, as they always did. */
  readonly #pages = new Map<PageClient, number>();
  /** Numbers that were given to windows whose page has not come yet. */
  readonly #given = new Set<number>();
  readonly #news: Throttle<'windows'>;
  #last = '';

  constructor(
    private readonly workspace: Pick<Workspace, 'windows' | 'writeState'>,
    /** Opens a window, or brings it forward; null where the page's browser does that. */
    private readonly openOutside: ((window: number) => void) | null,
  ) {
    this.#news = new Throttle(
      () => void this.#tell(),
      () => newsMs,
    );
  }

  async enter(client: PageClient, window: number): Promise<Result<WindowsInfo>> {
    const known = this.#pages.has(client);
    this.#pages.set(client, window);
    this.#given.delete(window);
    if (!known)
      client.onClose(() => {
        this.#pages.delete(client);
        if (this.#pages.size > 0) this.#news.touch('windows');
      });
    this.#news.touch('windows');
    return ok(await this.#info());
  }

  async write(state: unknown, window: number | undefined): Promise<Result<void>> {
    const written = await this.workspace.writeState(state, window);
    this.#news.touch('windows');
    return written;
  }

  async open({ window, state }: Input<'window.open'>): Promise<Result<Output<'window.open'>>> {
    const number = window ?? (await this.#take());
    if (number === null) {
      return fail(
        'window.limit',
        `This workspace has ${maxWindows} windows with tabs, the most there can be: reopen one and close its tabs first.`,
      );
    }
    if (window === null) {
      const written = await this.workspace.writeState(state, number);
      if (!written.ok) {
        this.#given.delete(number);
        return written;
      }
    }
    this.openOutside?.(number);
    return ok({ window: number, opened: this.openOutside !== null });
  }

  async move({ from, to, tab, index }: Input<'window.move'>): Promise<Result<void>> {
    if (from === to || !(await this.#isThere(to))) return unknown(to);
    const moved = await this.workspace.windows.move({ from, to, tab });
    if (!moved.ok) return moved;
    for (const page of this.#of(to)) page.emit('tab.arrived', { tab, index });
    this.openOutside?.(to);
    this.#news.touch('windows');
    return ok();
  }

  want({ from, to, tab, index }: Input<'window.want'>): Result<void> {
    const pages = this.#of(from);
    if (from === to || pages.length === 0) return unknown(from);
    for (const page of pages) page.emit('tab.wanted', { tab, to, index });
    return ok();
  }

  #of(window: number): PageClient[] {
    return [...this.#pages].flatMap(([page, number]) => (number === window ? [page] : []));
  }

  async #isThere(window: number): Promise<boolean> {
    if (this.#given.has(window) || this.#of(window).length > 0) return true;
    return (await this.workspace.windows.list()).some((one) => one.window === window);
  }

  /** The lowest number without a page and without tabs. */
  async #take(): Promise<number | null> {
    const { windows } = await this.#info();
    const taken = new Set(windows.filter(({ open, tabs }) => open || tabs > 0).map(({ window }) => window));
    // The first one is where whoever comes without a number goes.
    for (let window = 2; window <= maxWindows; window++) {
      if (taken.has(window) || this.#given.has(window)) continue;
      this.#given.add(window);
      return window;
    }
    return null;
  }

  async #info(): Promise<WindowsInfo> {
    const kept = await this.workspace.windows.list();
    const open = new Set(this.#pages.values());
    const silent = [...open].filter((window) => kept.every((one) => one.window !== window));
    const windows = [
      ...kept.map((one) => ({ ...one, open: open.has(one.window) })),
      ...silent.map((window) => ({ window, open: true, tabs: 0, title: '' })),
    ];
    return { windows: windows.sort((a, b) => a.window - b.window) };
  }

  async #tell(): Promise<void> {
    const info = await this.#info();
    const text = JSON.stringify(info);
    if (text === this.#last) return;
    this.#last = text;
    for (const page of this.#pages.keys()) page.emit('windows.changed', info);
  }
}

function unknown(window: number): Result<never> {
  return fail('window.unknown', `Window ${window} is not there, or is this one: choose another.`);
}
