import * as z from 'zod/mini';
import { request } from './define.js';
import { Id } from './workspace.js';

/** Most windows one workspace has, those that are closed and have tabs included. */
export const maxWindows = 99;

/** Each window keeps tabs and drafts of its own; the first one is 1. */
export const WindowNumber = z.int().check(z.gte(1), z.lte(maxWindows));

export interface WindowFacts {
  readonly window: number;
  /** A page shows it. */
  readonly open: boolean;
  readonly tabs: number;
  /** What its tab in front is called; '' where it has none, or none with a name or an address. */
  readonly title: string;
}
export interface WindowsInfo {
  readonly windows: readonly WindowFacts[];
}

/** A tab on its way between two windows, as the page keeps it. */
export const MovingTab = z.looseObject({ id: Id });
export type MovingTab = z.output<typeof MovingTab>;

const place = z.nullable(z.int().check(z.gte(0), z.lte(10_000)));

export interface TabArrival {
  readonly tab: MovingTab;
  /** Before which of its tabs; null is behind the last. */
  readonly index: number | null;
}
export interface TabWish {
  readonly tab: string;
  /** The window that wants it. */
  readonly to: number;
  readonly index: number | null;
}

export const windowRequests = {
  /** Says which window this page is; from then on it hears of the others, and of tabs that come. */
  'window.enter': request<WindowsInfo>()(z.strictObject({ window: WindowNumber })),
  /**
   * Another window: a new one that begins with `state`, or one that is closed. Where the host has no windows
   * (`opened` false) the page opens one at its own address with `?window=N`.
   */
  'window.open': request<{ readonly window: number; readonly opened: boolean }>()(
    z.strictObject({ window: z.nullable(WindowNumber), state: z.unknown() }),
    ['window.limit', 'state.write', 'state.too-large'],
  ),
  /**
   * Gives a tab to another window. Answered once that window has it on disk: only then the page lets go of it,
   * so that a crash in between loses nothing; no window shows it twice.
   */
  'window.move': request<void>()(
    z.strictObject({ from: WindowNumber, to: WindowNumber, tab: MovingTab, index: place }),
    ['window.unknown', 'state.write', 'state.too-large'],
  ),
  /** Asks the window that has a tab to give it to this one: where it was dropped. */
  'window.want': request<void>()(
    z.strictObject({ from: WindowNumber, to: WindowNumber, tab: Id, index: place }),
    ['window.unknown'],
  ),
} as const;
