import { shallowReactive } from 'vue';

/** Rows whose choice is remembered; the oldest goes first. */
const most = 500;

/** Formats that somebody chose for single rows, null for automatic, while the window is open. */
export const rowFormats = {
  chosen: shallowReactive(new Map<string, string | null>()),
  /** Undefined where nobody chose. */
  get(row: string): string | null | undefined {
    return rowFormats.chosen.get(row);
  },
  set(row: string, format: string | null): void {
    rowFormats.chosen.delete(row);
    rowFormats.chosen.set(row, format);
    for (const oldest of rowFormats.chosen.keys()) {
      if (rowFormats.chosen.size <= most) break;
      rowFormats.chosen.delete(oldest);
    }
  },
};
