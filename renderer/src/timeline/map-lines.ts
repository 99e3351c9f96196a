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
