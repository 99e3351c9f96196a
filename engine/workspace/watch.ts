import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

/** Editors and git write in several steps; what comes within this many milliseconds is one change. */
const settleMs = 80;
/** Whoever writes without a pause does not keep others waiting longer, milliseconds. */
const mostMs = 500;
/** Where the system cannot watch (network drives, no watches left), the directories are looked at this often. */
const pollMs = 3_000;

/**
 * Calls back when something in the directories may have changed; the caller reads and compares.
 * Answers how to stop.
 */
export function watchDirectories(directories: readonly string[], onChange: () => void): () => void {
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>();
  let timer: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let since: number | undefined;
  const soon = (): void => {
    const now = performance.now();
    since ??= now;
    clearTimeout(timer);
    const wait = Math.max(0, Math.min(settleMs, since + mostMs - now));
    timer = setTimeout(() => {
      since = undefined;
      // A directory that was removed and made again (git does that) is another one: the old watch is deaf.
      begin();
      onChange();
    }, wait);
    timer.unref();
  };
  const fallBack = (): void => {
    poll ??= setInterval(() => {
      begin();
      onChange();
    }, pollMs);
    poll.unref();
  };
  const begin = (): void => {
    for (const directory of directories) {
      const identity = identityOf(directory);
      const known = watchers.get(directory);
      if (known?.identity === identity && identity !== null) continue;
      known?.watcher.close();
      watchers.delete(directory);
      try {
        const watcher = watch(directory, { persistent: false }, (_event, name) => {
          // Our own half-written copies begin with a dot.
          if (name?.startsWith('.') !== true) soon();
        });
        watcher.on('error', fallBack);
        watchers.set(directory, { watcher, identity: identity ?? '' });
      } catch {
        fallBack();
      }
    }
  };
  begin();
  return () => {
    clearTimeout(timer);
    clearInterval(poll);
    for (const { watcher } of watchers.values()) watcher.close();
  };
}

/** Tells a directory from another that took its name; null where there is none. */
function identityOf(directory: string): string | null {
  try {
    const { dev, ino, birthtimeMs } = statSync(directory);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return null;
  }
}
