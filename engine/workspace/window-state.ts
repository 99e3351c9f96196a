import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { tabTitle } from '../../contract/window-names.js';
import { maxWindows, WindowNumber } from '../../contract/window-requests.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { diskFailure } from '../files/disk-failure.js';
import { claimLock, dropLock } from '../log/lock.js';
import { Turns } from '../../contract/turns.js';
import { readWhole, writeWhole } from '../files/whole-file.js';
import { TabMoves } from './tab-moves.js';
import type { TabMove } from './tab-moves.js';

/** Tabs and drafts of a person at work are far below this; more is a mistake. */
const maxStateBytes = 16 * 1024 * 1024;
/** Hosts that may have one workspace open at a time. */
const places = 9;

const Open = z.object({ open: z.array(WindowNumber) });

/** What a window kept, as far as its state tells: the state itself is the page's. */
export interface KeptWindow {
  readonly window: number;
  readonly tabs: number;
  readonly title: string;
}

/**
 * Tabs, drafts and layout of the windows of one host, a file each. Each host that has the workspace open at
 * the same time takes a place of its own, so that none overwrites what another keeps; the first gets what was
 * there last.
 */
export class WindowState {
  /** Writes run one after the other: a state must never be replaced by one from before it. */
  readonly #turns = new Turns();
  /** What each window is known to hold, so that a list reads no drafts. */
  readonly #known = new Map<number, Outline>();

  private constructor(
    private readonly directory: string,
    /** From 1; more than 1 means that another host has the workspace open too. */
    readonly place: number,
    /** The host that had this place before did not give it up: it crashed, or was killed. */
    readonly unclosed: boolean,
    private readonly moves: TabMoves,
    /** Why the state of last time could not be read; its file was kept under the name given. */
    public problem: string | null,
  ) {}

  static async open(stateDirectory: string): Promise<Result<WindowState>> {
    for (let place = 1; place <= places; place++) {
      const directory = join(stateDirectory, `window-${place}`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
      } catch (error) {
        return { ok: false, error: diskFailure('create', directory, error) };
      }
      const claim = await claimLock(directory);
      if (claim === null) continue;
      return ok(new WindowState(directory, place, claim.left, await TabMoves.open(directory), null));
    }
    return fail(
      'state.busy',
      `This workspace is open in ${places} other hosts already: close one of them to go on here.`,
    );
  }

  /** What a window wrote last; null where nothing was, or where it is damaged (see `problem`). */
  read(window = 1): Promise<unknown> {
    return this.#turns.take(async () => {
      const state = await this.#read(window);
      const before = tabsOf(state);
      const tabs = this.moves.settle(window, before);
      if (tabs.length === before.length && tabs.every((tab, at) => tab === before[at])) return state;
      const settled = { ...(state ?? { version: 1, active: null, layout: {} }), tabs };
      // What came and went is the page's state from now on, also where nobody changes anything in it.
      await this.#keep(settled, JSON.stringify(settled), window);
      return settled;
    });
  }

  /** Fails with `state.too-large` or `state.write`; what was there before stays then. */
  write(state: unknown, window = 1): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const text = JSON.stringify(state);
      const small = smallEnough(text.length);
      return small.ok ? this.#keep(state, text, window) : small;
    });
  }

  /** Has a tab in another window from now on: on disk when this answers. */
  move(move: TabMove): Promise<Result<void>> {
    return this.#turns.take(async () => {
      const small = smallEnough(JSON.stringify(move.tab).length);
      return small.ok ? asState(await this.moves.add(move)) : small;
    });
  }

  /** Every window that keeps something, by number. */
  list(): Promise<readonly KeptWindow[]> {
    return this.#turns.take(async () => {
      const numbers = (await readdir(this.directory).catch(() => [])).flatMap(numberOf);
      const found: KeptWindow[] = [];
      for (const window of numbers.sort((a, b) => a - b)) {
        const outline = this.#known.get(window) ?? outlineOf(await this.#read(window));
        this.#known.set(window, outline);
        const tabs = this.moves.settle(window, outline.tabs);
        found.push({ window, tabs: tabs.length, title: titleOf(outline.active, tabs) });
      }
      return found;
    });
  }

  /** The windows that were open when the host ended. */
  async lastOpen(): Promise<readonly number[]> {
    try {
      const bytes = await readWhole(join(this.directory, 'open.json'), 64 * 1024);
      if (typeof bytes === 'string') return [];
      return [...new Set(Open.parse(JSON.parse(bytes.toString('utf8'))).open)];
    } catch {
      return [];
    }
  }

  keepOpen(open: readonly number[]): Promise<Result<void>> {
    return this.#turns.take(() =>
      writeWhole(join(this.directory, 'open.json'), JSON.stringify({ open }), 0o600),
    );
  }

  /** Gives the place up to the next host. */
  async close(): Promise<void> {
    await this.#turns.idle();
    await dropLock(this.directory);
  }

  /** The first one's name is that of the time when there was one. */
  #path(window: number): string {
    return join(this.directory, window === 1 ? 'state.json' : `state-${window}.json`);
  }

  async #read(window: number): Promise<object | null> {
    const path = this.#path(window);
    let bytes: Buffer | string;
    try {
      // The bound of a write counts characters, each of which takes up to three bytes.
      bytes = await readWhole(path, 3 * maxStateBytes);
    } catch {
      return null;
    }
    try {
      if (typeof bytes === 'string') throw new Error(bytes);
      const state: unknown = JSON.parse(bytes.toString('utf8'));
      return typeof state === 'object' ? state : null;
    } catch {
      const aside = `${path}.damaged-${Date.now()}`;
      await rename(path, aside).catch(() => undefined);
      this.problem = `The open tabs of last time could not be read; their file was kept as ${aside}.`;
      return null;
    }
  }

  async #keep(state: unknown, text: string, window: number): Promise<Result<void>> {
    const written = asState(await this.#replace(window, text));
    if (!written.ok) return written;
    this.#known.set(window, outlineOf(state));
    await this.moves.written(window, tabsOf(state));
    return written;
  }

  async #replace(window: number, text: string): Promise<Result<void>> {
    const path = this.#path(window);
    const written = await writeWhole(path, text, 0o600);
    if (written.ok || written.error.code !== 'log.not-found') return written;
    // Somebody removed the directory: what a person has in front of them is worth a new one.
    await mkdir(this.directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    return writeWhole(path, text, 0o600);
  }
}

function smallEnough(length: number): Result<void> {
  if (length <= maxStateBytes) return ok();
  return fail(
    'state.too-large',
    `Open tabs and drafts hold ${length} characters, more than ${maxStateBytes}: they were not kept. Shorten or close the largest draft.`,
  );
}

function asState(written: Result<void>): Result<void> {
  return written.ok ? written : fail('state.write', written.error.message, written.error.detail);
}

function numberOf(file: string): number[] {
  const match = /^state(?:-(\d{1,2}))?\.json$/.exec(file);
  if (match === null) return [];
  const window = match[1] === undefined ? 1 : Number(match[1]);
  return window >= 1 && window <= maxWindows ? [window] : [];
}

function tabsOf(state: unknown): readonly unknown[] {
  if (typeof state !== 'object' || state === null || !('tabs' in state)) return [];
  return Array.isArray(state.tabs) ? (state.tabs as readonly unknown[]) : [];
}

interface Outline {
  readonly active: string;
  readonly tabs: readonly { readonly id: string; readonly name: string; readonly config: object }[];
}

/** The page's own state is not ours to know: what looks like a tab's name or address is one. */
function outlineOf(state: unknown): Outline {
  return {
    active: textOf(state, 'active'),
    tabs: tabsOf(state).map((tab) => ({
      id: textOf(tab, 'id'),
      name: textOf(tab, 'name'),
      config: { address: addressOf(tab) },
    })),
  };
}

function titleOf(active: string, tabs: readonly unknown[]): string {
  const front = tabs.find((tab) => textOf(tab, 'id') === active) ?? tabs[0];
  return tabTitle(textOf(front, 'name'), addressOf(front)).slice(0, 200);
}

function addressOf(tab: unknown): string {
  if (typeof tab !== 'object' || tab === null || !('config' in tab)) return '';
  return textOf(tab.config, 'address');
}

function textOf(from: unknown, key: string): string {
  if (typeof from !== 'object' || from === null) return '';
  const value: unknown = Reflect.get(from, key);
  return typeof value === 'string' ? value : '';
}
