import { formatDuration } from '../../../codec/index.js';
import { Direction } from '../../../contract/index.js';
import type { PingPair } from '../stores/ping-pairs.js';
import type { Fact } from './life-facts.js';

/** What a graph shows of one ping: its round trip in milliseconds, null where no pong came. */
export interface PingBar {
  readonly seq: number;
  readonly ms: number | null;
  readonly missed: boolean;
  /** For those who point at it. */
  readonly words: string;
}

/** Bars that a narrow pane shows apart. */
export const mostBars = 60;

/** The pings of one end, or of us where we sent any: what our own ask says of the way there and back. */
export function askedBy(pairs: readonly PingPair[]): {
  readonly ours: boolean;
  readonly pairs: readonly PingPair[];
} {
  const own = pairs.filter((one) => one.direction === Direction.out);
  return own.length > 0 ? { ours: true, pairs: own } : { ours: false, pairs };
}

/** The newest pings as bars, oldest first. */
export function pingBars(pairs: readonly PingPair[]): readonly PingBar[] {
  return pairs.slice(-mostBars).map((one) => ({
    seq: one.ping,
    ms: one.roundTrip === null ? null : one.roundTrip / 1e6,
    missed: one.missed,
    words: `Ping #${one.ping}: ${outcome(one)}`,
  }));
}

export function outcome(pair: PingPair): string {
  const late = pair.missed ? (pair.roundTrip === null ? 'missed' : ', too late') : '';
  if (pair.roundTrip === null) return late === '' ? 'no pong yet' : late;
  return `${formatDuration(pair.roundTrip / 1e6)}${late}`;
}

/** The round trips in figures; empty where no pong has come. */
export function tripFacts(pairs: readonly PingPair[]): readonly Fact[] {
  const trips = pairs.flatMap((one) => (one.roundTrip === null ? [] : [one.roundTrip / 1e6]));
  const missed = pairs.filter((one) => one.missed).length;
  const sorted = [...trips].sort((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return [
    { name: 'Pings', value: `${pairs.length}, ${trips.length} answered` },
    ...(missed === 0 ? [] : [{ name: 'Missed', value: String(missed), tone: 'warn' as const }]),
    ...(sorted.length === 0
      ? []
      : [
          { name: 'Shortest', value: formatDuration(at(0)) },
          { name: 'Median', value: formatDuration(at(0.5)) },
          { name: 'Longest', value: formatDuration(at(1)) },
        ]),
  ];
}
