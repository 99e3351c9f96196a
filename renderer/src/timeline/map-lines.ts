import type { MinimapInfo } from '../../../contract/index.js';

export interface MapLine {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  /** A design token. */
  readonly token: string;
}

/** Errors are seen whatever stands around them, at least this tall. */
const errorPx = 2;
const shares = [
  ['in', '--in'],
  ['out', '--out'],
  ['control', '--ctl'],
  ['life', '--life'],
] as const;

/** What a map of so many px draws: in each cell the shares of kinds side by side, errors over them. */
export function mapLines(info: MinimapInfo, height: number, width: number): MapLine[] {
  if (info.rows === 0) return [];
  const lines: MapLine[] = [];
  const errors: MapLine[] = [];
  const at = (row: number): number => (Math.min(row, info.rows) / info.rows) * height;
  for (let cell = 0; cell < info.in.length; cell++) {
    const top = at(cell * info.width);
    const bottom = at((cell + 1) * info.width);
    const all = Math.min(info.width, info.rows - cell * info.width);
    let left = 0;
    for (const [name, token] of shares) {
      const right = left + ((info[name][cell] ?? 0) / all) * width;
      if (right > left) lines.push({ top, bottom, left, right, token });
      left = right;
    }
    if ((info.errors[cell] ?? 0) > 0) {
      errors.push({ top, bottom: Math.max(bottom, top + errorPx), left: 0, right: width, token: '--err' });
    }
  }
  return [...lines, ...errors];
}

/** Of a map's height, that an arrow and a page key go over. */
const arrowShare = 1 / 100;
const pageShare = 1 / 10;

/** Where a key leads on a map of so many rows, from the row at `from`; null for a key that is not the map's. */
export function stepOnMap(key: string, from: number, count: number): number | null {
  const by = (share: number): number => Math.max(1, Math.round(count * share));
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -by(arrowShare),
    ArrowDown: by(arrowShare),
    ArrowLeft: -by(arrowShare),
    ArrowRight: by(arrowShare),
    PageUp: -by(pageShare),
    PageDown: by(pageShare),
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(count - 1, from + step));
}
