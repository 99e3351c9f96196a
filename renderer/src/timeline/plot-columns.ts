import { Direction } from '../../../contract/index.js';
import type { PlotInfo } from '../../../contract/index.js';
import type { PingPair } from '../stores/ping-pairs.js';
import { formatDuration } from '../language/index.js';

/** A plot's columns: a point in the middle of each bucket. */
export interface PlotColumns {
  readonly seconds: number[];
  /** Per second. */
  readonly in: number[];
  readonly out: number[];
  /** The longest round trip of a bucket, milliseconds; null without any. */
  readonly trips: (number | null)[];
  readonly peakIn: number;
  readonly peakOut: number;
}

/** Room for a mark of the time axis, px: the longest is `59 min 30 s`. */
export const tickPx = 84;

/** Seconds between two marks of the time axis: as clocks count, from a microsecond to a month. */
export const tickSteps: number[] = [
  ...[1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1].flatMap((step) => [step, 2 * step, 5 * step]),
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 4, 6, 12, 24, 48, 96, 168, 336, 720].map((hours) => hours * 3600),
];

/** A mark of the time axis; whole minutes do without their seconds. */
export function tickText(seconds: number): string {
  return seconds === 0 ? '0' : formatDuration(seconds * 1000).replace(/ 00 (s|min)$/, '');
}

/** Rates of rows or bytes, and the round trips of our own pings, by the plot's buckets. */
export function plotColumns(info: PlotInfo, unit: 'rows' | 'bytes', pairs: readonly PingPair[]): PlotColumns {
  const seconds = info.width / 1e9;
  const rates = (column: Float64Array): number[] => Array.from(column, (count) => count / seconds);
  const received = rates(unit === 'rows' ? info.rowsIn : info.bytesIn);
  const sent = rates(unit === 'rows' ? info.rowsOut : info.bytesOut);
  const trips: (number | null)[] = received.map(() => null);
  for (const { time, roundTrip, direction } of pairs) {
    const at = Math.floor(time / info.width);
    if (roundTrip === null || direction !== Direction.out || at >= trips.length) continue;
    trips[at] = Math.max(trips[at] ?? 0, roundTrip / 1e6);
  }
  return {
    seconds: received.map((_, i) => (i + 0.5) * seconds),
    in: received,
    out: sent,
    trips,
    peakIn: Math.max(0, ...received),
    peakOut: Math.max(0, ...sent),
  };
}
