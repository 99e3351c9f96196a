import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  maximized: z.boolean(),
});
export type WindowState = z.output<typeof WindowState>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const smallest = { width: 640, height: 480 };
const usual = { width: 1440, height: 900 };
/** Of the window's top edge that must be on a screen, or nobody could drag it back. */
const visiblePixels = 80;

/** What was kept; null where nothing was, or what there is cannot be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps it, in one step. A place that cannot be written costs the window its size, nothing else. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    return;
  }
}

/** Size and place for the window: as it was, where the screens of today still show it. */
export function windowBounds(state: WindowState | null, screens: readonly Area[]): Partial<Area> {
  const [primary] = screens;
  const most = primary ?? usual;
  if (state === null || !screens.some((screen) => shows(screen, state))) {
    return { width: Math.min(usual.width, most.width), height: Math.min(usual.height, most.height) };
  }
  const screen = screens.find((area) => shows(area, state)) ?? most;
  return {
    x: state.x,
    y: state.y,
    width: Math.max(smallest.width, Math.min(state.width, screen.width)),
    height: Math.max(smallest.height, Math.min(state.height, screen.height)),
  };
}

function shows(screen: Area, { x, y, width }: WindowState): boolean {
  const left = Math.max(x, screen.x);
  const right = Math.min(x + width, screen.x + screen.width);
  return right - left >= visiblePixels && y >= screen.y && y <= screen.y + screen.height - visiblePixels;
}

export const smallestWindow = smallest;
