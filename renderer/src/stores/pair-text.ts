import type { RowPair } from './answers.js';
import { formatDuration, t } from '../language/index.js';

/** Nanoseconds as somebody compares them: on loopback they are microseconds. */
export function latencyText(ns: number): string {
  return ns < 100_000 ? `${Math.round(ns / 1_000)} µs` : formatDuration(ns / 1e6);
}

/** What is said of a pair beside a row's preview; '' where there is nothing to say. */
export function pairText({ role, other, latency }: RowPair, active: boolean): string {
  if (role === 'unasked') return '';
  if (other === null || latency === null) return active ? t('no answer yet') : t('no answer');
  return role === 'answer'
    ? t('answers #{number} in {latency}', { number: String(other), latency: latencyText(latency) })
    : t('answered in {latency}', { latency: latencyText(latency) });
}
