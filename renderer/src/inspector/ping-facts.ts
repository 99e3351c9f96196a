import { Direction } from '../../../contract/index.js';
import type { PingPair } from '../stores/ping-pairs.js';
import type { Fact } from './life-facts.js';
import { formatDuration, t } from '../language/index.js';

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
    words: t('Ping #{seq}: {outcome}', { seq: one.ping, outcome: outcome(one) }),
  }));
}

export function outcome(pair: PingPair): string {
  if (pair.roundTrip === null) return pair.missed ? t('missed') : t('no pong yet');
  const time = tripText(pair.roundTrip);
  return pair.missed ? t('{time}, too late', { time }) : time;
}

/** A round trip as somebody compares it: on loopback it takes microseconds. Takes nanoseconds. */
export function tripText(ns: number): string {
  return ns < 100_000 ? `${Math.round(ns / 1_000)} µs` : formatDuration(ns / 1e6);
}

/** The round trips in figures; empty where no pong has come. */
export function tripFacts(pairs: readonly PingPair[]): readonly Fact[] {
  const trips = pairs.flatMap((one) => (one.roundTrip === null ? [] : [one.roundTrip]));
  const missed = pairs.filter((one) => one.missed).length;
  const sorted = [...trips].sort((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return [
    {
      name: t('Pings'),
      value: t('{count}, {answered} answered', { count: pairs.length, answered: trips.length }),
    },
    ...(missed === 0 ? [] : [{ name: t('Missed'), value: String(missed), tone: 'warn' as const }]),
    ...(sorted.length === 0
      ? []
      : [
          { name: t('Shortest'), value: tripText(at(0)) },
          { name: t('Median'), value: tripText(at(0.5)) },
          { name: t('Longest'), value: tripText(at(1)) },
        ]),
  ];
}
