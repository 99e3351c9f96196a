const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export interface BytesFormat {
  /** Leaves out the unit below 1 kB, for a column of sizes. */
  readonly bare?: boolean;
}

/** A number of bytes in decimal units (1 kB = 1000 B): `58 B`, `1.2 kB`, `64 kB`, `410 MB`. */
export function formatBytes(bytes: number, format: BytesFormat = {}): string {
  let value = bytes;
  let unit = 0;
  // 999.95 would round up to "1000 kB": it is 1 MB already.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return format.bare === true ? String(value) : `${value} B`;
  return `${shorten(value)} ${units[unit] ?? ''}`;
}

/** Three significant digits at most, no trailing zero. */
function shorten(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '');
}

/** A whole number in groups of three: `128 553`. */
export function formatCount(count: number): string {
  return Math.trunc(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A rate: `1 842 msg/s`; below ten with one digit after the point. */
export function formatRate(perSecond: number, unit = 'msg'): string {
  const value =
    perSecond < 10 ? perSecond.toFixed(1).replace(/\.0$/, '') : formatCount(Math.round(perSecond));
  return `${value} ${unit}/s`;
}

/** A duration in milliseconds: `0.42 ms`, `500 ms`, `12.3 s`, `3 min 20 s`, `1 h 05 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2).replace(/\.?0+$/, '')} ms`;
  if (ms < 100) return `${ms.toFixed(1).replace(/\.0$/, '')} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Time since something began, in milliseconds, as a running clock: `00:12:41`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
}

/** Nanoseconds from a reference as seconds with microseconds in groups: `+0.001 207`. */
export function formatOffsetTime(ns: number): string {
  const micros = Math.round(Math.abs(ns) / 1000);
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  const seconds = formatCount(Math.floor(micros / 1_000_000));
  return `${ns < 0 && micros > 0 ? '-' : '+'}${seconds}.${fraction.slice(0, 3)} ${fraction.slice(3)}`;
}

export interface ClockFormat {
  /** UTC instead of this machine's time zone. */
  readonly utc?: boolean;
}

/** Wall clock of a moment in milliseconds since 1970: `14:02:33.120`. */
export function formatClock(epochMs: number, format: ClockFormat = {}): string {
  const date = new Date(epochMs);
  const [hours, minutes, seconds] =
    format.utc === true
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  const millis = String(date.getUTCMilliseconds()).padStart(3, '0');
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${millis}`;
}
