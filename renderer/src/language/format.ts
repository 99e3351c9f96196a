import { computed } from 'vue';
import * as english from '../../../codec/index.js';
import { numbersOf } from '../../../language/index.js';
import { direction, locale } from './speech.js';

/*
 * What the codec writes for everybody, with the numbers of the person's region; moments as that region writes them.
 * Times of rows and clocks stay as they are: they are compared with other tools' logs.
 */

const numbers = computed(() => numbersOf(locale.value));

/** A number and its unit keep their order among words that are read from right to left: no `msg/s 0`. */
export function isolated(measure: string): string {
  return direction.value === 'rtl' ? `\u2066${measure}\u2069` : measure;
}

/** A whole number in groups of three: `128 553`. */
export function formatCount(count: number): string {
  return numbers.value.count(count);
}

/** A size: `1.5 kB`; see the codec's. */
export function formatBytes(...args: Parameters<typeof english.formatBytes>): string {
  return isolated(numbers.value.localized(english.formatBytes(...args)));
}

/** A rate: `1 842 msg/s`; see the codec's. */
export function formatRate(...args: Parameters<typeof english.formatRate>): string {
  return isolated(numbers.value.localized(english.formatRate(...args)));
}

/** A duration in milliseconds: `0.42 ms`, `12.3 s`; see the codec's. */
export function formatDuration(ms: number): string {
  return isolated(numbers.value.localized(english.formatDuration(ms)));
}

/** A moment, Unix ms, with date and time. */
export function formatMoment(at: number | string | Date, style?: Intl.DateTimeFormatOptions): string {
  return new Date(at).toLocaleString(locale.value, style);
}

/** The day of a moment, Unix ms. */
export function formatDay(at: number | string | Date, style?: Intl.DateTimeFormatOptions): string {
  return new Date(at).toLocaleDateString(locale.value, style);
}
