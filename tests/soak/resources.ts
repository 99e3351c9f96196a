import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds: handles and timers by their kind, listeners on the process, and descriptors where told. */
export function resources(): Record<string, number> {
  const held: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) held[kind] = (held[kind] ?? 0) + 1;
  for (const name of process.eventNames()) held[`on ${String(name)}`] = process.listenerCount(name);
  if (process.platform === 'linux') held['descriptors'] = readdirSync('/proc/self/fd').length;
  return held;
}

/** Kinds of which there are more than before. */
export function more(before: Readonly<Record<string, number>>): string[] {
  const now = Object.entries(resources());
  return now.flatMap(([kind, count]) =>
    count > (before[kind] ?? 0) ? [`${kind}: ${before[kind] ?? 0} became ${count}`] : [],
  );
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of live objects. */
export function heap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
