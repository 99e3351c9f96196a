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

/** Screens as Electron tells of them. */
export interface Screen {
  readonly bounds: Area;
  readonly scaleFactor: number;
}

const Kept = z.object({
  version: z.literal(2),
  /** By arrangement of screens, the one used last at the end. */
  arrangements: z.array(z.object({ screens: z.string(), state: WindowState })),
});

const smallest = { width: 640, height: 480 };
const usual = { width: 1440, height: 900 };
/** Of the window's top edge that must be on a screen, or nobody could drag it back. */
const visiblePixels = 80;
/** Arrangements that are remembered: the desk, the meeting room, the train, and some more. */
const mostArrangements = 20;
/** A new window lies this far below and right of the one it was opened from. */
const cascadePixels = 28;

/** Names an arrangement of screens: where they are, how large, how fine. Ids of screens change with the port. */
export function arrangementOf(screens: readonly Screen[]): string {
  return screens
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${x},${y} ${width}x${height} @${scaleFactor}`)
    .sort()
    .join('; ');
}

/**
 * What was kept for these screens, else for those it was used on last; null where nothing was, or what there is
 * cannot be read. The file of a time that knew one place alone is that place, for any screens.
 */
export function readWindowState(file: string, screens: string): WindowState | null {
  const { arrangements } = readKept(file);
  return (arrangements.find((one) => one.screens === screens) ?? arrangements.at(-1))?.state ?? null;
}

/** Keeps it, in one step. A place that cannot be written costs the window its size, nothing else. */
export function writeWindowState(file: string, screens: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const others = readKept(file).arrangements.filter((one) => one.screens !== screens);
    const arrangements = [...others, { screens, state }].slice(-mostArrangements);
    writeFileSync(`${file}.new`, JSON.stringify({ version: 2, arrangements }));
    renameSync(`${file}.new`, file);
  } catch {
    return;
  }
}

function readKept(file: string): Pick<z.output<typeof Kept>, 'arrangements'> {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const kept = z.safeParse(Kept, json);
    return kept.success ? kept.data : { arrangements: [{ screens: '', state: WindowState.parse(json) }] };
  } catch {
    return { arrangements: [] };
  }
}

/**
 * Size and place for the window: as it was, where the screens of today still show it; else beside the one it was
 * opened from, whole on that one's screen.
 */
export function windowBounds(
  state: WindowState | null,
  screens: readonly Area[],
  beside: Area | null = null,
): Partial<Area> {
  const [primary] = screens;
  const most = primary ?? usual;
  const home = state === null ? undefined : screens.find((screen) => shows(screen, state));
  if (state !== null && home !== undefined) {
    return { x: state.x, y: state.y, ...sizeWithin(home, state) };
  }
  const near = beside === null ? undefined : screens.find((screen) => shows(screen, beside));
  if (beside !== null && near !== undefined) {
    const size = sizeWithin(near, beside);
    const place = (at: number, from: number, room: number): number =>
      at + cascadePixels <= from + room ? at + cascadePixels : from;
    return {
      x: place(beside.x, near.x, near.width - size.width),
      y: place(beside.y, near.y, near.height - size.height),
      ...size,
    };
  }
  return { width: Math.min(usual.width, most.width), height: Math.min(usual.height, most.height) };
}

function sizeWithin(screen: Area, { width, height }: Area): Pick<Area, 'width' | 'height'> {
  return {
    width: Math.max(smallest.width, Math.min(width, screen.width)),
    height: Math.max(smallest.height, Math.min(height, screen.height)),
  };
}

function shows(screen: Area, { x, y, width }: Area): boolean {
  const left = Math.max(x, screen.x);
  const right = Math.min(x + width, screen.x + screen.width);
  return right - left >= visiblePixels && y >= screen.y && y <= screen.y + screen.height - visiblePixels;
}

export const smallestWindow = smallest;
