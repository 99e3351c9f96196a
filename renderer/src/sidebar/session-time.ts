import { formatDay } from '../language/index.js';

/** When a session began, in the room of five characters: 14:02 today, a weekday within the week, else a date. */
export function sessionTime(epochMs: number, now: number): string {
  const then = new Date(epochMs);
  const days = Math.round((startOfDay(now) - startOfDay(epochMs)) / 86_400_000);
  if (days <= 0) return `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (days < 7) return formatDay(epochMs, { weekday: 'short' });
  return `${two(then.getDate())}.${two(then.getMonth() + 1)}.`;
}

const two = (value: number): string => String(value).padStart(2, '0');

function startOfDay(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}
