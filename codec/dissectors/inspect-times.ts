import type { InspectRow } from './inspect-row.js';
import { isoTime, wholeNumber } from './numbers.js';

/** Times outside of these years are hardly what was meant: most numbers would be one. Seconds since 1970. */
const earliest = 631_152_000n; // 1990
const latest = 4_102_444_800n; // 2100

/** Seconds from the era of NTP (1900) and of FILETIME (1601) to 1970. RFC 5905 figure 4; [MS-DTYP] 2.3.3. */
const ntpEra = 2_208_988_800n;
const fileTimeEra = 11_644_473_600n;

interface Clock {
  readonly label: string;
  readonly width: 4 | 8;
  /** Ticks a second. */
  readonly rate: bigint;
  /** Seconds from its beginning to 1970. */
  readonly era: bigint;
}

const clocks: readonly Clock[] = [
  { label: 'Unix time, s', width: 4, rate: 1n, era: 0n },
  { label: 'Unix time, s (64 bits)', width: 8, rate: 1n, era: 0n },
  { label: 'Unix time, ms', width: 8, rate: 1000n, era: 0n },
  { label: 'Unix time, µs', width: 8, rate: 1_000_000n, era: 0n },
  { label: 'Unix time, ns', width: 8, rate: 1_000_000_000n, era: 0n },
  { label: 'NTP time', width: 8, rate: 1n << 32n, era: ntpEra },
  { label: 'Windows FILETIME', width: 8, rate: 10_000_000n, era: fileTimeEra },
];

/** The times that these bytes plausibly are: between 1990 and 2100, in either byte order. */
export function timeRows(part: Uint8Array): readonly InspectRow[] {
  const rows: InspectRow[] = [];
  for (const { label, width, rate, era } of clocks) {
    if (part.length < width) continue;
    for (const littleEndian of [true, false]) {
      const ticks = wholeNumber(part, 0, width, { littleEndian });
      const seconds = ticks / rate - era;
      if (seconds < earliest || seconds >= latest) continue;
      const nanoseconds = Number(((ticks % rate) * 1_000_000_000n) / rate);
      const value = isoTime(seconds, nanoseconds);
      if (value !== null) rows.push({ label, value, bytes: width, littleEndian });
    }
  }
  const dos = part.length < 4 ? null : dosTime(part);
  return dos === null ? rows : [...rows, { label: 'DOS time', value: dos, bytes: 4, littleEndian: true }];
}

/** Time, then date, of two bytes each, little endian, as in ZIP and FAT; local time of nobody knows where. */
function dosTime(part: Uint8Array): string | null {
  const time = Number(wholeNumber(part, 0, 2, { littleEndian: true }));
  const date = Number(wholeNumber(part, 2, 2, { littleEndian: true }));
  const [hour, minute, second] = [time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2];
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 0x0f, date & 0x1f];
  if (year < 1990 || year >= 2100 || month < 1 || month > 12 || day < 1) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  // Day 0 of the next month is the last of this one.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}
